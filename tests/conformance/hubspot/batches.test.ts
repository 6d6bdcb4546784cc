import { afterAll, beforeAll, describe, expect } from 'vitest'
import { rule } from '../rule.ts'
import type { BatchPortal } from './batch-portal.ts'
import { idsOf, missing, openBatchPortal, rows } from './batch-portal.ts'
import { objectPaths } from './object-paths.ts'
import { apiRequest } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: BatchPortal['portal']
let hubspot: BatchPortal['hubspot']
let address: BatchPortal['address']
let add: BatchPortal['add']
beforeAll(async () => {
  ;({ portal, hubspot, address, add } = await openBatchPortal())
})
afterAll(() => portal.close())

const contacts = () => hubspot.crm.contacts.batchApi

describe('every batch', () => {
  rule(
    'takes 100 inputs and no more',
    documented('batch operations are limited to 100 records at a time'),
    async () => {
      const inputs = Array.from({ length: 101 }, (_, at) => ({
        id: String(at + 1),
        idProperty: 'email',
        properties: {},
      }))
      for (const path of objectPaths('contacts')) {
        for (const verb of ['read', 'create', 'update', 'upsert', 'archive']) {
          const body = {
            inputs: inputs.map(({ id, idProperty, properties }) => ({
              ...(verb === 'create' ? {} : { id }),
              ...(verb === 'upsert' ? { idProperty } : {}),
              ...(verb === 'read' || verb === 'archive' ? {} : { properties }),
            })),
            ...(verb === 'read' ? { properties: [], propertiesWithHistory: [] } : {}),
          }
          const refused = await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/${verb}`, body })
          expect([verb, refused.status, refused.json['category']]).toEqual([verb, 400, 'VALIDATION_ERROR'])
        }
      }
    },
  )

  rule(
    'gives its results in an order of its own, so records are told by id or address',
    recorded('results are not in input order'),
    async () => {
      const emails = Array.from({ length: 12 }, () => address())
      const made = await contacts().create({ inputs: emails.map((email) => ({ properties: { email } })) })
      expect(made.results.map(({ properties }) => properties['email'])).not.toEqual(emails)
      const ids = emails.map((email) => made.results.find(({ properties }) => properties['email'] === email)?.id ?? '')
      const inputs = ids.map((id) => ({ id }))
      const read = await contacts().read({ inputs, properties: ['email'], propertiesWithHistory: [] })
      expect(read.results.map(({ id }) => id)).not.toEqual(ids)
      expect(read.results.map(({ id }) => id).sort()).toEqual(ids.toSorted())
      const changed = await contacts().update({ inputs: ids.map((id) => ({ id, properties: { firstname: 'X' } })) })
      expect(changed.results.map(({ id }) => id)).not.toEqual(ids)
    },
  )

  rule(
    'names an id once',
    recorded('400 VALIDATION_ERROR "Duplicate IDs found in batch input: [x]. IDs must be unique", context.ids'),
    async () => {
      const id = await add()
      const twice = { inputs: [1, 2].map(() => ({ id, properties: { firstname: 'X' } })) }
      for (const path of objectPaths('contacts')) {
        expect(await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/update`, body: twice })).toMatchObject({
          status: 400,
          json: {
            category: 'VALIDATION_ERROR',
            message: `Duplicate IDs found in batch input: [${id}]. IDs must be unique`,
            context: { ids: [id] },
          },
        })
      }
      const same = ['A-1', 'A-1'].map((key) => ({ id: key, idProperty: 'sf_lead_id', properties: {} }))
      await expect(contacts().upsert({ inputs: same })).rejects.toMatchObject({
        code: 400,
        body: { message: 'Duplicate IDs found in batch input: [A-1]. IDs must be unique' },
      })
    },
  )
})

describe('read', () => {
  const read = (path: string, body: object) => apiRequest(hubspot, { method: 'POST', path: `${path}/batch/read`, body })

  rule(
    'unknown ids are one error of a 207 that lists them, without trace ids too',
    recorded(`207 OBJECT_NOT_FOUND "${missing}", context.ids`),
    async () => {
      const id = await add()
      const archived = await add()
      await hubspot.crm.contacts.basicApi.archive(archived)
      for (const path of objectPaths('contacts')) {
        const inputs = [{ id }, { id: '1' }, { id: archived }]
        const answer = await read(path, { inputs, properties: ['email'], propertiesWithHistory: [] })
        expect(answer.status).toBe(207)
        expect(idsOf(answer.json)).toEqual([id])
        expect(answer.json).toMatchObject({ status: 'COMPLETE', numErrors: 1 })
        expect(answer.json['errors']).toEqual([
          { status: 'error', category: 'OBJECT_NOT_FOUND', message: missing, context: { ids: ['1', archived] } },
        ])
      }
      const typed = await contacts().read({ inputs: [{ id: '1' }], properties: [], propertiesWithHistory: [] })
      expect(typed).toMatchObject({ results: [], numErrors: 1 })
    },
  )

  rule(
    'a batch of which nothing is known is a 207 without results',
    assumed('Nobody says; a client that takes 207 for at least one result fails here.'),
    async () => {
      const answer = await read('/crm/objects/2026-03/contacts', {
        inputs: [{ id: '1' }, { id: '2' }],
        properties: [],
        propertiesWithHistory: [],
      })
      expect(answer).toMatchObject({ status: 207, json: { results: [], errors: [{ context: { ids: ['1', '2'] } }] } })
    },
  )

  rule(
    'records are read by a unique property, addresses in any case and answered in lower case',
    recorded('idProperty of the body; e-mails come back lower-cased'),
    async () => {
      const id = await add({ email: 'mixed@example.com', sf_lead_id: 'Read-1' })
      for (const path of objectPaths('contacts')) {
        const body = { inputs: [{ id: 'MIXED@Example.com' }], properties: ['email'], propertiesWithHistory: [] }
        const byEmail = await read(path, { ...body, idProperty: 'email' })
        expect(byEmail).toMatchObject({
          status: 200,
          json: { results: [{ id, properties: { email: 'mixed@example.com' } }] },
        })
        const byKey = await read(path, { ...body, inputs: [{ id: 'Read-1' }], idProperty: 'sf_lead_id' })
        expect(idsOf(byKey.json)).toEqual([id])
        const byName = await read(path, { ...body, idProperty: 'firstname' })
        expect([byName.status, byName.json['category']]).toEqual([400, 'VALIDATION_ERROR'])
      }
    },
  )

  rule(
    'archived records are read when they are asked for',
    documented('archived in the query of batch read'),
    async () => {
      const id = await add()
      await contacts().archive({ inputs: [{ id }] })
      const input = { inputs: [{ id }], properties: ['email'], propertiesWithHistory: [] }
      expect((await contacts().read(input, true)).results[0]).toMatchObject({ id, archived: true })
      expect((await contacts().read(input)).results).toEqual([])
    },
  )

  rule(
    'histories are read 50 records at a time',
    {
      evidence: 'reported',
      at: 'https://github.com/activepieces/activepieces/pull/9359',
      says: 'The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again (VALIDATION_ERROR)',
    },
    async () => {
      const id = await add({ firstname: 'Old' })
      const inputs = [{ id }, ...Array.from({ length: 49 }, (_, at) => ({ id: String(at + 1) }))]
      const body = { properties: [], propertiesWithHistory: ['firstname'] }
      const answer = await contacts().read({ ...body, inputs })
      expect(answer.results[0]?.propertiesWithHistory?.['firstname']?.map(({ value }) => value)).toEqual(['Old'])
      for (const path of objectPaths('contacts')) {
        expect(await read(path, { ...body, inputs: [...inputs, { id: '99' }] })).toMatchObject({
          status: 400,
          json: {
            category: 'VALIDATION_ERROR',
            message:
              'The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again',
          },
        })
      }
    },
  )
})

describe('archive', () => {
  rule('archives all with 204 and an empty body, known or not', documented('batch archive: 204'), async () => {
    for (const path of objectPaths('contacts')) {
      const id = await add()
      const body = { inputs: [{ id }, { id: '1' }] }
      const answer = await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/archive`, body })
      expect([answer.status, answer.text]).toEqual([204, ''])
      expect((await apiRequest(hubspot, { path: `${path}/${id}` })).status).toBe(404)
      await contacts().archive(body)
    }
  })
})

rule(
  'a fault refuses some inputs of a batch, alone or with the whole batch as trace ids have it',
  assumed('a control of the sandbox; what HubSpot answers for an input it fails over is its internal error'),
  async () => {
    const fault = (partial: number) =>
      portal.call('POST', '/__sandbox/faults', { path: '/contacts/batch/create', times: 1, partial })
    const create = (trace: 'each' | 'none') =>
      apiRequest(hubspot, {
        method: 'POST',
        path: '/crm/objects/2026-03/contacts/batch/create',
        body: {
          inputs: Array.from({ length: 40 }, (_, at) => ({
            properties: { email: address() },
            ...(trace === 'each' ? { objectWriteTraceId: `t${at}` } : {}),
          })),
        },
      })
    await fault(0.5)
    const answer = await create('each')
    expect(answer.status).toBe(207)
    const refused = rows(answer.json, 'errors')
    expect(refused.length).toBeGreaterThan(0)
    expect(rows(answer.json).length + refused.length).toBe(40)
    expect(refused[0]).toMatchObject({ category: 'INTERNAL_ERROR', message: 'internal error' })
    await fault(0.5)
    expect((await create('none')).status).toBe(500)
    expect((await create('none')).status).toBe(201)
  },
)
