import { afterAll, expect } from 'vitest'
import { noon, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { openListPortal } from './list-portal.ts'
import { contactFilter, filterBy, refusal } from './lists.ts'
import { apiRequest } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide'
const filters = 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/filters/guide'

const { portal, hubspot, ids, created, members, names, dynamicList } = await openListPortal()
afterAll(() => portal.close())

rule(
  'a new list is answered 200 and reads back by id, by name and among several, on v3 and dated paths',
  { evidence: 'client', at: guide, says: 'lists.create accepts only 200; the list is under `list`' },
  async () => {
    const byId = await hubspot.crm.lists.listsApi.getById(created.id)
    expect(byId.list).toMatchObject({
      listId: created.id,
      name: 'Static',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
      processingStatus: 'COMPLETE',
      listVersion: 1,
      size: 0,
    })
    expect((await hubspot.crm.lists.listsApi.getByName('Static', '0-1')).list.listId).toBe(created.id)
    expect((await hubspot.crm.lists.listsApi.getAll([created.id, '999'])).lists.map(({ listId }) => listId)).toEqual([
      created.id,
    ])
    for (const version of ['2026-03', '2026-09']) {
      const dated = await apiRequest(hubspot, { path: `/crm/lists/${version}/${created.id}` })
      expect(dated).toMatchObject({ status: 200, json: { list: { name: 'Static', membershipSettings: {} } } })
      const made = await apiRequest(hubspot, {
        method: 'POST',
        path: `/crm/lists/${version}`,
        body: { name: `Dated ${version}`, objectTypeId: '0-1', processingType: 'MANUAL' },
      })
      expect(made.status).toBe(200)
    }
  },
)

rule(
  'two lists cannot share a name',
  {
    evidence: 'reported',
    at: 'https://github.com/segmentio/action-destinations (hubspot upsertObject, list functions)',
    says: 'a create with a taken name answers subCategory ILS.DUPLICATE_LIST_NAMES',
  },
  async () => {
    const refused = await refusal(
      hubspot.crm.lists.listsApi.create({ name: 'static', objectTypeId: '0-1', processingType: 'MANUAL' }),
    )
    expect(refused).toMatchObject({
      code: 400,
      body: { category: 'VALIDATION_ERROR', subCategory: 'ILS.DUPLICATE_LIST_NAMES' },
    })
  },
)

rule(
  'search pages through lists by name, type and object, with sizes as text',
  {
    evidence: 'recorded',
    at: 'amp-labs/connectors providers/hubspot/test/read-lists-1-first-page.json',
    says: 'offset, hasMore, lists, total',
  },
  async () => {
    const { listsApi, membershipsApi } = hubspot.crm.lists
    await membershipsApi.add(created.id, [ids['ada'] ?? ''])
    const first = await listsApi.doSearch({
      offset: 0,
      count: 1,
      processingTypes: ['MANUAL'],
      additionalProperties: [],
    })
    expect(first).toMatchObject({
      offset: 1,
      hasMore: true,
      lists: [{ listId: created.id, additionalProperties: { hs_list_size: '1' } }],
    })
    const rest = await listsApi.doSearch({
      offset: first.offset,
      processingTypes: ['MANUAL'],
      additionalProperties: [],
    })
    expect(rest.lists).toHaveLength(first.total - 1)
    expect(rest.hasMore).toBe(false)
    const companies = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/lists/2026-03/search',
      body: { offset: 0, objectTypeId: '0-2', listIds: [], processingTypes: [], additionalProperties: [] },
    })
    expect(companies.json).toMatchObject({ total: 0, lists: [], hasMore: false, offset: 0 })
  },
)

rule(
  'all lists are read by a cursor that remembers its filters, only since 2026-09',
  { evidence: 'documented', at: guide, says: 'POST /all: ascending id; 400 INVALID_CURSOR, INVALID_PROCESSING_TYPE' },
  async () => {
    const all = (body: object) =>
      apiRequest(hubspot, {
        method: 'POST',
        path: '/crm/lists/2026-09/all',
        body: { additionalProperties: [], ...body },
      })
    const first = await all({ processingTypes: ['MANUAL'], count: 1 })
    expect(first.json['results']?.[0]?.['listId']).toBe(created.id)
    const after = text(first.json['paging']?.['next']?.['after'])
    const second = await all({ processingTypes: ['MANUAL'], count: 1, after })
    expect(second.json['results']?.[0]?.['listId']).not.toBe(created.id)
    expect(await all({ processingTypes: ['DYNAMIC'], after })).toMatchObject({
      status: 400,
      json: { subCategory: 'INVALID_CURSOR' },
    })
    expect(await all({ processingTypes: ['STATIC'] })).toMatchObject({
      status: 400,
      json: { subCategory: 'INVALID_PROCESSING_TYPE' },
    })
  },
)

rule(
  'a deleted list is gone, can be restored for 90 days and keeps its members',
  {
    evidence: 'documented',
    at: guide,
    says: 'Lists deleted through this endpoint can be restored up to 90-days following the delete',
  },
  async () => {
    const { listsApi, membershipsApi } = hubspot.crm.lists
    const { list } = await listsApi.create({ name: 'Short-lived', objectTypeId: '0-1', processingType: 'MANUAL' })
    await membershipsApi.add(list.listId, [ids['ada'] ?? ''])
    await listsApi.remove(list.listId)
    expect(await refusal(listsApi.getById(list.listId))).toMatchObject({
      code: 404,
      body: { category: 'OBJECT_NOT_FOUND' },
    })
    await listsApi.restore(list.listId)
    expect(names(await members(list.listId))).toEqual(['ada'])
    await listsApi.remove(list.listId)
    portal.clock.advance(91 * 86_400_000)
    expect(await refusal(listsApi.restore(list.listId))).toMatchObject({ code: 404 })
    portal.clock.freeze(noon)
  },
)

rule(
  'a name changes by a query parameter, filters by a body, and only filters are a new version',
  {
    evidence: 'documented',
    at: guide,
    says: 'update-list-name?listName=…; update-list-filters replaces the definition; both answer updatedList',
  },
  async () => {
    const listId = await dynamicList(
      'Sales titles',
      contactFilter('jobtitle', { operationType: 'MULTISTRING', operator: 'CONTAINS', values: ['sales'] }),
    )
    expect(names(await members(listId))).toEqual(['ada'])
    const { listsApi } = hubspot.crm.lists
    const renamed = await listsApi.updateName(listId, 'Engineers', true)
    expect(renamed.updatedList).toMatchObject({ name: 'Engineers', listVersion: 1 })
    const changed = await listsApi.updateListFilters(listId, {
      filterBranch: filterBy(
        contactFilter('jobtitle', { operationType: 'MULTISTRING', operator: 'STARTS_WITH', values: ['engin'] }),
      ),
    })
    expect(changed.updatedList).toMatchObject({ name: 'Engineers', listVersion: 2 })
    expect(names(await members(listId))).toEqual(['cy'])
    const read = await apiRequest(hubspot, { path: `/crm/lists/2026-03/${listId}`, qs: { includeFilters: 'true' } })
    expect(read.json['list']?.['filterBranch']).toEqual({
      filterBranchType: 'OR',
      filterBranchOperator: 'OR',
      filters: [],
      filterBranches: [
        {
          filterBranchType: 'AND',
          filterBranchOperator: 'AND',
          filterBranches: [],
          filters: [
            {
              filterType: 'PROPERTY',
              property: 'jobtitle',
              operation: {
                operationType: 'MULTISTRING',
                operator: 'STARTS_WITH',
                values: ['engin'],
                includeObjectsWithNoValueSet: false,
              },
            },
          ],
        },
      ],
    })
    expect((await apiRequest(hubspot, { path: `/crm/lists/2026-03/${listId}` })).json['list']).not.toHaveProperty(
      'filterBranch',
    )
  },
)

rule(
  'a filter definition is an OR of ANDs without filters at the root',
  {
    evidence: 'documented',
    at: filters,
    says: 'All filter definitions must start with a root-level OR filterBranchType',
  },
  async () => {
    const attempt = (filterBranch: unknown) =>
      apiRequest(hubspot, {
        method: 'POST',
        path: '/crm/lists/2026-03',
        body: { name: 'Malformed', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch },
      })
    const known = contactFilter('email', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' })
    expect((await attempt({ filterBranchType: 'AND', filters: [known] })).status).toBe(400)
    expect((await attempt({ filterBranchType: 'OR', filters: [known], filterBranches: [] })).status).toBe(400)
    expect((await attempt(undefined)).status).toBe(400)
    const wrongType = contactFilter('lifecyclestage', {
      operationType: 'MULTISTRING',
      operator: 'CONTAINS',
      values: ['lead'],
    })
    expect((await attempt(filterBy(wrongType))).status).toBe(400)
    const nowhere = contactFilter('no_such_property', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' })
    expect((await attempt(filterBy(nowhere))).status).toBe(400)
  },
)
