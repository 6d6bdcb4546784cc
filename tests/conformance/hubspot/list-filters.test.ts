import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { contactFilter, eitherOf, filterBy } from './lists.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/filters/guide'
const documented = (says: string) => ({ evidence: 'documented', at: guide, says }) as const

let portal: TestPortal
let hubspot: Client
let byId: Map<string, string>

const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString()

/** Letters stand for contacts; a blank property is left out. */
const people: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: {
    jobtitle: 'Head of Sales',
    score: '10',
    vip: 'true',
    colors: 'red;blue',
    visited: iso(noon - 2 * dayMs),
    due: '2026-11-21',
  },
  b: {
    jobtitle: 'Sales',
    score: '20',
    vip: 'false',
    colors: 'red',
    visited: iso(noon - 40 * dayMs),
    due: '2026-11-23',
  },
  c: { jobtitle: 'Engineer', score: '30', colors: 'green', visited: iso(noon + 3 * dayMs), due: '2026-12-31' },
  d: {},
}

beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const options = ['red', 'blue', 'green'].map((value, displayOrder) => ({
    label: value,
    value,
    displayOrder,
    hidden: false,
  }))
  const bool = ['true', 'false'].map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false }))
  const groupName = 'contactinformation'
  for (const property of [
    { name: 'score', label: 'Score', type: 'number', fieldType: 'number', groupName },
    { name: 'vip', label: 'VIP', type: 'bool', fieldType: 'booleancheckbox', groupName, options: bool },
    { name: 'colors', label: 'Colors', type: 'enumeration', fieldType: 'checkbox', groupName, options },
    { name: 'visited', label: 'Visited', type: 'datetime', fieldType: 'date', groupName },
    { name: 'due', label: 'Due', type: 'date', fieldType: 'date', groupName },
  ] as const) {
    await hubspot.crm.properties.coreApi.create('contacts', property as never)
  }
  byId = new Map()
  for (const [name, properties] of Object.entries(people)) {
    const made = await hubspot.crm.contacts.basicApi.create({
      properties: { email: `${name}@filters.example`, ...properties },
      associations: [],
    })
    byId.set(made.id, name)
  }
})
afterAll(() => portal.close())

let lists = 0

/** Who is in a list with these filters. */
async function who(...filters: readonly object[]): Promise<string> {
  lists += 1
  const { list } = await hubspot.crm.lists.listsApi.create({
    name: `List ${lists}`,
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch: filterBy(...filters),
  })
  return membersOf(list.listId)
}

async function membersOf(listId: string): Promise<string> {
  const { results } = await hubspot.crm.lists.membershipsApi.getPage(listId)
  return results.map(({ recordId }) => byId.get(recordId) ?? '?').join('')
}

const on = (property: string, operationType: string, operator: string, rest: object = {}) =>
  contactFilter(property, { operationType, operator, ...rest })

rule(
  'a record without a value is rejected unless the operation includes it',
  documented('includeObjectsWithNoValueSet defaults to false'),
  async () => {
    expect(await who(on('jobtitle', 'MULTISTRING', 'IS_NOT_EQUAL_TO', { values: ['sales'] }))).toBe('ac')
    const rest = { values: ['sales'], includeObjectsWithNoValueSet: true }
    expect(await who(on('jobtitle', 'MULTISTRING', 'IS_NOT_EQUAL_TO', rest))).toBe('acd')
  },
)

rule(
  'whether a value is known can be asked of any property',
  documented('ALL_PROPERTY: IS_KNOWN, IS_UNKNOWN'),
  async () => {
    expect(await who(on('score', 'ALL_PROPERTY', 'IS_KNOWN'))).toBe('abc')
    expect(await who(on('score', 'ALL_PROPERTY', 'IS_UNKNOWN'))).toBe('d')
  },
)

rule(
  'texts are compared with any of several values',
  documented('MULTISTRING: IS_EQUAL_TO, CONTAINS, DOES_NOT_CONTAIN, STARTS_WITH, ENDS_WITH, …'),
  async () => {
    expect(await who(on('jobtitle', 'MULTISTRING', 'IS_EQUAL_TO', { values: ['Sales', 'engineer'] }))).toBe('bc')
    expect(await who(on('jobtitle', 'MULTISTRING', 'CONTAINS', { values: ['sale'] }))).toBe('ab')
    expect(await who(on('jobtitle', 'MULTISTRING', 'DOES_NOT_CONTAIN', { values: ['sale'] }))).toBe('c')
    expect(await who(on('jobtitle', 'MULTISTRING', 'STARTS_WITH', { values: ['head', 'eng'] }))).toBe('ac')
    expect(await who(on('jobtitle', 'MULTISTRING', 'ENDS_WITH', { values: ['sales'] }))).toBe('ab')
  },
)

rule('numbers are compared and ranged over, bounds included', documented('NUMBER, NUMBER_RANGED'), async () => {
  expect(await who(on('score', 'NUMBER', 'IS_GREATER_THAN_OR_EQUAL_TO', { value: 20 }))).toBe('bc')
  expect(await who(on('score', 'NUMBER', 'IS_NOT_EQUAL_TO', { value: 20 }))).toBe('ac')
  expect(await who(on('score', 'NUMBER_RANGED', 'IS_BETWEEN', { lowerBound: 10, upperBound: 20 }))).toBe('ab')
  expect(await who(on('score', 'NUMBER_RANGED', 'IS_NOT_BETWEEN', { lowerBound: 10, upperBound: 20 }))).toBe('c')
})

rule('a checkbox is true, false or blank', documented('BOOL: IS_EQUAL_TO, IS_NOT_EQUAL_TO'), async () => {
  expect(await who(on('vip', 'BOOL', 'IS_EQUAL_TO', { value: true }))).toBe('a')
  expect(await who(on('vip', 'BOOL', 'IS_NOT_EQUAL_TO', { value: true }))).toBe('b')
})

rule(
  'choices are any, none, all or exactly the given ones',
  documented('ENUMERATION: IS_ANY_OF, IS_NONE_OF, IS_EXACTLY, CONTAINS_ALL, …'),
  async () => {
    expect(await who(on('colors', 'ENUMERATION', 'IS_ANY_OF', { values: ['red'] }))).toBe('ab')
    expect(await who(on('colors', 'ENUMERATION', 'IS_NONE_OF', { values: ['red'] }))).toBe('c')
    expect(await who(on('colors', 'ENUMERATION', 'IS_EXACTLY', { values: ['red'] }))).toBe('b')
    expect(await who(on('colors', 'ENUMERATION', 'CONTAINS_ALL', { values: ['blue', 'red'] }))).toBe('a')
  },
)

rule(
  'a filter can look at all values a property ever had',
  documented('HAS_EVER_BEEN_…, HAS_NEVER_BEEN_…'),
  async () => {
    const [id = ''] = [...byId].find(([, name]) => name === 'c') ?? []
    await hubspot.crm.contacts.basicApi.update(id, { properties: { score: '31' } })
    expect(await who(on('score', 'NUMBER', 'HAS_EVER_BEEN_EQUAL_TO', { value: 30 }))).toBe('c')
    expect(await who(on('score', 'NUMBER', 'HAS_NEVER_BEEN_EQUAL_TO', { value: 30 }))).toBe('ab')
  },
)

const point = (year: number, month: number, day: number) => ({ timeType: 'DATE', zoneId: 'UTC', year, month, day })
const today = (days: number) => ({
  timeType: 'INDEXED',
  zoneId: 'UTC',
  indexReference: { referenceType: 'TODAY' },
  offset: { days },
})

rule(
  'instants lie before, after and between points that are dates or relative to today',
  documented('TIME_POINT: IS_BEFORE, IS_AFTER; TIME_RANGED: IS_BETWEEN; timeType DATE, INDEXED'),
  async () => {
    const at = { type: 'TIME_POINT', endpointBehavior: 'EXCLUSIVE', propertyParser: 'VALUE' }
    expect(await who(on('visited', 'TIME_POINT', 'IS_BEFORE', { ...at, timePoint: point(2026, 11, 1) }))).toBe('b')
    expect(await who(on('visited', 'TIME_POINT', 'IS_AFTER', { ...at, timePoint: today(0) }))).toBe('c')
    const range = {
      type: 'TIME_RANGED',
      propertyParser: 'VALUE',
      lowerBoundEndpointBehavior: 'INCLUSIVE',
      upperBoundEndpointBehavior: 'INCLUSIVE',
    }
    const lastWeek = { ...range, lowerBoundTimePoint: today(-7), upperBoundTimePoint: today(0) }
    expect(await who(on('visited', 'TIME_RANGED', 'IS_BETWEEN', lastWeek))).toBe('a')
    // Days without a time of day are not moved by a zone.
    const tokyo = {
      ...range,
      lowerBoundTimePoint: { ...point(2026, 11, 21), zoneId: 'Asia/Tokyo' },
      upperBoundTimePoint: { ...point(2026, 11, 23), zoneId: 'Asia/Tokyo' },
    }
    expect(await who(on('due', 'TIME_RANGED', 'IS_BETWEEN', tokyo))).toBe('ab')
  },
)

rule('a list on relative dates changes as time goes by', documented('ROLLING_DATE_RANGE, CALENDAR_DATE'), async () => {
  const rolling = (operator: string, numberOfDays: number) =>
    on('visited', 'ROLLING_DATE_RANGE', operator, { numberOfDays, requiresTimeZoneConversion: false })
  expect(await who(rolling('IS_LESS_THAN_X_DAYS_AGO', 7))).toBe('a')
  expect(await who(rolling('IS_MORE_THAN_X_DAYS_AGO', 7))).toBe('b')
  expect(await who(rolling('IS_LESS_THAN_X_DAYS_FROM_NOW', 7))).toBe('c')
  expect(await who(on('visited', 'CALENDAR_DATE', 'IN_THIS_TIME_UNIT', { timeUnit: 'MONTH' }))).toBe('ac')
  expect(await who(on('visited', 'CALENDAR_DATE', 'IN_LAST_TIME_UNIT', { timeUnit: 'MONTH' }))).toBe('b')
  const moving = `List ${lists + 1}`
  expect(await who(rolling('IS_LESS_THAN_X_DAYS_AGO', 3))).toBe('a')
  portal.clock.advance(4 * dayMs)
  const { list } = await hubspot.crm.lists.listsApi.getByName(moving, '0-1')
  expect(await membersOf(list.listId)).toBe('c')
  portal.clock.freeze(noon)
})

rule(
  'all filters of an AND hold, and any AND of the OR is enough',
  documented('root OR with AND branches'),
  async () => {
    const sales = on('jobtitle', 'MULTISTRING', 'CONTAINS', { values: ['sales'] })
    expect(await who(sales, on('score', 'NUMBER', 'IS_LESS_THAN', { value: 15 }))).toBe('a')
    const made = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/lists/2026-03',
      body: {
        name: 'Either',
        objectTypeId: '0-1',
        processingType: 'DYNAMIC',
        filterBranch: eitherOf(
          [on('vip', 'BOOL', 'IS_EQUAL_TO', { value: false })],
          [on('score', 'ALL_PROPERTY', 'IS_UNKNOWN')],
        ),
      },
    })
    expect(await membersOf(text(made.json['list']?.['listId']))).toBe('bd')
  },
)

rule(
  'a list can name another list, and records that are associated',
  documented('IN_LIST; filterBranchType ASSOCIATION'),
  async () => {
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Chosen',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    })
    const following = `List ${lists + 1}`
    expect(await who({ filterType: 'IN_LIST', listId: list.listId, operator: 'IN_LIST' })).toBe('')
    const [id = ''] = [...byId].find(([, name]) => name === 'd') ?? []
    await hubspot.crm.lists.membershipsApi.add(list.listId, [id])
    const follower = await hubspot.crm.lists.listsApi.getByName(following, '0-1')
    expect(await membersOf(follower.list.listId)).toBe('d')
    const company = await hubspot.crm.companies.basicApi.create({
      properties: { name: 'Acme', industry: 'ACCOUNTING' },
      associations: [],
    })
    const associated = {
      filterBranchType: 'ASSOCIATION',
      filterBranchOperator: 'AND',
      objectTypeId: '0-2',
      operator: 'IN_LIST',
      associationTypeId: 279,
      associationCategory: 'HUBSPOT_DEFINED',
      filters: [on('name', 'MULTISTRING', 'IS_EQUAL_TO', { values: ['acme'] })],
      filterBranches: [],
    }
    const made = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/lists/2026-09',
      body: {
        name: 'At Acme',
        objectTypeId: '0-1',
        processingType: 'DYNAMIC',
        filterBranch: {
          filterBranchType: 'OR',
          filterBranchOperator: 'OR',
          filters: [],
          filterBranches: [
            { filterBranchType: 'AND', filterBranchOperator: 'AND', filters: [], filterBranches: [associated] },
          ],
        },
      },
    })
    const atAcme = text(made.json['list']?.['listId'])
    expect(await membersOf(atAcme)).toBe('')
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', id, 'companies', company.id)
    expect(await membersOf(atAcme)).toBe('d')
    await hubspot.crm.companies.basicApi.update(company.id, { properties: { name: 'Other' } })
    expect(await membersOf(atAcme)).toBe('')
  },
)
