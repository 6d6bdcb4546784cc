import { afterAll, expect } from 'vitest'
import { noon, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { openListPortal } from './list-portal.ts'
import { contactFilter, filterBy, refusal } from './lists.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/lists/guide'

const { portal, hubspot, ids, created, members, names, dynamicList } = await openListPortal()
afterAll(() => portal.close())

await hubspot.crm.lists.membershipsApi.add(created.id, [ids['ada'] ?? ''])

rule(
  'lists lie in folders that nest, and the folder read has the ids of its lists',
  { evidence: 'documented', at: guide, says: 'The child lists field will be empty in all child nodes' },
  async () => {
    const { foldersApi } = hubspot.crm.lists
    const outer = await foldersApi.create({ name: 'Marketing' })
    const marketing = String(outer.folder.id)
    const inner = await foldersApi.create({ name: 'Q3', parentFolderId: marketing })
    const q3 = String(inner.folder.id)
    await foldersApi.moveList({ listId: created.id, newFolderId: q3 })
    expect((await foldersApi.rename(q3, 'Q4')).folder.name).toBe('Q4')
    const tree = await foldersApi.getAll(marketing)
    expect(tree.folder.childNodes[0]).toMatchObject({ id: q3, name: 'Q4', childLists: [] })
    expect((await foldersApi.getAll(q3)).folder.childLists).toEqual([Number(created.id)])
    const found = await hubspot.crm.lists.listsApi.doSearch({ query: 'Static', offset: 0, additionalProperties: [] })
    expect(found.lists[0]?.additionalProperties['hs_folder_name']).toBe('Q4')
    expect((await foldersApi.move(q3, '0')).folder.parentFolderId).toBe('0')
    await foldersApi.remove(marketing)
    expect(await refusal(foldersApi.getAll(marketing))).toMatchObject({ code: 404 })
  },
)

rule(
  'an active list becomes static on the planned day and keeps its members',
  {
    evidence: 'documented',
    at: guide,
    says: 'schedule-conversion: CONVERSION_DATE or INACTIVITY; convertedAt once done; 404 without one',
  },
  async () => {
    const listId = await dynamicList(
      'To freeze',
      contactFilter('country', { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: ['france'] }),
    )
    const { listsApi } = hubspot.crm.lists
    expect(await refusal(listsApi.cancelConversion(listId))).toMatchObject({ code: 404 })
    const plan = await apiRequest(hubspot, {
      method: 'PUT',
      path: `/crm/lists/2026-03/${listId}/schedule-conversion`,
      body: { conversionType: 'CONVERSION_DATE', year: 2026, month: 11, day: 25 },
    })
    expect(plan).toMatchObject({ status: 200, json: { listId, requestedConversionTime: { day: 25 } } })
    portal.clock.advance(5 * 86_400_000)
    expect((await listsApi.getById(listId)).list.processingType).toBe('SNAPSHOT')
    expect((await listsApi.getConversionDetails(listId)).convertedAt?.toISOString()).toBe('2026-11-25T00:00:00.000Z')
    expect(names(await members(listId))).toEqual(['ada'])
    portal.clock.freeze(noon)
    const another = await dynamicList(
      'Not frozen',
      contactFilter('email', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' }),
    )
    await apiRequest(hubspot, {
      method: 'PUT',
      path: `/crm/v3/lists/${another}/schedule-conversion`,
      body: { conversionType: 'INACTIVITY', timeUnit: 'DAY', offset: 5 },
    })
    await listsApi.cancelConversion(another)
    expect(await refusal(listsApi.getConversionDetails(another))).toMatchObject({ code: 404 })
  },
)

rule(
  'sizes and edits of a list are remembered, and ids of the first API have no list',
  { evidence: 'documented', at: guide, says: 'size-and-edits-history/between; idmapping: missingLegacyListIds' },
  async () => {
    const history = await apiRequest(hubspot, {
      path: `/crm/lists/2026-03/${created.id}/size-and-edits-history/between`,
      qs: { startDate: '2026-11-01T00:00:00Z', endDate: '2026-12-01T00:00:00Z' },
    })
    expect(history.json).toEqual({
      sizeHistory: [{ size: 1, timestamp: '2026-11-21T12:00:00Z' }],
      editHistory: ['2026-11-21T12:00:00Z'],
    })
    const mapped = await hubspot.crm.lists.mappingApi.translateLegacyListIdToListIdBatch(['7'])
    expect(mapped).toMatchObject({ legacyListIdsToIdsMapping: [], missingLegacyListIds: ['7'] })
    expect(await refusal(hubspot.crm.lists.mappingApi.translateLegacyListIdToListId('7'))).toMatchObject({ code: 404 })
  },
)

rule(
  'lists need crm.lists.read, and crm.lists.write to change them',
  { evidence: 'documented', at: guide, says: 'scopes of each operation (lists.v3.json, security)' },
  async () => {
    const narrow = await openTestPortal({ scopes: ['crm.lists.read'] })
    const client = officialClient(narrow)
    expect((await client.crm.lists.listsApi.doSearch({ offset: 0, additionalProperties: [] })).total).toBe(0)
    const refused = await refusal(
      client.crm.lists.listsApi.create({ name: 'X', objectTypeId: '0-1', processingType: 'MANUAL' }),
    )
    expect(refused).toMatchObject({ code: 403, body: { category: 'MISSING_SCOPES' } })
    await narrow.close()
  },
)

rule(
  'a list that is being processed says so and shows its members afterwards',
  {
    evidence: 'documented',
    at: guide,
    says: 'processingStatus: COMPLETE, PAUSED or PROCESSING; lists are processed in the background',
  },
  async () => {
    const slow = await openTestPortal({ listProcessingMs: 60_000 })
    const client = officialClient(slow)
    await client.crm.contacts.basicApi.create({ properties: { email: 'a@x.example' }, associations: [] })
    const { list } = await client.crm.lists.listsApi.create({
      name: 'All',
      objectTypeId: '0-1',
      processingType: 'DYNAMIC',
      filterBranch: filterBy(contactFilter('email', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' })),
    })
    expect(list.processingStatus).toBe('PROCESSING')
    expect((await client.crm.lists.membershipsApi.getPage(list.listId)).results).toEqual([])
    slow.clock.advance(60_000)
    expect((await client.crm.lists.listsApi.getById(list.listId)).list).toMatchObject({
      processingStatus: 'COMPLETE',
      size: 1,
    })
    await slow.close()
  },
)

rule(
  'lists and their members survive a snapshot',
  { evidence: 'client', at: guide, says: 'the sandbox gives back exactly what it held' },
  async () => {
    const before = await members(created.id)
    const snapshot = portal.sandbox.snapshot()
    await hubspot.crm.lists.listsApi.remove(created.id)
    portal.sandbox.restore(snapshot)
    expect(await members(created.id)).toEqual(before)
  },
)
