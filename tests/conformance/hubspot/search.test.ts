import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'
import { defineProperty, options } from './property-input.ts'
import { filter, idsOf, searchOf, where } from './search-request.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm'
const documented = (says: string) => ({ evidence: 'documented' as const, at: guide, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: TestPortal
let hubspot: Client
let search: ReturnType<typeof searchOf>
let people: Readonly<Record<string, string>>
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  search = searchOf(hubspot)
  await defineProperty(hubspot, 'score', 'number', 'number')
  await defineProperty(hubspot, 'born_on', 'date', 'date')
  await defineProperty(hubspot, 'topics', 'enumeration', 'checkbox', { options: options('sla', 'sync', 'Sync') })
  const rows = {
    ada: {
      email: 'ada@one.example',
      firstname: 'Ada',
      lastname: 'Lind',
      score: '9',
      born_on: '1990-01-01',
      topics: 'sla;sync',
    },
    bob: { email: 'bob@two.example', firstname: 'Bob', lastname: 'Van Dyke', score: '100', born_on: '1990-01-02' },
    cyd: { email: 'cyd@two.example', firstname: 'Cyd', lifecyclestage: 'customer', topics: 'Sync' },
  }
  const made: Record<string, string> = {}
  for (const [name, properties] of Object.entries(rows)) {
    made[name] = (await hubspot.crm.contacts.basicApi.create({ properties })).id
    portal.clock.advance(60_000)
  }
  people = made
})
afterAll(() => portal.close())

/** Who a search finds, by the names above. */
async function found(body: object): Promise<string[]> {
  const ids = idsOf(await search(body))
  return Object.keys(people).filter((name) => ids.includes(people[name] ?? ''))
}

rule(
  'the operators of a filter',
  documented(
    'EQ, NEQ, LT, LTE, GT, GTE, BETWEEN (value, highValue), IN, NOT_IN (values), HAS_PROPERTY, NOT_HAS_PROPERTY, CONTAINS_TOKEN, NOT_CONTAINS_TOKEN',
  ),
  async () => {
    for (const [condition, who] of [
      [filter('firstname', 'EQ', 'Ada'), ['ada']],
      [filter('firstname', 'NEQ', 'Ada'), ['bob', 'cyd']],
      // Numbers are compared as such: 100 is more than 9.
      [filter('score', 'GT', '9'), ['bob']],
      [filter('score', 'GTE', '9'), ['ada', 'bob']],
      [filter('score', 'LT', '100'), ['ada']],
      [filter('score', 'LTE', '100'), ['ada', 'bob']],
      [{ propertyName: 'score', operator: 'BETWEEN', value: '9', highValue: '99' }, ['ada']],
      [{ propertyName: 'score', operator: 'BETWEEN', value: '9', highValue: '100' }, ['ada', 'bob']],
      [{ propertyName: 'score', operator: 'IN', values: ['9', '10'] }, ['ada']],
      [{ propertyName: 'firstname', operator: 'NOT_IN', values: ['ada', 'bob'] }, ['cyd']],
      [filter('lastname', 'HAS_PROPERTY'), ['ada', 'bob']],
      [filter('lastname', 'NOT_HAS_PROPERTY'), ['cyd']],
      [filter('lastname', 'CONTAINS_TOKEN', 'dyke'), ['bob']],
      [filter('email', 'NOT_CONTAINS_TOKEN', '*@two.example'), ['ada']],
    ] as const) {
      expect([condition, await found(where(condition))]).toEqual([condition, who])
    }
  },
)

rule(
  'a token may be completed by a wildcard, and is no part of a word without',
  documented('CONTAINS_TOKEN: "*@hubspot.com" retrieves contacts with such an address'),
  async () => {
    expect(await found(where(filter('email', 'CONTAINS_TOKEN', '*@two.example')))).toEqual(['bob', 'cyd'])
    expect(await found(where(filter('firstname', 'CONTAINS_TOKEN', 'A*')))).toEqual(['ada'])
    expect(await found(where(filter('lastname', 'CONTAINS_TOKEN', 'dyk')))).toEqual([])
    // Characters that mean something in patterns mean themselves.
    expect(await found(where(filter('email', 'CONTAINS_TOKEN', 'ada@one.exampl.')))).toEqual([])
  },
)

rule(
  'texts are compared without their case, except that values of IN are to be in lower case',
  documented('IN and NOT_IN: "when using string properties, values must be lowercase"'),
  async () => {
    expect(await found(where(filter('firstname', 'EQ', 'ADA')))).toEqual(['ada'])
    expect(await found(where({ propertyName: 'firstname', operator: 'IN', values: ['ada', 'Bob'] }))).toEqual(['ada'])
    expect(await found(where({ propertyName: 'firstname', operator: 'NOT_IN', values: ['ada', 'Bob'] }))).toEqual([
      'bob',
      'cyd',
    ])
  },
)

rule('values of enumerations keep their case', documented('"enumeration values are case-sensitive"'), async () => {
  expect(await found(where(filter('lifecyclestage', 'EQ', 'customer')))).toEqual(['cyd'])
  expect(await found(where(filter('lifecyclestage', 'EQ', 'Customer')))).toEqual([])
  expect(await found(where({ propertyName: 'topics', operator: 'IN', values: ['sync'] }))).toEqual(['ada'])
  expect(await found(where({ propertyName: 'topics', operator: 'IN', values: ['Sync'] }))).toEqual(['cyd'])
  expect(await found(where(filter('topics', 'EQ', 'sla')))).toEqual(['ada'])
})

rule(
  'dates are milliseconds or ISO 8601, and both ends of a range belong to it',
  documented('date values: epoch milliseconds as text, or ISO'),
  async () => {
    const range = (value: string, highValue: string) =>
      found(where({ propertyName: 'createdate', operator: 'BETWEEN', value, highValue }))
    expect(await range(String(noon), String(noon + 60_000))).toEqual(['ada', 'bob'])
    expect(await range('2026-11-21T12:01:00Z', '2026-11-21T12:02:00.000Z')).toEqual(['bob', 'cyd'])
    expect(await found(where(filter('lastmodifieddate', 'GT', String(noon + 60_000))))).toEqual(['cyd'])
    expect(await found(where(filter('born_on', 'EQ', '1990-01-02')))).toEqual(['bob'])
    expect(await found(where(filter('born_on', 'LT', String(Date.UTC(1990, 0, 2)))))).toEqual(['ada'])
    await expect(search(where(filter('born_on', 'LT', 'yesterday')))).rejects.toMatchObject({ code: 400 })
  },
)

rule(
  'filters of a group must all hold, of several groups any',
  documented('filterGroups are joined by OR, filters within one by AND; `filters` alone is one group'),
  async () => {
    const ada = filter('firstname', 'EQ', 'Ada')
    const few = filter('score', 'LT', '50')
    const bob = filter('firstname', 'EQ', 'Bob')
    expect(await found(where(ada, bob))).toEqual([])
    expect(await found({ filterGroups: [{ filters: [ada, few] }, { filters: [bob] }] })).toEqual(['ada', 'bob'])
    for (const path of objectPaths('contacts')) {
      const answer = await apiRequest(hubspot, { method: 'POST', path: `${path}/search`, body: where(ada, few) })
      expect(answer).toMatchObject({ status: 200, json: { total: 1, results: [{ id: people['ada'] }] } })
    }
  },
)

rule(
  'associated records are a filter by a name of their own',
  documented('associations.{objectType} with EQ and a record id'),
  async () => {
    const { id } = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D' } })
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', people['bob'] ?? '', 'deals', id)
    expect(await found(where(filter('associations.deal', 'EQ', id)))).toEqual(['bob'])
    expect(await found(where(filter('associations.deal', 'EQ', '1')))).toEqual([])
    const deals = await hubspot.crm.deals.searchApi.doSearch({
      filterGroups: [{ filters: [filter('associations.contact', 'EQ', people['bob']) as never] }],
      properties: [],
      sorts: [],
      limit: 10,
      after: '0',
    })
    expect(deals.results.map((deal) => deal.id)).toEqual([id])
  },
)

rule(
  'a query looks for words in the default properties of the object',
  documented(
    'contacts: firstname, lastname, email, phone, hs_additional_emails, company …; companies: name, domain, phone, website',
  ),
  async () => {
    expect(await found({ query: 'van DY' })).toEqual(['bob'])
    expect(await found({ query: 'two.example' })).toEqual(['bob', 'cyd'])
    expect(await found({ query: 'customer' })).toEqual([])
    expect(await found({ query: 'two.example', ...where(filter('score', 'HAS_PROPERTY')) })).toEqual(['bob'])
  },
)

rule(
  'the oldest come first unless one sort says otherwise',
  documented(
    'results are returned in order of creation, oldest first; "you can only apply one sorting rule to any search"',
  ),
  async () => {
    const order = async (...sorts: readonly unknown[]) => {
      const names = Object.entries(people)
      return idsOf(await search({ sorts })).map((id) => names.find(([, each]) => each === id)?.[0])
    }
    expect(await order()).toEqual(['ada', 'bob', 'cyd'])
    expect(await order('-createdate')).toEqual(['cyd', 'bob', 'ada'])
    expect(await order({ propertyName: 'score', direction: 'DESCENDING' })).toEqual(['bob', 'ada', 'cyd'])
    expect(await order({ propertyName: 'hs_object_id', direction: 'DESCENDING' })).toEqual(['cyd', 'bob', 'ada'])
  },
)

rule(
  'each object has default properties; unknown ones are left out, blank ones null',
  documented(
    'contacts: createdate, email, firstname, hs_object_id, lastmodifieddate, lastname; companies: name, domain, createdate, hs_lastmodifieddate, hs_object_id; deals: dealname, amount, closedate, pipeline, dealstage, createdate, hs_lastmodifieddate, hs_object_id; tasks: hs_createdate, hs_lastmodifieddate, hs_object_id',
  ),
  async () => {
    await hubspot.crm.companies.basicApi.create({ properties: { name: 'C' } })
    await hubspot.crm.objects.tasks.basicApi.create({ properties: { hs_timestamp: String(noon) }, associations: [] })
    for (const [type, names] of [
      ['contacts', 'createdate email firstname hs_object_id lastmodifieddate lastname'],
      ['companies', 'createdate domain hs_lastmodifieddate hs_object_id name'],
      ['deals', 'amount closedate createdate dealname dealstage hs_lastmodifieddate hs_object_id pipeline'],
      ['tasks', 'hs_createdate hs_lastmodifieddate hs_object_id'],
    ] as const) {
      for (const path of objectPaths(type)) {
        const { json } = await apiRequest(hubspot, { method: 'POST', path: `${path}/search`, body: {} })
        const [first] = json['results'] as unknown as readonly { readonly properties: object }[]
        expect([
          type,
          Object.keys(first?.properties ?? {})
            .sort()
            .join(' '),
        ]).toEqual([type, names])
      }
    }
    const [ada] = (await search({ ...where(filter('firstname', 'EQ', 'Ada')), properties: ['jobtitle', 'no_such'] }))
      .results
    expect(ada?.properties).toMatchObject({ jobtitle: null })
    expect(ada?.properties).not.toHaveProperty('no_such')
    expect(ada?.properties).not.toHaveProperty('email')
  },
)

rule(
  'contacts call their modification date lastmodifieddate, all other objects hs_lastmodifieddate',
  recorded('lastmodifieddate of contacts; hs_lastmodifieddate of companies, deals and tasks'),
  async () => {
    const since = (type: string, property: string) =>
      apiRequest(hubspot, {
        method: 'POST',
        path: `/crm/objects/2026-03/${type}/search`,
        body: where(filter(property, 'GTE', '0')),
      })
    expect((await since('contacts', 'lastmodifieddate')).json['total']).toBe(3)
    for (const type of ['companies', 'deals', 'tasks']) {
      expect((await since(type, 'hs_lastmodifieddate')).json['total']).toBe(1)
      expect((await since(type, 'lastmodifieddate')).status).toBe(400)
    }
  },
)

rule(
  'ten results come unless more are asked for, 200 at most',
  documented('limit: default 10, at most 200'),
  async () => {
    await hubspot.crm.objects.tasks.batchApi.create({
      inputs: Array.from({ length: 14 }, () => ({ properties: { hs_timestamp: String(noon) }, associations: [] })),
    })
    for (const path of objectPaths('tasks')) {
      const page = (body: object) => apiRequest(hubspot, { method: 'POST', path: `${path}/search`, body })
      const { json } = await page({})
      expect(json['results']).toHaveLength(10)
      expect(json).toMatchObject({ total: 15, paging: { next: { after: '10' } } })
      const rest = await page({ after: text(json['paging']?.['next']?.['after']) })
      expect(rest.json['results']).toHaveLength(5)
      expect(rest.json).not.toHaveProperty('paging')
      expect((await page({ limit: 200 })).json['results']).toHaveLength(15)
    }
    await expect(search({ limit: 201 })).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  },
)

rule(
  'a search has 5 groups of 6 filters, 18 in all, and 3,000 characters',
  documented('at most 5 filterGroups with up to 6 filters each and 18 filters in total; body of 3,000 characters'),
  async () => {
    const one = filter('firstname', 'EQ', 'x')
    const groups = (...sizes: readonly number[]) => ({
      filterGroups: sizes.map((length) => ({ filters: Array.from({ length }, () => one) })),
    })
    const refused = { code: 400, body: { category: 'VALIDATION_ERROR' } }
    await search(groups(1, 1, 1, 1, 1))
    await search(groups(6, 6, 6))
    await expect(search(groups(1, 1, 1, 1, 1, 1))).rejects.toMatchObject(refused)
    await expect(search(groups(7))).rejects.toMatchObject(refused)
    await expect(search(groups(6, 6, 6, 1))).rejects.toMatchObject(refused)
    await search({ query: 'x'.repeat(2_800) })
    await expect(search({ query: 'x'.repeat(3_000) })).rejects.toMatchObject(refused)
  },
)

rule('filters that cannot be are refused', assumed('400; the texts are not known'), async () => {
  for (const wrong of [
    filter('no_such', 'EQ', '1'),
    filter('associations.butterfly', 'EQ', '1'),
    filter('firstname', 'LIKE', 'A'),
    filter('firstname', 'EQ'),
    { propertyName: 'firstname', operator: 'IN', value: 'ada' },
    { propertyName: 'score', operator: 'BETWEEN', value: '1' },
    filter('score', 'GT', 'many'),
  ]) {
    const body = where(wrong)
    // Past the typed client, whose types would not let most of them through.
    const answer = await apiRequest(hubspot, { method: 'POST', path: '/crm/v3/objects/contacts/search', body })
    expect([wrong, answer.status]).toEqual([wrong, 400])
  }
})
