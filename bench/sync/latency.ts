import type { Figures } from '../index.ts'
import type { Child } from './child.ts'
import type { Place } from './databases.ts'
import { appOf, subscribe } from './echoes.ts'
import { allCalls, pollUntilQuiet, seed, withWorker } from './stage.ts'
import type { Options, Stage } from './stage.ts'
import type { Calls } from './worker-main.ts'

const PER_SECOND = 20
const PLATFORM_MS = 150
/** As `tandem start` runs. */
const RHYTHM = {
  pollMs: 15_000,
  clocksMs: 5_000,
  outboxMs: 2_000,
  costsMs: 3_600_000,
  listsMs: 300_000,
  campaignsMs: 600_000,
}

type Side = 'hubspot' | 'salesforce'

/**
 * From the moment a person's change was answered, when its event leaves, until the other CRM has answered the write and the journal
 * has it. Twenty changes a second, each of another record; both CRMs answer everything after 150 ms. Polls go on beside.
 */
export async function measureLatency(stage: Stage, place: Place['name'], options: Options): Promise<Figures> {
  const seconds = options.quick ? 4 : 30
  const people = seconds * PER_SECOND
  await seed(stage, { count: people, where: 'both' })
  try {
    return await withWorker(
      stage,
      place,
      options,
      async (worker) => {
        await subscribe(stage, await worker.call<string>('listen', appOf(stage)))
        await pollUntilQuiet(stage, worker, 1)
        const ids = await stage.box.call<{ contacts: string[]; leads: string[] }>('idsOf', { from: 0, count: people })
        await stage.box.call('latency', { ms: PLATFORM_MS })
        const run = (from: Side): Promise<Figures> =>
          direction(stage, worker, from, from === 'hubspot' ? ids.contacts : ids.leads)
        const figures = {
          changesPerSecond: PER_SECOND,
          platformMs: PLATFORM_MS,
          hubspotToSalesforce: await run('hubspot'),
          salesforceToHubspot: await run('salesforce'),
        }
        options.progress(`latency on ${place}: ${JSON.stringify(figures)}`)
        return figures
      },
      { rhythm: RHYTHM, salesforceEvents: 'on' },
    )
  } finally {
    await stage.box.call('latency', { ms: 0 })
  }
}

async function direction(stage: Stage, worker: Child, from: Side, ids: readonly string[]): Promise<Figures> {
  const before = await worker.call<Calls>('calls')
  const startedAt = Date.now()
  const changed = new Map<string, { readonly at: number; readonly value: string }>()
  const edits = ids.map(async (id, n) => {
    await until(startedAt + (n * 1_000) / PER_SECOND)
    const value = `Title ${n} of ${startedAt}`
    await (from === 'hubspot' ? editContact(stage, id, value) : editLead(stage, id, value))
    changed.set(id, { at: Date.now(), value })
  })
  await Promise.all(edits)
  const spans = await spansOf(worker, from === 'hubspot' ? 'salesforce' : 'hubspot', changed, startedAt)
  const after = await worker.call<Calls>('calls')
  spans.sort((a, b) => a - b)
  const at = (share: number): number => Math.round(spans[Math.floor(share * (spans.length - 1))] ?? -1)
  return {
    changes: ids.length,
    arrived: spans.length,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    maxMs: at(1),
    callsPer1000: Math.round(((allCalls(after) - allCalls(before)) * 1_000) / ids.length),
    rateLimitErrors: after.rateLimited - before.rateLimited,
  }
}

const LOST_AFTER_MS = 30_000

/** Looks until every change has arrived. */
async function spansOf(
  worker: Child,
  side: Side,
  changed: ReadonlyMap<string, { readonly at: number; readonly value: string }>,
  since: number,
): Promise<number[]> {
  const deadline = Date.now() + LOST_AFTER_MS
  for (;;) {
    type Written = readonly { readonly at: number; readonly values: readonly unknown[] }[]
    const written = await worker.call<Map<string, Written>>('writtenAt', { side, ids: [...changed.keys()], since })
    const spans = [...changed].flatMap(([id, { at, value }]) => {
      const row = written.get(id)?.find(({ values }) => values.includes(value))
      return row === undefined ? [] : [Math.max(0, row.at - at)]
    })
    if (spans.length === changed.size || Date.now() > deadline) return spans
    await until(Date.now() + 500)
  }
}

const until = (at: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, at - Date.now()))
  })

async function editContact({ platforms: { hubspot } }: Stage, id: string, value: string): Promise<void> {
  await patch(`${hubspot.url}/crm/v3/objects/contacts/${id}`, hubspot.credentials['personToken'], {
    properties: { jobtitle: value },
  })
}

async function editLead({ platforms: { salesforce } }: Stage, id: string, value: string): Promise<void> {
  await patch(`${salesforce.url}/services/data/v68.0/sobjects/Lead/${id}`, salesforce.credentials['adminAccessToken'], {
    Title: value,
  })
}

async function patch(url: string, token: string | undefined, body: unknown): Promise<void> {
  // On a page an edit assigns nothing anew; by REST it would give the Lead to its default owner, and the follow-up with it.
  const headers = {
    authorization: `Bearer ${token ?? ''}`,
    'content-type': 'application/json',
    'sforce-auto-assign': 'FALSE',
  }
  const response = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url}: ${response.status} ${(await response.text()).slice(0, 200)}`)
  await response.text()
}
