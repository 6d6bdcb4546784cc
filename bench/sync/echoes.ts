import type { Figures } from '../index.ts'
import { CHOICES } from './backfill.ts'
import type { Place } from './databases.ts'
import { advance, allCalls, seed, total, withWorker } from './stage.ts'
import type { Options, Stage } from './stage.ts'
import type { Calls, Loaded, RoundReport } from './worker-main.ts'

const HOUR_MS = 60 * 60_000

/** What an administrator subscribes to: mapped properties, what rules look at, and the ends of contacts. */
const SUBSCRIPTIONS = [
  ...[
    'email',
    'firstname',
    'lastname',
    'phone',
    'jobtitle',
    'company',
    'country',
    'lifecyclestage',
    'tandem_salesforce_id',
  ].map((propertyName) => ({ eventType: 'contact.propertyChange', propertyName })),
  ...['creation', 'deletion', 'merge', 'restore'].map((what) => ({ eventType: `contact.${what}` })),
]

/** Webhooks of the first app go to the worker from now on. */
export async function subscribe(stage: Stage, targetUrl: string): Promise<void> {
  const body = { targetUrl, subscriptions: SUBSCRIPTIONS }
  await stage.box.call('control', { side: 'hubspot', path: 'webhooks', body })
}

export const appOf = ({ platforms: { hubspot } }: Stage) => ({
  clientSecret: hubspot.credentials['clientSecret'] ?? '',
  appId: hubspot.credentials['appId'] ?? '',
})

/** Calls that change a record. */
const WRITING = /batch\/(?:update|create|upsert|archive)|^(?:PATCH|PUT|DELETE) |jobs\/ingest/

const writesIn = (calls: Calls): number =>
  [...Object.entries(calls.hubspot), ...Object.entries(calls.salesforce)].reduce(
    (sum, [endpoint, n]) => sum + (WRITING.test(endpoint) ? n : 0),
    0,
  )

/** After a first load with Tasks and write-back: an hour of polling and every webhook that it caused. Nothing is to be written. */
export async function measureEchoes(stage: Stage, place: Place['name'], options: Options): Promise<Figures> {
  const people = options.quick ? 300 : 10_000
  const pollMs = options.quick ? 5 * 60_000 : 60_000
  await seed(stage, { count: people, where: 'hubspot' })
  return withWorker(stage, place, options, async (worker) => {
    const url = await worker.call<string>('listen', appOf(stage))
    await subscribe(stage, url)
    await stage.box.call('control', { side: 'hubspot', path: 'webhooks', body: { sending: 'paused' } })
    const loaded = await worker.call<Loaded>('backfill', CHOICES.everything)
    await worker.call('settle')
    const before = await worker.call<Calls>('calls')
    const journalBefore = await worker.call<number>('journalRows')
    await stage.box.call('control', { side: 'hubspot', path: 'webhooks', body: { sending: 'running' } })
    await webhooksDelivered(stage)
    await worker.call('settle')
    const rounds: RoundReport[] = []
    for (let passed = 0; passed < HOUR_MS; passed += pollMs) {
      await advance(stage, worker, pollMs)
      rounds.push(await worker.call<RoundReport>('round'))
    }
    const counters = await worker.call<Record<string, number>>('counters')
    const spent = rounds.reduce((sum, { calls }) => sum + allCalls(calls), 0)
    const writes = rounds.reduce((sum, { calls }) => sum + writesIn(calls), 0)
    const all = writesIn(await worker.call<Calls>('calls')) - writesIn(before)
    const figures = {
      people,
      loaded: loaded.counts,
      writes: all,
      journalRows: (await worker.call<number>('journalRows')) - journalBefore,
      webhookEvents: counters['webhook-events'],
      echoesDropped: counters['echoes'],
      counters,
      polls: rounds.length,
      callsOfPolls: spent,
      waiting: rounds.at(-1)?.waiting ?? 0,
      parked: total(await worker.call<Record<string, number>>('parked')),
    }
    options.progress(
      `after a backfill of ${people} on ${place}: ${all} writing calls (${writes} of them by polls), ${String(figures.echoesDropped)} echoes dropped, ${String(figures.webhookEvents)} webhook events`,
    )
    return figures
  })
}

/** Waits until every delivery was taken. */
async function webhooksDelivered(stage: Stage): Promise<void> {
  while ((await stage.box.call<number>('webhooksWaiting')) > 0) await new Promise((resolve) => setTimeout(resolve, 200))
}
