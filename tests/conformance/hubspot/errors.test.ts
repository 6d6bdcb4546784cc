import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths } from './object-paths.ts'
import type { Answered } from './official.ts'
import { apiRequest, officialClient } from './official.ts'
import { defineProperty } from './property-input.ts'

const errorHandling = 'https://developers.hubspot.com/docs/api-reference/error-handling'
const documented = (says: string) => ({ evidence: 'documented' as const, at: errorHandling, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const reported = (says: string) => ({ evidence: 'reported' as const, at: 'probes of the live API, 2026', says })
const client = (says: string) => ({
  evidence: 'client' as const,
  at: 'https://github.com/HubSpot/hubspot-api-nodejs',
  says,
})

let portal: TestPortal
let hubspot: Client
let id: string
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  id = (await hubspot.crm.contacts.basicApi.create({ properties: { email: 'ada@example.com' } })).id
})
afterAll(() => portal.close())

/** A body as text, which the client sends as it is. */
async function raw(method: string, path: string, body?: string): Promise<Answered> {
  return apiRequest(hubspot, {
    method,
    path,
    body,
    defaultJson: false,
    headers: { 'content-type': 'application/json' },
  })
}

describe('envelope', () => {
  rule(
    'an error carries status, message and the correlation id of its header, as JSON',
    recorded('{"status":"error","message":"…","correlationId":"…"}; only these three can be relied on'),
    async () => {
      const ids = new Set<string>()
      for (const path of objectPaths('contacts')) {
        const { status, headers, json } = await apiRequest(hubspot, { path: `${path}/1` })
        const correlationId = headers.get('x-hubspot-correlation-id') ?? ''
        expect(status).toBe(404)
        expect(json).toEqual({ status: 'error', message: 'resource not found', correlationId })
        expect(headers.get('content-type')).toBe('application/json;charset=utf-8')
        expect(correlationId).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
        ids.add(correlationId)
      }
      expect(ids.size).toBe(3)
    },
  )

  rule(
    'answers that are no errors have content type and correlation id too',
    documented('X-HubSpot-Correlation-Id; Content-Type application/json;charset=utf-8'),
    async () => {
      for (const path of objectPaths('contacts')) {
        const found = await apiRequest(hubspot, { path: `${path}/${id}` })
        expect(found.headers.get('content-type')).toBe('application/json;charset=utf-8')
        expect(found.headers.get('x-hubspot-correlation-id')).not.toBeNull()
        const body = { inputs: [{ id: '1' }] }
        const empty = await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/archive`, body })
        expect(empty.headers.get('x-hubspot-correlation-id')).not.toBeNull()
        expect(empty.headers.get('content-type')).toBeNull()
      }
    },
  )

  rule(
    'the client throws with status, parsed body and headers',
    client('ApiException {code, body, headers}: body is the parsed JSON untouched'),
    async () => {
      const refused = await hubspot.crm.contacts.basicApi.getById('1').catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(Error)
      const { headers } = refused as { readonly headers: Readonly<Record<string, string>> }
      expect(refused).toMatchObject({
        code: 404,
        body: {
          status: 'error',
          message: 'resource not found',
          correlationId: headers['x-hubspot-correlation-id'],
        },
      })
    },
  )
})

describe('paths', () => {
  rule(
    'an id that no record has is 404 without a category, for reads and writes',
    recorded('404 "resource not found"'),
    async () => {
      const gone = { code: 404, body: { message: 'resource not found' } }
      await expect(hubspot.crm.contacts.basicApi.getById('1')).rejects.toMatchObject(gone)
      await expect(hubspot.crm.contacts.basicApi.update('1', { properties: {} })).rejects.toMatchObject(gone)
      await expect(hubspot.crm.deals.basicApi.getById(id)).rejects.toMatchObject(gone)
      const { json } = await apiRequest(hubspot, { path: '/crm/objects/2026-03/contacts/1' })
      expect(json).not.toHaveProperty('category')
    },
  )

  rule(
    'an id that is no number is another 404, and zero one more',
    recorded(
      '404 OBJECT_NOT_FOUND "Object not found.  objectId are usually numeric." and "Object not found. objectId is usually positive."',
    ),
    async () => {
      for (const [wrong, message] of [
        ['abc', 'Object not found.  objectId are usually numeric.'],
        ['ada@example.com', 'Object not found.  objectId are usually numeric.'],
        ['-1', 'Object not found.  objectId are usually numeric.'],
        ['0', 'Object not found. objectId is usually positive.'],
      ] as const) {
        for (const path of objectPaths('contacts')) {
          for (const method of ['GET', 'PATCH', 'DELETE']) {
            const body = method === 'PATCH' ? { properties: {} } : undefined
            const refused = await apiRequest(hubspot, { method, path: `${path}/${encodeURIComponent(wrong)}`, body })
            expect([wrong, method, refused.status]).toEqual([wrong, method, 404])
            expect(refused.json).toMatchObject({ category: 'OBJECT_NOT_FOUND', message })
          }
        }
      }
    },
  )

  rule(
    'an object type that nobody knows is 400',
    recorded('400 "Unable to infer object type from: butterflies", no category'),
    async () => {
      const message = 'Unable to infer object type from: butterflies'
      for (const path of objectPaths('butterflies')) {
        const read = await apiRequest(hubspot, { path })
        expect(read.json).toEqual({ status: 'error', message, correlationId: read.json['correlationId'] })
        expect(read.status).toBe(400)
        const search = await apiRequest(hubspot, { method: 'POST', path: `${path}/search`, body: {} })
        expect([search.status, search.json['message']]).toEqual([400, message])
      }
      await expect(hubspot.crm.objects.basicApi.getPage('butterflies')).rejects.toMatchObject({
        code: 400,
        body: { message },
      })
    },
  )

  rule(
    'a value of the query that cannot be read is 400 with its name',
    reported('400 "Unable to parse value for query parameter: startTimestamp", no category'),
    async () => {
      for (const [name, value] of [
        ['limit', 'many'],
        ['limit', '-1'],
        ['after', 'abc'],
        ['archived', 'maybe'],
      ] as const) {
        for (const path of objectPaths('contacts')) {
          const { status, json } = await apiRequest(hubspot, { path, qs: { [name]: value } })
          const message = `Unable to parse value for query parameter: ${name}`
          expect([status, json]).toEqual([400, { status: 'error', message, correlationId: json['correlationId'] }])
        }
      }
      await expect(hubspot.crm.contacts.basicApi.getPage(10, 'abc')).rejects.toMatchObject({ code: 400 })
    },
  )
})

describe('bodies', () => {
  rule(
    'broken JSON is 400 with the line and column of the fault',
    recorded('400 "Invalid input JSON on line 3, column 9: …", no category'),
    async () => {
      for (const [body, line, column] of [
        ['{\n"properties": }', 2, 15],
        ['{"properties": {"email": "a@example.com"}', 1, 42],
        ['{\n  "properties": {\n    "a": "b",\n  }\n}', 4, 3],
        ["{'properties': {}}", 1, 2],
        ['{"properties": {"a": tru}}', 1, 22],
        ['{"properties": {"a": "b}', 1, 25],
        ['{"properties": [1, 2 3]}', 1, 22],
        ['nonsense', 1, 1],
      ] as const) {
        for (const path of objectPaths('contacts')) {
          const { status, json } = await raw('POST', path, body)
          expect([body, status]).toEqual([body, 400])
          expect(text(json['message'])).toContain(`Invalid input JSON on line ${line}, column ${column}: `)
          expect(json).not.toHaveProperty('category')
        }
      }
    },
  )

  rule(
    'a body of the wrong shape is 400',
    { evidence: 'assumed', at: errorHandling, says: '400; the texts are those of the parser' },
    async () => {
      for (const [path, body] of [
        ['', undefined],
        ['', '[]'],
        ['', '{}'],
        ['', '{"properties": []}'],
        ['', '{"properties": {"email": "b@example.com"}, "associations": {}}'],
        ['/batch/create', '{}'],
        ['/batch/create', '{"inputs": {}}'],
        ['/batch/update', '{"inputs": ["1"]}'],
        ['/batch/read', '{"inputs": [{"id": {}}]}'],
        ['/search', '{"filterGroups": {}}'],
      ] as const) {
        const { status, json } = await raw('POST', `/crm/objects/2026-03/contacts${path}`, body)
        expect([path, body, status]).toEqual([path, body, 400])
        expect(text(json['message'])).toContain('Invalid input JSON')
      }
    },
  )

  rule(
    'refused values come as JSON inside the message and again as errors',
    recorded(
      'Property values were not valid: [{"isValid":false,"message":"…","error":"INVALID_OPTION","name":"…","localizedErrorMessage":"…","portalId":…}]; errors[].code and errors[].context.propertyName',
    ),
    async () => {
      await defineProperty(hubspot, 'discount', 'number', 'number')
      await defineProperty(hubspot, 'seen_at', 'datetime', 'date')
      await defineProperty(hubspot, 'size', 'enumeration', 'select', {
        options: [
          { label: 'Small', value: 's', displayOrder: 0, hidden: false },
          { label: 'Large', value: 'l', displayOrder: 1, hidden: false },
        ],
      })
      const refused = [
        ['no_such', '1', 'PROPERTY_DOESNT_EXIST', 'Property "no_such" does not exist'],
        [
          'size',
          'XL',
          'INVALID_OPTION',
          'XL was not one of the allowed options: [label: "Small"\nvalue: "s"\n, label: "Large"\nvalue: "l"\n]',
        ],
        ['email', 'nobody', 'INVALID_EMAIL', 'Email address nobody is invalid'],
        ['seen_at', 'asd000', 'INVALID_LONG', 'asd000 was not a valid long.'],
        ['discount', 'much', 'INVALID_INTEGER', 'much was not a valid number.'],
        ['hs_object_id', '1', 'READ_ONLY_VALUE', '"hs_object_id" is a read only property; its value cannot be set.'],
      ] as const
      const properties = Object.fromEntries(refused.map(([name, value]) => [name, value]))
      for (const path of objectPaths('contacts')) {
        for (const [method, where] of [
          ['POST', path],
          ['PATCH', `${path}/${id}`],
        ] as const) {
          const { status, json } = await apiRequest(hubspot, { method, path: where, body: { properties } })
          expect([status, json['category']]).toEqual([400, 'VALIDATION_ERROR'])
          const listed = refused.map(([name, , error, why]) => ({
            isValid: false,
            message: why,
            error,
            name,
            localizedErrorMessage: why,
            portalId: 148_200_317,
          }))
          const message = text(json['message'])
          const start = 'Property values were not valid: '
          expect(message.startsWith(start)).toBe(true)
          expect(JSON.parse(message.slice(start.length))).toEqual(listed)
          expect(json['errors']).toEqual(
            refused.map(([name, , code, why]) => ({ message: why, code, context: { propertyName: [name] } })),
          )
        }
      }
      await expect(hubspot.crm.contacts.basicApi.update(id, { properties })).rejects.toMatchObject({ code: 400 })
    },
  )
})

rule(
  'each operation answers the one status that the client accepts',
  client(
    'create 201; read, list, update, merge, search 200; archive and gdpr-delete 204; batch create 201, other batches 200, all of them 207 in part; any other 2xx throws',
  ),
  async () => {
    const name = (at: number | string) => ({ properties: { email: `status${at}@example.com` } })
    const made = async (at: string) => (await hubspot.crm.contacts.basicApi.create(name(at))).id
    for (const [at, path] of objectPaths('contacts').entries()) {
      const [one, two, three, four] = await Promise.all(['a', 'b', 'c', 'd'].map((each) => made(`${at}${each}`)))
      const batchRead = { inputs: [{ id: one }], properties: [], propertiesWithHistory: [] }
      const unknown = { ...batchRead, inputs: [{ id: one }, { id: '1' }] }
      for (const [method, suffix, body, status] of [
        ['POST', '', name(`${at}e`), 201],
        ['GET', '', undefined, 200],
        ['GET', `/${one}`, undefined, 200],
        ['PATCH', `/${one}`, { properties: { firstname: 'A' } }, 200],
        ['POST', '/search', {}, 200],
        ['POST', '/batch/create', { inputs: [name(`${at}f`)] }, 201],
        ['POST', '/batch/read', batchRead, 200],
        ['POST', '/batch/read', unknown, 207],
        ['POST', '/batch/update', { inputs: [{ id: one, properties: {} }] }, 200],
        [
          'POST',
          '/batch/upsert',
          { inputs: [{ id: `status${at}g@example.com`, idProperty: 'email', properties: {} }] },
          200,
        ],
        ['POST', '/batch/archive', { inputs: [{ id: three }] }, 204],
        ['POST', '/merge', { primaryObjectId: one, objectIdToMerge: two }, 200],
        ['POST', '/gdpr-delete', { objectId: four }, 204],
        ['DELETE', `/${one}`, undefined, 204],
      ] as const) {
        const answer = await apiRequest(hubspot, { method, path: path + suffix, body })
        expect([method, suffix, answer.status]).toEqual([method, suffix, status])
        expect(answer.text === '').toBe(status === 204)
      }
    }
    const { basicApi, batchApi } = hubspot.crm.contacts
    const keep = await made('keep')
    const gone = await made('gone')
    await basicApi.update(keep, { properties: { firstname: 'K' } })
    await batchApi.read({ inputs: [{ id: keep }], properties: [], propertiesWithHistory: [] })
    await batchApi.update({ inputs: [{ id: keep, properties: {} }] })
    await batchApi.upsert({ inputs: [{ id: 'status-u@example.com', idProperty: 'email', properties: {} }] })
    await basicApi.merge({ primaryObjectId: keep, objectIdToMerge: gone })
    await batchApi.archive({ inputs: [{ id: keep }] })
    await basicApi.purge({ objectId: await made('purged') })
    await basicApi.archive(gone)
  },
)

rule(
  'a server error says no more than that',
  reported('500 {"status":"error","message":"internal error","correlationId"}'),
  async () => {
    await portal.call('POST', '/__sandbox/faults', { path: '/crm/v3/objects/contacts', times: 1, status: 500 })
    await expect(hubspot.crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 500,
      body: { status: 'error', message: 'internal error', correlationId: expect.any(String) as string },
    })
  },
)
