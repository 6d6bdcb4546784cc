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
  'records are added to and removed from a static list; what does not exist is named as missing',
  {
    evidence: 'documented',
    at: guide,
    says: 'MembershipsUpdateResponse: recordsIdsAdded, recordIdsRemoved, recordIdsMissing',
  },
  async () => {
    const { membershipsApi } = hubspot.crm.lists
    const add = await membershipsApi.add(created.id, [ids['ada'] ?? '', ids['bob'] ?? '', '42'])
    expect(add).toMatchObject({ recordsIdsAdded: [ids['ada'], ids['bob']], recordIdsMissing: ['42'] })
    // Members already there are ignored.
    const both = await membershipsApi.addAndRemove(created.id, {
      recordIdsToAdd: [ids['ada'] ?? '', ids['cy'] ?? ''],
      recordIdsToRemove: [ids['bob'] ?? ''],
    })
    expect(both).toMatchObject({ recordsIdsAdded: [ids['cy']], recordIdsRemoved: [ids['bob']], recordIdsMissing: [] })
    expect(names(await members(created.id))).toEqual(['ada', 'cy'])
    const dated = await apiRequest(hubspot, {
      method: 'PUT',
      path: `/crm/lists/2026-03/${created.id}/memberships/remove`,
      body: [ids['cy']],
    })
    expect(dated).toMatchObject({ status: 200, json: { recordIdsRemoved: [ids['cy']] } })
  },
)

rule(
  'memberships page by opaque cursors, by record id or by the date of joining',
  {
    evidence: 'documented',
    at: guide,
    says: 'sorted ascending with `after`, descending with `before`; limit at most 250',
  },
  async () => {
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Paged',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    })
    const { membershipsApi } = hubspot.crm.lists
    for (const name of ['cy', 'ada', 'bob']) {
      await membershipsApi.add(list.listId, [ids[name] ?? ''])
      portal.clock.advance(1_000)
    }
    const first = await membershipsApi.getPage(list.listId, undefined, undefined, 2)
    expect(first.total).toBe(3)
    expect(names(first.results.map(({ recordId }) => recordId))).toEqual(['ada', 'bob'])
    const after = first.paging?.next?.after ?? ''
    expect(after).not.toMatch(/^\d+$/)
    const second = await membershipsApi.getPage(list.listId, after, undefined, 2)
    expect(names(second.results.map(({ recordId }) => recordId))).toEqual(['cy'])
    expect(second.paging).toBeUndefined()
    const joined = await membershipsApi.getPageOrderedByAddedToListDate(list.listId, undefined, undefined, 2)
    expect(names(joined.results.map(({ recordId }) => recordId))).toEqual(['cy', 'ada'])
    const rest = await membershipsApi.getPageOrderedByAddedToListDate(list.listId, joined.paging?.next?.after)
    expect(names(rest.results.map(({ recordId }) => recordId))).toEqual(['bob'])
    const down = await membershipsApi.getPage(list.listId, undefined, after)
    expect(names(down.results.map(({ recordId }) => recordId))).toEqual(['ada'])
    expect(await refusal(membershipsApi.getPage(list.listId, undefined, undefined, 251))).toMatchObject({ code: 400 })
    portal.clock.freeze(noon)
  },
)

rule(
  'a DYNAMIC list holds what passes its filters and follows every change of a record',
  {
    evidence: 'documented',
    at: guide,
    says: "Whenever a record changes, it is reevaluated against the list's filters and either added to or removed from it",
  },
  async () => {
    const listId = await dynamicList(
      'Leads',
      contactFilter('lifecyclestage', { operationType: 'ENUMERATION', operator: 'IS_ANY_OF', values: ['lead'] }),
    )
    expect(names(await members(listId))).toEqual(['ada'])
    const made = await hubspot.crm.contacts.basicApi.create({
      properties: { email: 'dee@acme.example', lifecyclestage: 'lead' },
      associations: [],
    })
    expect(await members(listId)).toEqual([ids['ada'], made.id])
    await hubspot.crm.contacts.basicApi.update(made.id, { properties: { lifecyclestage: 'opportunity' } })
    expect(names(await members(listId))).toEqual(['ada'])
    await hubspot.crm.contacts.basicApi.archive(made.id)
    const { lists } = await hubspot.crm.lists.listsApi.doSearch({ query: 'lead', offset: 0, additionalProperties: [] })
    expect(lists[0]?.additionalProperties).toEqual({
      hs_list_size: '1',
      hs_list_reference_count: '0',
      hs_last_record_added_at: String(noon),
      hs_last_record_removed_at: String(noon),
    })
  },
)

rule(
  'memberships of a DYNAMIC list cannot be written',
  {
    evidence: 'assumed',
    at: guide,
    says: '"This endpoint only works for lists that have a processingType of MANUAL or SNAPSHOT"; status 400 and text are assumed',
  },
  async () => {
    const listId = await dynamicList(
      'Nobody by hand',
      contactFilter('email', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' }),
    )
    const { membershipsApi } = hubspot.crm.lists
    for (const attempt of [
      () => membershipsApi.add(listId, [ids['ada'] ?? '']),
      () => membershipsApi.remove(listId, [ids['ada'] ?? '']),
      () => membershipsApi.removeAll(listId),
      () => membershipsApi.addAllFromList(listId, created.id),
    ]) {
      expect(await refusal(attempt())).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    }
  },
)

rule(
  'a SNAPSHOT list takes its members once and is written by hand afterwards',
  {
    evidence: 'documented',
    at: guide,
    says: 'SNAPSHOT: filters at creation, after the initial processing only manual changes',
  },
  async () => {
    const { list } = await hubspot.crm.lists.listsApi.create({
      name: 'Customers at launch',
      objectTypeId: '0-1',
      processingType: 'SNAPSHOT',
      filterBranch: filterBy(
        contactFilter('lifecyclestage', { operationType: 'ENUMERATION', operator: 'IS_ANY_OF', values: ['customer'] }),
      ),
    })
    expect(names(await members(list.listId))).toEqual(['cy'])
    await hubspot.crm.contacts.basicApi.update(ids['bob'] ?? '', { properties: { lifecyclestage: 'customer' } })
    expect(names(await members(list.listId))).toEqual(['cy'])
    await hubspot.crm.lists.membershipsApi.addAllFromList(list.listId, created.id)
    expect(names(await members(list.listId))).toEqual(['ada', 'cy'])
    await hubspot.crm.lists.membershipsApi.removeAll(list.listId)
    expect(await members(list.listId)).toEqual([])
  },
)

rule(
  'the lists of a record are found from the record, alone and in bulk',
  { evidence: 'documented', at: guide, says: 'GET /records/{objectTypeId}/{recordId}/memberships and batch/read' },
  async () => {
    const one = await hubspot.crm.lists.membershipsApi.getLists('0-1', ids['ada'] ?? '')
    expect(one.results.map(({ listId }) => listId)).toContain(created.id)
    for (const path of ['/crm/v3/lists', '/crm/lists/2026-03', '/crm/lists/2026-09']) {
      const many = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/records/memberships/batch/read`,
        body: {
          inputs: [
            { objectTypeId: '0-1', recordId: ids['ada'] },
            { objectTypeId: '0-1', recordId: '42' },
          ],
        },
      })
      expect(many.status).toBe(200)
      expect(many.json['results']?.[0]?.['recordListMemberships']?.[0]).toMatchObject({
        listId: created.id,
        isPublicList: true,
      })
      expect(many.json['results']?.[1]).toMatchObject({ recordId: '42', recordListMemberships: [] })
    }
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
    const {
      lists: { listsApi },
    } = hubspot.crm
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
