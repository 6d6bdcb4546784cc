import { Client } from '@hubspot/api-client'
import { Connection } from 'jsforce'
import { answerParent } from './child.ts'
import { openBareRows } from './pump-rows.ts'
import type { BareRows } from './pump-rows.ts'
import type { Platforms } from './settings.ts'

/**
 * The least that moves contacts: pages of 100 through HubSpot's own client, collections of 200 upserted by external id through
 * jsforce. It looks nobody up and starts over when it dies. The next page is on its way while earlier ones are written, as anybody
 * would do it who is in a hurry.
 */
const PROPERTIES = [
  'email',
  'firstname',
  'lastname',
  'phone',
  'jobtitle',
  'company',
  'country',
  'lifecyclestage',
  'hs_analytics_source',
  'hs_analytics_first_touch_converting_campaign',
]
const WRITES_AT_ONCE = 2
/** Of the 190 that the portal allows, as many as Tandem allows itself. */
const CALLS_IN_TEN_SECONDS = 180

/**
 * `bare`: reads and upserts. `writing-back`: tells HubSpot of each record as well, in batches of 100. `remembering`: reads and
 * upserts, and inserts one link, one journal row and one known version for each record into a database like Tandem's.
 */
export type PumpKind = 'bare' | 'writing-back' | 'remembering'

export interface PumpOptions {
  readonly kind: PumpKind
  readonly platforms: Platforms
  readonly limits: 'on' | 'off'
  /** Null: the embedded one. Only for `remembering`. */
  readonly databaseUrl: string | null
}

interface Source {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
}

async function pump({ kind, platforms, limits, databaseUrl }: PumpOptions) {
  const rows = kind === 'remembering' ? await openBareRows(databaseUrl) : null
  try {
    return await move({ kind, platforms, limits }, rows)
  } finally {
    await rows?.close()
  }
}

async function move({ kind, platforms, limits }: Omit<PumpOptions, 'databaseUrl'>, rows: BareRows | null) {
  const hubspot = hubspotOf(platforms)
  const org = orgOf(platforms)
  const admit = limits === 'on' ? window(CALLS_IN_TEN_SECONDS, 10_000) : async () => undefined
  const from = performance.now()
  const cpuBefore = process.cpuUsage()
  let calls = 0
  const asked = async (): Promise<void> => {
    await admit()
    calls += 1
  }
  const writeOne = async (batch: readonly Source[]): Promise<number> => {
    const leads = batch.map(({ id, properties }) => toLead(id, properties))
    const ids = await upsert(org, leads)
    await rows?.remember(leads, ids)
    if (kind === 'writing-back') await writeBack(hubspot, asked, batch, ids)
    return batch.length
  }
  const written = await everyPage(hubspot, asked, writeOne)
  const { user, system } = process.cpuUsage(cpuBefore)
  const seconds = (performance.now() - from) / 1000
  return { records: written, seconds, cpuSeconds: (user + system) / 1_000_000, hubspotCalls: calls }
}

async function everyPage(
  hubspot: Client,
  asked: () => Promise<void>,
  writeOne: (batch: readonly Source[]) => Promise<number>,
): Promise<number> {
  const writing = new Set<Promise<number>>()
  let waiting: Source[] = []
  let written = 0
  const write = async (atLeast: number): Promise<void> => {
    while (waiting.length >= atLeast && waiting.length > 0) {
      if (writing.size >= WRITES_AT_ONCE) await Promise.race(writing)
      const one = writeOne(waiting.slice(0, 200))
      waiting = waiting.slice(200)
      writing.add(one)
      void one.then(
        (count) => {
          written += count
          writing.delete(one)
        },
        () => undefined,
      )
    }
  }
  let after: string | undefined
  do {
    await asked()
    const page = await hubspot.crm.contacts.basicApi.getPage(100, after, PROPERTIES)
    for (const { id, properties } of page.results) waiting.push({ id, properties })
    await write(200)
    after = page.paging?.next?.after
  } while (after !== undefined)
  await write(1)
  await Promise.all(writing)
  return written
}

const hubspotOf = ({ hubspot }: Platforms): Client =>
  new Client({
    accessToken: hubspot.credentials['accessToken'] ?? '',
    basePath: hubspot.url,
    numberOfApiCallRetries: 0,
  })

const orgOf = ({ salesforce }: Platforms): Connection =>
  new Connection({
    instanceUrl: salesforce.url,
    accessToken: salesforce.credentials['accessToken'] ?? '',
    version: '68.0',
  })

const toLead = (id: string, p: Source['properties']): Record<string, string | null | undefined> => ({
  Tandem_Key__c: `pump:${id}`,
  Email: p['email'],
  FirstName: p['firstname'],
  LastName: p['lastname'] ?? p['email'],
  Phone: p['phone'],
  Title: p['jobtitle'],
  Company: p['company'] ?? p['lastname'],
  Country: p['country'],
  LeadSource: p['hs_analytics_source'],
  Tandem_Campaign__c: p['hs_analytics_first_touch_converting_campaign'],
})

async function upsert(org: Connection, records: readonly Record<string, unknown>[]): Promise<readonly string[]> {
  const results = await org
    .sobject('Lead')
    .upsert([...records], 'Tandem_Key__c', { headers: { 'Sforce-Auto-Assign': 'FALSE' } })
  return results.map((result) => {
    if (result.success && typeof result.id === 'string') return result.id
    throw new Error(`the pump could not write: ${JSON.stringify(result.errors)}`)
  })
}

/** As many properties as Tandem fills for somebody who was just handed over. */
async function writeBack(
  hubspot: Client,
  asked: () => Promise<void>,
  batch: readonly Source[],
  ids: readonly string[],
): Promise<void> {
  const inputs = batch.map(({ id, properties }, at) => ({
    id,
    properties: {
      tandem_salesforce_id: ids[at] ?? '',
      tandem_handed_over_at: new Date().toISOString(),
      tandem_handover_reason: 'all',
      tandem_sales_owner_name: 'Ann Rep',
      tandem_sales_owner_email: 'ann@sales.example',
      tandem_first_campaign: properties['hs_analytics_first_touch_converting_campaign'] ?? '',
      tandem_last_campaign: properties['hs_analytics_first_touch_converting_campaign'] ?? '',
    },
  }))
  for (let at = 0; at < inputs.length; at += 100) {
    await asked()
    const told = await hubspot.crm.contacts.batchApi.update({ inputs: inputs.slice(at, at + 100) })
    if (told.results.length !== Math.min(100, inputs.length - at)) throw new Error('the pump could not write back')
  }
}

/** At most `max` starts in any `perMs`. */
function window(max: number, perMs: number): () => Promise<void> {
  const starts: number[] = []
  return async () => {
    const oldest = starts.length < max ? undefined : starts.shift()
    const now = performance.now()
    const at = oldest === undefined ? now : Math.max(now, oldest + perMs)
    starts.push(at)
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now))
  }
}

answerParent({ pump })
