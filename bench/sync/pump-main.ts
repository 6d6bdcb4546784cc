import { Client } from '@hubspot/api-client'
import { Connection } from 'jsforce'
import { answerParent } from './child.ts'
import type { Platforms } from './settings.ts'

/**
 * The least that moves contacts: pages of 100 through HubSpot's own client, collections of 200 upserted by external id through
 * jsforce. It remembers nothing, looks nobody up, keeps no journal and starts over when it dies. The next page is on its way while
 * earlier ones are written, as anybody would do it who is in a hurry.
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

async function pump({ platforms, limits }: { platforms: Platforms; limits: 'on' | 'off' }) {
  const hubspot = new Client({
    accessToken: platforms.hubspot.credentials['accessToken'] ?? '',
    basePath: platforms.hubspot.url,
    numberOfApiCallRetries: 0,
  })
  const org = new Connection({
    instanceUrl: platforms.salesforce.url,
    accessToken: platforms.salesforce.credentials['accessToken'] ?? '',
    version: '68.0',
  })
  const admit = limits === 'on' ? window(CALLS_IN_TEN_SECONDS, 10_000) : async () => undefined
  const from = performance.now()
  const writing = new Set<Promise<number>>()
  let waiting: Record<string, unknown>[] = []
  let written = 0
  const write = async (atLeast: number): Promise<void> => {
    while (waiting.length >= atLeast && waiting.length > 0) {
      if (writing.size >= WRITES_AT_ONCE) await Promise.race(writing)
      const batch = waiting.slice(0, 200)
      waiting = waiting.slice(200)
      const one = upsert(org, batch)
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
  let calls = 0
  do {
    await admit()
    calls += 1
    const page = await hubspot.crm.contacts.basicApi.getPage(100, after, PROPERTIES)
    for (const { id, properties } of page.results) waiting.push(toLead(id, properties))
    await write(200)
    after = page.paging?.next?.after
  } while (after !== undefined)
  await write(1)
  await Promise.all(writing)
  const seconds = (performance.now() - from) / 1000
  return { records: written, seconds, hubspotCalls: calls, rssMb: process.resourceUsage().maxRSS / 1024 }
}

const toLead = (id: string, p: Readonly<Record<string, string | null>>): Record<string, unknown> => ({
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

async function upsert(org: Connection, records: readonly Record<string, unknown>[]): Promise<number> {
  const results = await org
    .sobject('Lead')
    .upsert([...records], 'Tandem_Key__c', { headers: { 'Sforce-Auto-Assign': 'FALSE' } })
  const refused = results.find((result) => !result.success)
  if (refused !== undefined) throw new Error(`the pump could not write: ${JSON.stringify(refused.errors)}`)
  return results.length
}

/** At most `max` starts in any `perMs`. */
function window(max: number, perMs: number): () => Promise<void> {
  const starts: number[] = []
  return async () => {
    const oldest = starts.length < max ? undefined : starts.shift()
    const wait = oldest === undefined ? 0 : oldest + perMs - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    starts.push(performance.now())
  }
}

answerParent({ pump })
