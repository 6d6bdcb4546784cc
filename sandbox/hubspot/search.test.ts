import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { companyData, contactRow, noon, openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
  const contacts = Array.from({ length: 1_000 }, (_, at) =>
    contactRow(`p${at}@d${at % 10}.example.com`, {
      firstName: `Name${at}`,
      lifecycleStage: at % 4 === 0 ? 'marketingqualifiedlead' : 'lead',
      createdAt: noon - 1_000_000 + at,
    }),
  )
  portal.sandbox.seed(companyData({ contacts }))
})
afterAll(() => portal.close())

const search = (body: object) => portal.call('POST', '/crm/objects/2026-03/contacts/search', body)
const ids = (answer: Awaited<ReturnType<typeof search>>) =>
  (answer.json['results'] as unknown as { id: string }[]).map(({ id }) => Number(id))
const filter = (propertyName: string, operator: string, value?: string) => ({
  propertyName,
  operator,
  ...(value === undefined ? {} : { value }),
})
const where = (...filters: object[]) => ({ filterGroups: [{ filters }] })

it('pages all rows of one import although hundreds share a modification date, by (date, id) windows', async () => {
  const seen = new Set<number>()
  let lastId = 0
  for (;;) {
    const page = await search({
      ...where(filter('lastmodifieddate', 'GTE', '0'), filter('hs_object_id', 'GT', text(lastId))),
      sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
      limit: 200,
      properties: ['lastmodifieddate'],
    })
    const found = ids(page)
    if (found.length === 0) break
    for (const id of found) seen.add(id)
    lastId = found.at(-1) ?? lastId
  }
  expect(seen.size).toBe(1_000)
  const sameStamp = await search({ ...where(filter('lastmodifieddate', 'GTE', text(noon))), limit: 1 })
  expect(Number(sameStamp.json['total'])).toBeGreaterThanOrEqual(100)
})

it('orders by modification date, oldest first, and finds only what changed since', async () => {
  const first = ids(await search({ limit: 1 }))[0]
  portal.clock.advance(5_000)
  await portal.call('PATCH', `/crm/v3/objects/contacts/${first}`, { properties: { jobtitle: 'CTO' } })
  const since = await search(where(filter('lastmodifieddate', 'GT', text(noon))))
  expect(since.json['total']).toBe(1)
  const all = await search({ sorts: [{ propertyName: 'lastmodifieddate', direction: 'DESCENDING' }], limit: 1 })
  expect(ids(all)).toEqual([first])
})

it('knows the operators', async () => {
  const total = async (...filters: object[]) => Number((await search(where(...filters))).json['total'])
  expect(await total(filter('lifecyclestage', 'EQ', 'marketingqualifiedlead'))).toBe(250)
  expect(await total(filter('lifecyclestage', 'EQ', 'MarketingQualifiedLead'))).toBe(0)
  expect(await total(filter('lifecyclestage', 'NEQ', 'lead'))).toBe(250)
  expect(await total(filter('firstname', 'EQ', 'NAME7'))).toBe(1)
  expect(await total({ propertyName: 'firstname', operator: 'IN', values: ['name7', 'name8', 'Name9'] })).toBe(2)
  expect(await total(filter('email', 'CONTAINS_TOKEN', '*@d3.example.com'))).toBe(100)
  expect(await total(filter('phone', 'NOT_HAS_PROPERTY'))).toBe(1_000)
  expect(
    await total({
      propertyName: 'createdate',
      operator: 'BETWEEN',
      value: text(noon - 1_000_000),
      highValue: text(noon - 999_901),
    }),
  ).toBe(100)
  const either = {
    filterGroups: [
      { filters: [filter('firstname', 'EQ', 'name1')] },
      { filters: [filter('firstname', 'EQ', 'name2')] },
    ],
  }
  expect((await search(either)).json['total']).toBe(2)
})

it('goes no further than 10,000 results, 200 a page, 5 groups of 6 filters', async () => {
  expect((await search({ after: '9900', limit: 200 })).status).toBe(400)
  expect((await search({ limit: 201 })).status).toBe(400)
  const group = { filters: [filter('firstname', 'EQ', 'x')] }
  expect((await search({ filterGroups: Array.from({ length: 6 }, () => group) })).status).toBe(400)
  expect((await search(where(...Array.from({ length: 7 }, () => group.filters[0] ?? {})))).status).toBe(400)
  expect((await search({ limit: 200, query: 'x'.repeat(3_000) })).status).toBe(400)
})

it('carries only the daily limit in its headers', async () => {
  const answer = await search({ limit: 1 })
  expect(answer.headers.get('x-hubspot-ratelimit-daily-remaining')).not.toBeNull()
  expect(answer.headers.get('x-hubspot-ratelimit-remaining')).toBeNull()
})

it('shows a write only after the indexing delay, and the older state until then', async () => {
  const slow = await openTestPortal({ searchDelayMs: 10_000 })
  const find = (name: string) =>
    slow.call('POST', '/crm/v3/objects/contacts/search', where(filter('firstname', 'EQ', name)))
  const made = await slow.call('POST', '/crm/v3/objects/contacts', { properties: { firstname: 'First' } })
  expect((await find('first')).json['total']).toBe(0)
  slow.clock.advance(10_000)
  expect((await find('first')).json['total']).toBe(1)
  await slow.call('PATCH', `/crm/v3/objects/contacts/${text(made.json['id'])}`, {
    properties: { firstname: 'Second' },
  })
  expect((await find('first')).json['total']).toBe(1)
  expect((await find('second')).json['total']).toBe(0)
  slow.clock.advance(10_000)
  expect((await find('second')).json['total']).toBe(1)
  await slow.close()
})
