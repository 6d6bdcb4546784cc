import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
let contact: string
let first: string
let second: string
beforeAll(async () => {
  portal = await openTestPortal()
  const make = async (type: string, properties: object) =>
    text((await portal.call('POST', `/crm/v3/objects/${type}`, { properties })).json['id'])
  contact = await make('contacts', { email: 'a@example.com' })
  first = await make('companies', { name: 'First' })
  second = await make('companies', { name: 'Second' })
})
afterAll(() => portal.close())

const read = (from: string, to: string, id: string) =>
  portal.call('POST', `/crm/associations/2026-03/${from}/${to}/batch/read`, { inputs: [{ id }] })

it('answers a record without any with an error entry that is no failure', async () => {
  expect(await read('contacts', 'companies', contact)).toMatchObject({
    status: 207,
    json: {
      results: [],
      errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [contact] } }],
    },
  })
})

it('makes the first company the primary one, and moves the primary when asked', async () => {
  const put = await portal.call('PUT', `/crm/v4/objects/contacts/${contact}/associations/default/companies/${first}`)
  expect(put.status).toBe(200)
  expect((await read('contacts', 'companies', contact)).json['results']?.[0]?.['to']).toEqual([
    {
      toObjectId: Number(first),
      associationTypes: [
        { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
        { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
      ],
    },
  ])
  const made = await portal.call('POST', '/crm/associations/2026-03/contacts/companies/batch/create', {
    inputs: [
      {
        from: { id: contact },
        to: { id: second },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }],
      },
    ],
  })
  expect(made.status).toBe(201)
  const owner = await portal.call(
    'GET',
    `/crm/v3/objects/contacts/${contact}?properties=associatedcompanyid&associations=companies`,
  )
  expect(owner.json['properties']?.['associatedcompanyid']).toBe(second)
  expect(owner.json['associations']?.['companies']?.['results']).toEqual([
    { id: first, type: 'contact_to_company_unlabeled' },
    { id: second, type: 'contact_to_company_unlabeled' },
    { id: second, type: 'contact_to_company' },
  ])
  const back = await read('companies', 'contacts', second)
  expect(back.json['results']?.[0]?.['to']?.[0]?.['associationTypes']).toMatchObject([{ typeId: 280 }, { typeId: 2 }])
})

it('refuses a type that does not join the two objects, pair by pair', async () => {
  const answer = await portal.call('POST', '/crm/v4/associations/contacts/companies/batch/create', {
    inputs: [
      {
        from: { id: contact },
        to: { id: first },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 4 }],
      },
      {
        from: { id: contact },
        to: { id: '1' },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }],
      },
    ],
  })
  expect(answer).toMatchObject({ status: 207, json: { numErrors: 2, results: [] } })
})

it('takes associations away: 204 in v4, a batch body in dated versions', async () => {
  const inputs = [{ from: { id: contact }, to: [{ id: first }, { id: second }] }]
  expect((await portal.call('POST', '/crm/v4/associations/contacts/companies/batch/archive', { inputs })).status).toBe(
    204,
  )
  expect(
    (await portal.call('POST', '/crm/associations/2026-03/contacts/companies/batch/archive', { inputs })).status,
  ).toBe(200)
  expect((await read('contacts', 'companies', contact)).status).toBe(207)
})

it('keeps labels of the portal for both directions', async () => {
  const labels = '/crm/associations/2026-03/contacts/companies/labels'
  const made = await portal.call('POST', labels, { name: 'advisor', label: 'Advisor', inverseLabel: 'Advised' })
  const typeId = Number(made.json['results']?.[0]?.['typeId'])
  await portal.call('PUT', `/crm/objects/2026-03/contacts/${contact}/associations/companies/${first}`, [
    { associationCategory: 'USER_DEFINED', associationTypeId: typeId },
  ])
  const back = await read('companies', 'contacts', first)
  const types = back.json['results']?.[0]?.['to']?.[0]?.['associationTypes'] as unknown as { label: string | null }[]
  expect(types.map(({ label }) => label)).toContain('Advised')
})
