import { afterAll, expect } from 'vitest'
import { noon } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { openListPortal } from './list-portal.ts'
import { contactFilter, filterBy, refusal } from './lists.ts'
import { apiRequest } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide'

const { portal, hubspot, ids, created, members, names, dynamicList } = await openListPortal()
afterAll(() => portal.close())

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
