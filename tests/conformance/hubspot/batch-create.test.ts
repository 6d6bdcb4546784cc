import { afterAll, beforeAll, expect } from 'vitest'
import { text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import type { BatchPortal } from './batch-portal.ts'
import { openBatchPortal, rows } from './batch-portal.ts'
import { objectPaths, post } from './object-paths.ts'
import { apiRequest } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis'
const errorHandling = 'https://developers.hubspot.com/docs/api-reference/error-handling'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: BatchPortal['portal']
let hubspot: BatchPortal['hubspot']
let address: BatchPortal['address']
let add: BatchPortal['add']
let exists: BatchPortal['exists']
beforeAll(async () => {
  ;({ portal, hubspot, address, add, exists } = await openBatchPortal())
})
afterAll(() => portal.close())

const contacts = () => hubspot.crm.contacts.batchApi

rule(
  'all inputs are created with 201, and no errors are spoken of',
  documented('batch create: 201 with status COMPLETE, results, startedAt and completedAt'),
  async () => {
    for (const path of objectPaths('contacts')) {
      const made = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/batch/create`,
        body: { inputs: [{ properties: { email: address() } }, { properties: { email: address() } }] },
      })
      expect(made).toMatchObject({
        status: 201,
        json: { status: 'COMPLETE', startedAt: '2026-11-21T12:00:00Z', completedAt: '2026-11-21T12:00:00Z' },
      })
      expect(made.json).not.toHaveProperty('numErrors')
      expect(made.json).not.toHaveProperty('errors')
      expect(rows(made.json)).toHaveLength(2)
    }
    const typed = await contacts().create({ inputs: [{ properties: { email: address() } }] })
    expect(typed.completedAt).toEqual(new Date('2026-11-21T12:00:00Z'))
  },
)

rule(
  'without trace ids one conflict refuses all, and does not say with whom',
  recorded('409 CONFLICT "Contact already exists" (no id); nothing is written'),
  async () => {
    const email = address()
    const taken = address()
    await add({ email: taken })
    const inputs = [{ properties: { email } }, { properties: { email: taken } }]
    for (const path of objectPaths('contacts')) {
      const refused = await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/create`, body: { inputs } })
      expect(refused.status).toBe(409)
      expect(refused.json).toEqual({
        status: 'error',
        message: 'Contact already exists',
        correlationId: refused.headers.get('x-hubspot-correlation-id'),
        category: 'CONFLICT',
      })
    }
    await expect(contacts().create({ inputs })).rejects.toMatchObject({ code: 409 })
    expect(await exists(email)).toBe(false)
  },
)

rule(
  'without trace ids one bad value refuses all, and the refusal does not say of which input',
  recorded('400 VALIDATION_ERROR; errors[] carries property names only'),
  async () => {
    const email = address()
    const inputs = [{ properties: { email } }, { properties: { email: address(), lifecyclestage: 'bogus' } }]
    const refused = await post(hubspot, 'contacts/batch/create', { inputs })
    expect(refused).toMatchObject({ status: 400, json: { category: 'VALIDATION_ERROR' } })
    const [error] = rows(refused.json, 'errors')
    expect(error).toMatchObject({ code: 'INVALID_OPTION', context: { propertyName: ['lifecyclestage'] } })
    expect(Object.keys(error?.['context'] ?? {})).toEqual(['propertyName'])
    expect(await exists(email)).toBe(false)
  },
)

rule(
  'with a trace id on every input each stands for itself: 207 names the refused ones',
  documented(
    '207 {"status":"COMPLETE","results":[…],"numErrors":N,"errors":[{"status":"error","category","message","context":{"objectWriteTraceId":["…"]}}]}; a conflict also has context.existingId',
    errorHandling,
  ),
  async () => {
    const taken = address()
    const id = await add({ email: taken })
    for (const path of objectPaths('contacts')) {
      const answer = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/batch/create`,
        body: {
          inputs: [
            { properties: { email: address() }, objectWriteTraceId: 't1' },
            { properties: { email: taken }, objectWriteTraceId: 't2' },
            { properties: { email: 'nonsense' }, objectWriteTraceId: 't3' },
          ],
        },
      })
      expect(answer.status).toBe(207)
      expect(answer.json).toMatchObject({ status: 'COMPLETE', numErrors: 2 })
      expect(rows(answer.json).map(({ objectWriteTraceId }) => objectWriteTraceId)).toEqual(['t1'])
      const [conflict, invalid] = rows(answer.json, 'errors')
      expect(conflict).toEqual({
        status: 'error',
        category: 'CONFLICT',
        message: `Contact already exists. Existing ID: ${id}`,
        context: { existingId: [id], objectWriteTraceId: ['t2'] },
      })
      expect(invalid).toMatchObject({
        status: 'error',
        category: 'VALIDATION_ERROR',
        context: { objectWriteTraceId: ['t3'] },
      })
    }
  },
)

rule(
  'the typed client takes a 207 for success; the trace ids are in both halves',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: '207 resolves normally: check numErrors and errors; objectWriteTraceId is kept.',
  },
  async () => {
    const answer = await contacts().create({
      inputs: [
        { properties: { email: address() }, objectWriteTraceId: 'good' },
        { properties: { email: 'x' }, objectWriteTraceId: 'bad' },
      ],
    })
    expect(answer.results[0]).toMatchObject({ objectWriteTraceId: 'good' })
    expect(answer).toMatchObject({ numErrors: 1, errors: [{ context: { objectWriteTraceId: ['bad'] } }] })
  },
)

rule(
  'a trace id that is missing or there twice makes the batch all or nothing',
  documented('a unique objectWriteTraceId on every input', errorHandling),
  async () => {
    const email = address()
    for (const traces of [
      ['a', 'a'],
      ['a', undefined],
    ]) {
      const inputs = [email, 'nonsense'].map((each, at) => ({
        properties: { email: each },
        ...(traces[at] === undefined ? {} : { objectWriteTraceId: traces[at] }),
      }))
      expect((await post(hubspot, 'contacts/batch/create', { inputs })).status).toBe(400)
    }
    expect(await exists(email)).toBe(false)
  },
)

rule(
  'two inputs of one batch do not get one address',
  assumed('The address is taken by the first; without trace ids nothing is written.'),
  async () => {
    const email = address()
    const two = (...traces: readonly object[]) => ({
      inputs: traces.map((trace, at) => ({
        properties: { email: at === 0 ? email : email.toUpperCase() },
        ...trace,
      })),
    })
    expect(await post(hubspot, 'contacts/batch/create', two({}, {}))).toMatchObject({
      status: 409,
      json: { message: 'Contact already exists' },
    })
    expect(await exists(email)).toBe(false)
    const each = await post(
      hubspot,
      'contacts/batch/create',
      two({ objectWriteTraceId: '1' }, { objectWriteTraceId: '2' }),
    )
    expect(each.status).toBe(207)
    const id = text(rows(each.json)[0]?.['id'])
    expect(rows(each.json, 'errors')[0]).toMatchObject({ context: { existingId: [id], objectWriteTraceId: ['2'] } })
  },
)

rule(
  'inputs may come with their associations',
  documented('inputs[].associations: [{to: {id}, types: [{associationCategory, associationTypeId}]}]'),
  async () => {
    const id = await add()
    const made = await hubspot.crm.deals.batchApi.create({
      inputs: [
        {
          properties: { dealname: 'With contact' },
          associations: [
            { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 3 }] },
          ],
        },
      ],
    })
    const deal = await hubspot.crm.deals.basicApi.getById(made.results[0]?.id ?? '', undefined, undefined, ['contacts'])
    expect(deal.associations?.['contacts']?.results.map((each) => each.id)).toEqual([id])
  },
)
