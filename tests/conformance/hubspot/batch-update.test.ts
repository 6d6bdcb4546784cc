import { afterAll, beforeAll, expect } from 'vitest'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import type { BatchPortal } from './batch-portal.ts'
import { idsOf, missing, openBatchPortal } from './batch-portal.ts'
import { objectPaths, post } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: BatchPortal['portal']
let hubspot: BatchPortal['hubspot']
let address: BatchPortal['address']
let add: BatchPortal['add']
let firstnameOf: BatchPortal['firstnameOf']
beforeAll(async () => {
  ;({ portal, hubspot, address, add, firstnameOf } = await openBatchPortal())
})
afterAll(() => portal.close())

const contacts = () => hubspot.crm.contacts.batchApi

rule(
  'unknown ids are reported in a 207, the others are written',
  recorded(`207 OBJECT_NOT_FOUND "${missing}", context.ids`),
  async () => {
    const id = await add()
    for (const path of objectPaths('contacts')) {
      const update = (inputs: object[]) =>
        apiRequest(hubspot, { method: 'POST', path: `${path}/batch/update`, body: { inputs } })
      const plain = await update([
        { id, properties: { firstname: path } },
        { id: '1', properties: {} },
        { id: '2', properties: {} },
      ])
      expect(plain).toMatchObject({
        status: 207,
        json: { numErrors: 1, errors: [{ message: missing, context: { ids: ['1', '2'] } }] },
      })
      expect(await firstnameOf(id)).toBe(path)
      const traced = await update([
        { id, properties: { firstname: 'T' }, objectWriteTraceId: 'a' },
        { id: '1', properties: {}, objectWriteTraceId: 'b' },
      ])
      expect(traced).toMatchObject({
        status: 207,
        json: {
          results: [{ id, objectWriteTraceId: 'a' }],
          errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'], objectWriteTraceId: ['b'] } }],
        },
      })
    }
  },
)

rule(
  'one bad value refuses a whole update without trace ids',
  recorded('a bad property value gave 400 for the whole batch'),
  async () => {
    const id = await add({ firstname: 'Kept' })
    const other = await add()
    const inputs = [
      { id, properties: { firstname: 'Lost' } },
      { id: other, properties: { lifecyclestage: 'bogus' } },
    ]
    await expect(contacts().update({ inputs })).rejects.toMatchObject({
      code: 400,
      body: { category: 'VALIDATION_ERROR', errors: [{ code: 'INVALID_OPTION' }] },
    })
    expect(await firstnameOf(id)).toBe('Kept')
  },
)

rule(
  'with trace ids one bad value fails alone or all fail, as the account says',
  assumed('Documented for create only; a setting decides, and a client has to split a refused batch.'),
  async () => {
    const strict = await openTestPortal({ updateWithTraceIds: 'all-or-nothing' })
    for (const [where, status] of [
      [portal, 207],
      [strict, 400],
    ] as const) {
      const client = officialClient(where)
      const ids = (
        await client.crm.contacts.batchApi.create({
          inputs: [{ properties: { email: address() } }, { properties: { email: address() } }],
        })
      ).results.map(({ id }) => id)
      const answer = await post(client, 'contacts/batch/update', {
        inputs: ids.map((id, at) => ({
          id,
          properties: at === 0 ? { firstname: 'Good' } : { lifecyclestage: 'bogus' },
          objectWriteTraceId: `t${at}`,
        })),
      })
      expect(answer.status).toBe(status)
      const [first = ''] = ids
      const { properties } = await client.crm.contacts.basicApi.getById(first, ['firstname'])
      expect(properties['firstname']).toBe(status === 207 ? 'Good' : null)
    }
    await strict.close()
  },
)

rule(
  'a unique property may stand for the id of an input',
  documented('inputs[].idProperty: the name of a property whose values are unique'),
  async () => {
    const id = await add({ sf_lead_id: 'Update-1' })
    const changed = await contacts().update({
      inputs: [{ id: 'Update-1', idProperty: 'sf_lead_id', properties: { firstname: 'By key' } }],
    })
    expect(changed.results[0]).toMatchObject({ id, properties: { firstname: 'By key' } })
  },
)

rule(
  'ids that were merged away are neither written nor reported',
  documented('batch update does not support ids of merged records; seen: they are missing from results'),
  async () => {
    const first = await add({ firstname: 'First' })
    const second = await add()
    const merged = await hubspot.crm.contacts.basicApi.merge({ primaryObjectId: first, objectIdToMerge: second })
    const other = await add()
    for (const path of objectPaths('contacts')) {
      const answer = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/batch/update`,
        body: {
          inputs: [first, other].map((id) => ({ id, properties: { firstname: 'New' }, objectWriteTraceId: id })),
        },
      })
      expect(answer.status).toBe(200)
      expect(idsOf(answer.json)).toEqual([other])
      expect(answer.json).not.toHaveProperty('errors')
    }
    expect(await firstnameOf(merged.id)).toBe('First')
    const read = await contacts().read({ inputs: [{ id: first }], properties: [], propertiesWithHistory: [] })
    expect(read.results.map(({ id }) => id)).toEqual([merged.id])
  },
)
