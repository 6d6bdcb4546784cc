import type { Client } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'
import { filter, idsOf, searchOf, where } from './search-request.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm'
const documented = (says: string) => ({ evidence: 'documented' as const, at: guide, says })

let portal: TestPortal
let hubspot: Client
let search: ReturnType<typeof searchOf>
afterEach(() => portal.close())

async function open(settings: Partial<HubSpotSettings> = {}): Promise<void> {
  portal = await openTestPortal(settings)
  hubspot = officialClient(portal)
  search = searchOf(hubspot)
}

/** Contacts of one batch, so all of one instant; their ids in ascending order. */
async function addMany(count: number, prefix = 'p'): Promise<string[]> {
  const { results } = await hubspot.crm.contacts.batchApi.create({
    inputs: Array.from({ length: count }, (_, at) => ({ properties: { email: `${prefix}${at}@example.com` } })),
  })
  return results.map(({ id }) => id).sort()
}

rule(
  'a query ends at its 10,000th result: going on is 400 although more are counted',
  documented(
    '"limited to 10,000 total results for any given query. Attempting to page beyond 10,000 will result in a 400 error"',
  ),
  async () => {
    await open()
    await expect(search({ after: '10000', limit: 1 })).rejects.toMatchObject({
      code: 400,
      body: { status: 'error', category: 'VALIDATION_ERROR' },
    })
    await expect(search({ after: '9900', limit: 200 })).rejects.toMatchObject({ code: 400 })
    await search({ after: '9800', limit: 200 })
    await portal.close()

    await open({ searchResultCap: 20 })
    await addMany(25)
    for (const path of objectPaths('contacts')) {
      const page = (after: string) =>
        apiRequest(hubspot, { method: 'POST', path: `${path}/search`, body: { limit: 10, after } })
      const last = await page('10')
      expect(last).toMatchObject({ status: 200, json: { total: 25, paging: { next: { after: '20' } } } })
      expect((await page('20')).status).toBe(400)
    }
  },
)

rule(
  '`after` is a place in the results and no cursor: what leaves them moves the rest up',
  documented('paging.next.after is an integer offset, as text'),
  async () => {
    await open()
    const ids = await addMany(6)
    const stage = where(filter('lifecyclestage', 'EQ', 'lead'))
    const first = await search({ ...stage, limit: 2 })
    expect(idsOf(first)).toEqual(ids.slice(0, 2))
    expect(first.paging?.next?.after).toBe('2')
    await hubspot.crm.contacts.basicApi.update(ids[0] ?? '', { properties: { lifecyclestage: 'customer' } })
    // The third of before is now the second and on no page that is still to come.
    const second = await search({ ...stage, limit: 2, after: first.paging?.next?.after ?? '' })
    expect(idsOf(second)).toEqual([ids[3], ids[4]])
    expect(idsOf(await search({ after: 4, limit: 200 }))).toEqual(ids.slice(4))
    await expect(search({ after: 'abc' })).rejects.toMatchObject({ code: 400 })
  },
)

rule(
  'a write shows in search only after a while, the older state until then',
  documented('"it may take a few moments for newly created or updated CRM objects to appear in search results"'),
  async () => {
    await open({ searchDelayMs: 10_000 })
    const named = async (name: string) => (await search(where(filter('firstname', 'EQ', name)))).total
    const { id } = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'a@example.com', firstname: 'First' },
    })
    expect(await named('First')).toBe(0)
    // Reads and lists know it at once.
    expect((await hubspot.crm.contacts.basicApi.getById(id)).id).toBe(id)
    expect((await hubspot.crm.contacts.basicApi.getPage()).results).toHaveLength(1)
    portal.clock.advance(10_000)
    expect(await named('First')).toBe(1)
    await hubspot.crm.contacts.basicApi.update(id, { properties: { firstname: 'Second' } })
    expect([await named('First'), await named('Second')]).toEqual([1, 0])
    // The old state also keeps its old date: a poll that overlaps too little misses the change.
    expect((await search(where(filter('lastmodifieddate', 'GTE', String(noon + 10_000))))).total).toBe(0)
    portal.clock.advance(9_999)
    expect([await named('First'), await named('Second')]).toEqual([1, 0])
    portal.clock.advance(1)
    expect([await named('First'), await named('Second')]).toEqual([0, 1])
  },
)

rule(
  'archived records are never found, not even while the index lags',
  documented('"archived CRM objects won\'t appear in any search results"'),
  async () => {
    for (const searchDelayMs of [0, 10_000]) {
      await open({ searchDelayMs })
      const [id = '', other = ''] = await addMany(2)
      portal.clock.advance(10_000)
      expect((await search()).total).toBe(2)
      await hubspot.crm.contacts.basicApi.update(id, { properties: { firstname: 'New' } })
      await hubspot.crm.contacts.basicApi.archive(id)
      expect(idsOf(await search())).toEqual([other])
      portal.clock.advance(10_000)
      expect(idsOf(await search())).toEqual([other])
      if (searchDelayMs === 0) await portal.close()
    }
  },
)

rule(
  'a bulk job stamps more records with one instant than a query gives: only windows by id come through',
  {
    evidence: 'reported',
    at: 'https://github.com/airbytehq/airbyte/issues/43317',
    says: 'HubSpot resets marketing statuses at month end and stamps over 10,000 contacts with the same lastmodifieddate; polls by date alone loop for ever.',
  },
  async () => {
    await open({ searchResultCap: 50 })
    const ids = [...(await addMany(100, 'p')), ...(await addMany(60, 'q'))]
    portal.clock.advance(60_000)
    for (const part of [ids.slice(0, 100), ids.slice(100)]) {
      await hubspot.crm.contacts.batchApi.update({
        inputs: part.map((id) => ({ id, properties: { lifecyclestage: 'customer' } })),
      })
    }
    const at = String(noon + 60_000)
    const since = (...more: readonly object[]) => ({
      ...where(filter('lastmodifieddate', 'GTE', at), ...more),
      limit: 50,
    })
    // By date: the first 50 again and again, for none of them is later than the instant.
    const byDate = { ...since(), sorts: ['lastmodifieddate'] }
    const first = await search(byDate)
    expect(first.total).toBe(160)
    expect(first.results.at(-1)?.properties['lastmodifieddate']).toBe('2026-11-21T12:01:00Z')
    expect(idsOf(await search(byDate))).toEqual(idsOf(first))
    await expect(search({ ...byDate, after: '50' })).rejects.toMatchObject({ code: 400 })
    // By id within the date: everything, each once.
    const seen: string[] = []
    for (;;) {
      const after = filter('hs_object_id', 'GT', seen.at(-1) ?? '0')
      const page = await search({ ...since(after), sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }] })
      if (page.results.length === 0) break
      seen.push(...idsOf(page))
    }
    expect(seen).toEqual(ids.toSorted((a, b) => Number(a) - Number(b)))
  },
)

rule(
  'a search is not strongly typed about numbers: limits and values come as numbers or texts',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: 'after is a text in the type, sorts are texts that may be objects.',
  },
  async () => {
    await open()
    const [id = ''] = await addMany(1)
    const path = '/crm/objects/2026-03/contacts/search'
    const body = { ...where({ propertyName: 'hs_object_id', operator: 'EQ', value: id }), limit: 1, after: '' }
    const { json } = await apiRequest(hubspot, { method: 'POST', path, body })
    expect(text(json['results']?.[0]?.['id'])).toBe(id)
  },
)
