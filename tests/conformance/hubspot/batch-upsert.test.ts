import { afterAll, beforeAll, expect } from 'vitest'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import type { BatchPortal } from './batch-portal.ts'
import { openBatchPortal, rows } from './batch-portal.ts'
import { objectPaths, post } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
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
  'a unique property of the portal makes a record or finds it, and `new` says which',
  documented(
    'upsert by a custom unique property; results have new: true or false',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide',
  ),
  async () => {
    for (const [at, path] of objectPaths('contacts').entries()) {
      const upsert = (firstname: string) =>
        apiRequest(hubspot, {
          method: 'POST',
          path: `${path}/batch/upsert`,
          body: {
            inputs: [
              { id: `K-${at}`, idProperty: 'sf_lead_id', properties: { firstname }, objectWriteTraceId: 'trace' },
            ],
          },
        })
      const made = await upsert('One')
      expect(made).toMatchObject({
        status: 200,
        json: {
          results: [
            { new: true, objectWriteTraceId: 'trace', properties: { sf_lead_id: `K-${at}`, firstname: 'One' } },
          ],
        },
      })
      const id = rows(made.json)[0]?.['id']
      expect(await upsert('Two')).toMatchObject({
        status: 200,
        json: { results: [{ id, new: false, properties: { firstname: 'Two' } }] },
      })
    }
    const typed = await contacts().upsert({
      inputs: [{ id: 'K-0', idProperty: 'sf_lead_id', properties: { firstname: 'Three' } }],
    })
    expect(typed.results[0]?._new).toBe(false)
  },
)

rule(
  'with trace ids one bad input of an upsert by a custom property fails alone',
  { evidence: 'reported', at: guide, says: '207 with objectWriteTraceId, verified live' },
  async () => {
    const answer = await post(hubspot, 'contacts/batch/upsert', {
      inputs: [
        { id: 'M-1', idProperty: 'sf_lead_id', properties: { email: address() }, objectWriteTraceId: '1' },
        { id: 'M-2', idProperty: 'sf_lead_id', properties: { email: 'nonsense' }, objectWriteTraceId: '2' },
      ],
    })
    expect(answer).toMatchObject({
      status: 207,
      json: {
        results: [{ new: true, objectWriteTraceId: '1' }],
        errors: [{ context: { objectWriteTraceId: ['2'] } }],
      },
    })
  },
)

rule(
  'a conflict of an upsert without trace ids does not say with whom either',
  assumed('As batch create; a client must not count on the id.'),
  async () => {
    const email = address()
    await add({ email })
    expect(
      await post(hubspot, 'contacts/batch/upsert', {
        inputs: [{ id: 'N-1', idProperty: 'sf_lead_id', properties: { email } }],
      }),
    ).toMatchObject({ status: 409, json: { message: 'Contact already exists' } })
  },
)

rule(
  'by e-mail address there is no partial upsert: all or nothing, whatever the trace ids',
  documented(
    'partial upserts are not supported when using email: use a custom unique property',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide',
  ),
  async () => {
    const lenient = await openTestPortal({ upsertByEmail: 'each' })
    for (const [where, status] of [
      [portal, 400],
      [lenient, 207],
    ] as const) {
      const answer = await post(officialClient(where), 'contacts/batch/upsert', {
        inputs: [
          { id: 'Good@example.com', idProperty: 'email', properties: {}, objectWriteTraceId: '1' },
          {
            id: 'bad@example.com',
            idProperty: 'email',
            properties: { lifecyclestage: 'x' },
            objectWriteTraceId: '2',
          },
        ],
      })
      expect(answer.status).toBe(status)
    }
    await lenient.close()
    expect(await exists('good@example.com')).toBe(false)
    const made = await contacts().upsert({
      inputs: [{ id: 'Good@Example.com', idProperty: 'email', properties: { firstname: 'Good' } }],
    })
    expect(made.results[0]).toMatchObject({ _new: true, properties: { email: 'good@example.com' } })
  },
)

rule(
  'a property that is not unique identifies nothing',
  {
    evidence: 'reported',
    at: guide,
    says: 'Unable to perform update/upsert by non-unique 0-3 property dealname',
  },
  async () => {
    const inputs = [{ id: 'D', idProperty: 'dealname', properties: {} }]
    for (const path of objectPaths('deals')) {
      expect(
        await apiRequest(hubspot, { method: 'POST', path: `${path}/batch/upsert`, body: { inputs } }),
      ).toMatchObject({
        status: 400,
        json: {
          category: 'VALIDATION_ERROR',
          message: 'Unable to perform update/upsert by non-unique 0-3 property dealname',
        },
      })
    }
    await expect(
      hubspot.crm.companies.batchApi.upsert({ inputs: [{ id: 'a.com', idProperty: 'domain', properties: {} }] }),
    ).rejects.toMatchObject({ code: 400 })
  },
)
