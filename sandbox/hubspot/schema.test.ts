import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
})
afterAll(() => portal.close())

const path = '/crm/properties/2026-03/contacts'
const textField = { type: 'string', fieldType: 'text', groupName: 'tandem' }

it('makes a group and properties in it, once each', async () => {
  expect((await portal.call('POST', path, { name: 'early', label: 'Early', ...textField })).status).toBe(400)
  expect((await portal.call('POST', `${path}/groups`, { name: 'tandem', label: 'Tandem' })).status).toBe(201)
  expect((await portal.call('POST', `${path}/groups`, { name: 'tandem', label: 'Tandem' })).status).toBe(409)
  const made = await portal.call('POST', path, { name: 'tandem_status', label: 'Status', ...textField })
  expect(made).toMatchObject({
    status: 201,
    json: { name: 'tandem_status', hubspotDefined: false, hasUniqueValue: false },
  })
  expect(
    (await portal.call('POST', path, { name: 'tandem_status', label: 'Status', ...textField })).json,
  ).toMatchObject({
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
  })
  const batch = await portal.call('POST', `${path}/batch/create`, {
    inputs: [
      { name: 'tandem_due', label: 'Due', type: 'datetime', fieldType: 'date', groupName: 'tandem' },
      { name: 'tandem_status', label: 'Status', ...textField },
    ],
  })
  expect(batch).toMatchObject({ status: 207, json: { numErrors: 1, results: [{ name: 'tandem_due' }] } })
})

it('replaces the options of a property with the ones of a PATCH, and checks values against them', async () => {
  const options = [{ label: 'A', value: 'a' }]
  await portal.call('POST', path, {
    name: 'choice',
    label: 'Choice',
    type: 'enumeration',
    fieldType: 'checkbox',
    groupName: 'contactinformation',
    options,
  })
  const changed = await portal.call('PATCH', `${path}/choice`, {
    options: [
      { label: 'B', value: 'b' },
      { label: 'C', value: 'c' },
    ],
  })
  expect((changed.json['options'] as unknown as { value: string }[]).map(({ value }) => value)).toEqual(['b', 'c'])
  const write = (choice: string, email: string) =>
    portal.call('POST', '/crm/v3/objects/contacts', { properties: { choice, email } })
  expect((await write('a', 'c1@example.com')).status).toBe(400)
  const made = await write('b', 'c2@example.com')
  const added = await portal.call('PATCH', `/crm/v3/objects/contacts/${text(made.json['id'])}`, {
    properties: { choice: ';c' },
  })
  expect(added.json['properties']?.['choice']).toBe('b;c')
})

it('wants both options of a boolean and brings an archived property back by its name', async () => {
  const flag = {
    name: 'flag',
    label: 'Flag',
    type: 'bool',
    fieldType: 'booleancheckbox',
    groupName: 'contactinformation',
  }
  expect((await portal.call('POST', path, flag)).status).toBe(400)
  const options = [
    { label: 'Yes', value: 'true' },
    { label: 'No', value: 'false' },
  ]
  expect((await portal.call('POST', path, { ...flag, options })).status).toBe(201)
  expect((await portal.call('DELETE', `${path}/flag`)).status).toBe(204)
  expect(await portal.call('GET', `${path}/flag`)).toMatchObject({
    status: 404,
    json: { category: 'OBJECT_NOT_FOUND' },
  })
  expect((await portal.call('GET', `${path}/flag?archived=true`)).status).toBe(200)
  expect((await portal.call('POST', path, { ...flag, options })).status).toBe(201)
  expect((await portal.call('GET', `${path}/flag`)).status).toBe(200)
})

it("shows HubSpot's own properties with what may be written", async () => {
  const status = await portal.call('GET', `${path}/hs_marketable_status`)
  expect(status.json).toMatchObject({
    type: 'bool',
    hubspotDefined: true,
    modificationMetadata: { readOnlyValue: true },
  })
  const stages = await portal.call('GET', `${path}/lifecyclestage`)
  expect((stages.json['options'] as unknown as { value: string }[]).map(({ value }) => value)).toEqual([
    'subscriber',
    'lead',
    'marketingqualifiedlead',
    'salesqualifiedlead',
    'opportunity',
    'customer',
    'evangelist',
    'other',
  ])
  const pipelines = await portal.call('GET', '/crm/pipelines/2026-03/deals')
  const won = (
    pipelines.json['results']?.[0]?.['stages'] as unknown as { id: string; metadata: object }[] | undefined
  )?.find(({ id }) => id === 'closedwon')
  expect(won?.metadata).toEqual({ isClosed: 'true', probability: '1.0' })
})

it('fills in what a snapshot of an older sandbox lacks', async () => {
  const snapshot = structuredClone(portal.sandbox.snapshot()) as Record<string, Record<string, unknown>>
  for (const newer of ['schemas', 'schemaAssociations', 'propertyRules']) delete snapshot[newer]
  delete snapshot['objects']?.['calls']
  delete snapshot['pipelines']?.['leads']
  portal.sandbox.restore(snapshot)
  const call = { properties: { hs_timestamp: '2026-11-21T12:00:00Z' } }
  expect((await portal.call('POST', '/crm/v3/objects/calls', call)).status).toBe(201)
  const pipelines = await portal.call('GET', '/crm/v3/pipelines/leads')
  expect(pipelines.json['results']?.[0]).toMatchObject({ id: 'lead-pipeline-id' })
  expect((await portal.call('GET', '/crm-object-schemas/v3/schemas')).json).toEqual({ results: [] })
})
