import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'
import { defineProperty, options, refusal } from './property-input.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })

let portal: TestPortal
let hubspot: Client
let contact: string
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  const made = await hubspot.crm.contacts.basicApi.create({
    properties: { email: 'ada@example.com' },
    associations: [],
  })
  contact = made.id
})
afterAll(() => portal.close())

const define = (
  ...[name, type, fieldType, more, objectType]: [string, string, string, object?, ('contacts' | 'deals')?]
) => defineProperty(hubspot, name, type, fieldType, more, objectType)
const write = async (properties: Record<string, unknown>) =>
  (await hubspot.crm.contacts.basicApi.update(contact, { properties: properties as Record<string, string> })).properties
const read = async (name: string) => (await hubspot.crm.contacts.basicApi.getById(contact, [name])).properties[name]

rule(
  'a property is created, read, listed, changed and archived',
  documented('POST 201, GET, PATCH, DELETE 204; archived ones are read with archived=true'),
  async () => {
    const api = hubspot.crm.properties.coreApi
    const made = await define('shoe_size', 'number', 'number', { description: 'EU' })
    expect(made).toMatchObject({
      name: 'shoe_size',
      type: 'number',
      hubspotDefined: false,
      archived: false,
      description: 'EU',
    })
    expect((await api.getByName('contacts', 'shoe_size')).label).toBe('shoe_size')
    expect((await api.getAll('contacts')).results.map(({ name }) => name)).toContain('shoe_size')
    expect((await api.update('contacts', 'shoe_size', { label: 'Shoes' })).label).toBe('Shoes')
    await api.archive('contacts', 'shoe_size')
    await expect(api.getByName('contacts', 'shoe_size')).rejects.toMatchObject({
      code: 404,
      body: { category: 'OBJECT_NOT_FOUND' },
    })
    expect(await api.getByName('contacts', 'shoe_size', true)).toMatchObject({ archived: true })
    await expect(write({ shoe_size: '42' })).rejects.toMatchObject(
      refusal('shoe_size', 'PROPERTY_DOESNT_EXIST', 'Property "shoe_size" does not exist'),
    )
  },
)

rule(
  'the dated paths manage properties and groups too',
  documented('/crm/properties/2026-03/{objectType}'),
  async () => {
    const path = '/crm/properties/2026-03/contacts'
    const group = await apiRequest(hubspot, {
      method: 'POST',
      path: `${path}/groups`,
      body: { name: 'sizes', label: 'Sizes' },
    })
    expect(group.status).toBe(201)
    const body = { name: 'hat_size', label: 'Hat', type: 'number', fieldType: 'number', groupName: 'sizes' }
    const made = await apiRequest(hubspot, { method: 'POST', path, body })
    expect([made.status, made.json['groupName']]).toEqual([201, 'sizes'])
    const listed = await apiRequest(hubspot, { method: 'GET', path: `/crm/properties/2026-09/contacts` })
    expect((listed.json['results'] as unknown as Json[]).map((each) => each['name'])).toContain('hat_size')
    expect((await apiRequest(hubspot, { method: 'DELETE', path: `${path}/hat_size` })).status).toBe(204)
  },
)

rule(
  'the type of a property changes with a field type that fits',
  documented('PropertyUpdate has type and fieldType', 'HubSpot OpenAPI properties.v3.json'),
  async () => {
    const api = hubspot.crm.properties.coreApi
    await define('belt', 'string', 'text')
    await expect(api.update('contacts', 'belt', { type: 'number' as never })).rejects.toMatchObject({ code: 400 })
    const changed = await api.update('contacts', 'belt', { type: 'number' as never, fieldType: 'number' as never })
    expect(changed).toMatchObject({ type: 'number', fieldType: 'number' })
    await expect(write({ belt: 'black' })).rejects.toMatchObject(
      refusal('belt', 'INVALID_INTEGER', 'black was not a valid number.'),
    )
  },
)

rule(
  'a name that is taken is refused',
  recorded('409 OBJECT_ALREADY_EXISTS, Properties.PROPERTY_WITH_NAME_EXISTS'),
  async () => {
    await define('twice', 'string', 'text')
    await expect(define('twice', 'string', 'text')).rejects.toMatchObject({
      code: 409,
      body: { category: 'OBJECT_ALREADY_EXISTS', subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS' },
    })
  },
)

rule(
  'creating a property with the name of an archived one restores it',
  documented('create with the name of an archived property restores it; archived ones are kept 90 days'),
  async () => {
    await define('came_back', 'string', 'text', { description: 'first' })
    await write({ came_back: 'kept' })
    await hubspot.crm.properties.coreApi.archive('contacts', 'came_back')
    expect(await read('came_back')).toBeUndefined()
    expect(await define('came_back', 'string', 'text')).toMatchObject({ archived: false, description: 'first' })
    expect(await read('came_back')).toBe('kept')
  },
)

rule('options are replaced as a whole', documented('PATCH options replaces the list'), async () => {
  await define('drink', 'enumeration', 'select', { options: options('tea', 'coffee') })
  const changed = await hubspot.crm.properties.coreApi.update('contacts', 'drink', { options: options('water') })
  expect(changed.options.map(({ value }) => value)).toEqual(['water'])
  await expect(write({ drink: 'tea' })).rejects.toMatchObject(
    refusal('drink', 'INVALID_OPTION', 'tea was not one of the allowed options: [label: "WATER"\nvalue: "water"\n]'),
  )
})

rule(
  "options of HubSpot's own properties are fixed but for those an administrator edits",
  documented('modificationMetadata.readOnlyOptions'),
  async () => {
    const api = hubspot.crm.properties.coreApi
    const fixed = await api.getByName('deals', 'dealstage')
    expect(fixed.modificationMetadata).toMatchObject({ readOnlyOptions: true })
    await expect(api.update('deals', 'dealstage', { options: options('won') })).rejects.toMatchObject({ code: 400 })
    expect((await api.getByName('deals', 'dealstage')).options).toEqual(fixed.options)
    expect((await api.update('deals', 'dealstage', { options: fixed.options })).options).toEqual(fixed.options)
    const status = await api.update('contacts', 'hs_lead_status', { options: options('NEW', 'NURTURE') })
    expect(status.options.map(({ value }) => value)).toEqual(['NEW', 'NURTURE'])
  },
)

rule(
  'the industry of a company is one of a list, that of a contact any text',
  documented('Industry', 'https://knowledge.hubspot.com/properties/hubspot-crm-default-company-properties'),
  async () => {
    expect((await write({ industry: 'Software' }))['industry']).toBe('Software')
    const create = (industry: string) =>
      hubspot.crm.companies.basicApi.create({ properties: { name: 'Acme', industry }, associations: [] })
    expect((await create('COMPUTER_SOFTWARE')).properties['industry']).toBe('COMPUTER_SOFTWARE')
    await expect(create('Software')).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
  },
)

rule(
  'type, field type and group have to fit',
  documented(
    'the group must exist; each type has its field types; booleans need the options true and false',
    'https://developers.hubspot.com/changelog/crm-object-property-validattion',
  ),
  async () => {
    for (const wrong of [
      define('bad', 'number', 'text'),
      define('bad', 'string', 'text', { groupName: 'nowhere' }),
      define('bad', 'bool', 'booleancheckbox'),
      define('Bad Name', 'string', 'text'),
    ]) {
      await expect(wrong).rejects.toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    }
    const made = await define('member', 'bool', 'booleancheckbox', { options: options('true', 'false') })
    expect(made.options.map(({ value }) => value)).toEqual(['true', 'false'])
  },
)

rule("HubSpot's own properties cannot be archived", documented('modificationMetadata.archivable'), async () => {
  const email = await hubspot.crm.properties.coreApi.getByName('contacts', 'email')
  expect(email).toMatchObject({
    hubspotDefined: true,
    modificationMetadata: { archivable: false, readOnlyDefinition: true },
  })
  await expect(hubspot.crm.properties.coreApi.archive('contacts', 'email')).rejects.toMatchObject({ code: 400 })
})

rule(
  'a property that a rule of the administrators speaks of cannot be archived',
  {
    evidence: 'reported',
    at: 'public code of several integrations',
    says: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
  },
  async () => {
    await define('ruled', 'string', 'text')
    const post = (rules: object[]) =>
      fetch(`${portal.url}/__sandbox/property-rules`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rules }),
      })
    await post([{ objectType: 'contacts', require: 'ruled' }])
    await expect(hubspot.crm.properties.coreApi.archive('contacts', 'ruled')).rejects.toMatchObject({
      body: { subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE' },
    })
    await post([])
    await expect(hubspot.crm.properties.coreApi.archive('contacts', 'ruled')).resolves.toBeUndefined()
  },
)

rule(
  'batches create, read and archive properties',
  documented('batch create 201 or 207, read 200 or 207, archive 204'),
  async () => {
    const inputs = ['batch_a', 'batch_b'].map((name) => ({
      name,
      label: name,
      type: 'string' as never,
      fieldType: 'text' as never,
      groupName: 'contactinformation',
    }))
    const made = await hubspot.crm.properties.batchApi.create('contacts', { inputs })
    expect(made.results.map(({ name }) => name)).toEqual(['batch_a', 'batch_b'])
    const known = {
      inputs: [{ name: 'batch_a' }, { name: 'batch_c' }],
      archived: false,
      dataSensitivity: 'non_sensitive' as never,
    }
    const found = await hubspot.crm.properties.batchApi.read('contacts', known)
    expect(found).toMatchObject({ results: [{ name: 'batch_a' }], errors: [{ category: 'OBJECT_NOT_FOUND' }] })
    await hubspot.crm.properties.batchApi.archive('contacts', { inputs: [{ name: 'batch_a' }] })
    await expect(hubspot.crm.properties.coreApi.getByName('contacts', 'batch_a')).rejects.toMatchObject({ code: 404 })
  },
)

rule(
  'groups are created, renamed and archived once empty',
  documented('POST /crm/v3/properties/{objectType}/groups'),
  async () => {
    const api = hubspot.crm.properties.groupsApi
    expect(await api.create('deals', { name: 'salesforce', label: 'Salesforce' })).toMatchObject({
      name: 'salesforce',
      archived: false,
    })
    await expect(api.create('deals', { name: 'salesforce', label: 'Again' })).rejects.toMatchObject({ code: 409 })
    expect((await api.update('deals', 'salesforce', { label: 'SF' })).label).toBe('SF')
    await define('sf_id', 'string', 'text', { groupName: 'salesforce' }, 'deals')
    await expect(api.archive('deals', 'salesforce')).rejects.toMatchObject({ code: 400 })
    await hubspot.crm.properties.coreApi.archive('deals', 'sf_id')
    await api.archive('deals', 'salesforce')
    expect((await api.getAll('deals')).results.map(({ name }) => name)).not.toContain('salesforce')
  },
)

rule(
  'an object has ten unique properties at most',
  documented(
    'unique properties: up to 10 per object',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide',
  ),
  async () => {
    const full = await openTestPortal()
    const client = officialClient(full)
    const input = (name: string, hasUniqueValue: boolean) => ({
      name,
      label: name,
      type: 'string' as never,
      fieldType: 'text' as never,
      groupName: 'contactinformation',
      hasUniqueValue,
    })
    const inputs = Array.from({ length: 10 }, (_, index) => input(`key_${index}`, true))
    expect((await client.crm.properties.batchApi.create('contacts', { inputs })).results).toHaveLength(10)
    await expect(client.crm.properties.coreApi.create('contacts', input('key_10', true))).rejects.toMatchObject({
      code: 400,
    })
    await expect(client.crm.properties.coreApi.create('contacts', input('key_10', false))).resolves.toBeDefined()
    await full.close()
  },
)

rule(
  'an object has a thousand custom properties at most',
  documented('up to 1,000 custom properties per object'),
  async () => {
    const full = await openTestPortal()
    const client = officialClient(full)
    const input = (name: string) => ({
      name,
      label: name,
      type: 'string' as never,
      fieldType: 'text' as never,
      groupName: 'contactinformation',
    })
    for (let start = 0; start < 1_000; start += 100) {
      await client.crm.properties.batchApi.create('contacts', {
        inputs: Array.from({ length: 100 }, (_, index) => input(`many_${start + index}`)),
      })
    }
    await expect(client.crm.properties.coreApi.create('contacts', input('many_1000'))).rejects.toMatchObject({
      code: 400,
    })
    await full.close()
  },
)

rule(
  'an archived unique property identifies nothing',
  documented('archived properties are gone until they are restored'),
  async () => {
    await define('badge', 'string', 'text', { hasUniqueValue: true })
    await write({ badge: 'b-1' })
    const byBadge = () => hubspot.crm.contacts.basicApi.getById('b-1', undefined, undefined, undefined, false, 'badge')
    expect((await byBadge()).id).toBe(contact)
    await hubspot.crm.properties.coreApi.archive('contacts', 'badge')
    await expect(byBadge()).rejects.toMatchObject({ code: 400 })
    const filters = [{ propertyName: 'badge', operator: 'EQ' as never, value: 'b-1' }]
    const search = { filterGroups: [{ filters }], properties: [], sorts: [], limit: 10, after: '0' }
    await expect(hubspot.crm.contacts.searchApi.doSearch(search)).rejects.toMatchObject({ code: 400 })
    await define('badge', 'string', 'text')
    expect((await byBadge()).id).toBe(contact)
  },
)

rule(
  'sensitive properties are listed apart',
  {
    evidence: 'documented',
    at: 'properties.2026-03.json',
    says: 'query dataSensitivity: non_sensitive (default), sensitive, highly_sensitive',
  },
  async () => {
    const path = '/crm/properties/2026-03/contacts'
    const body = {
      name: 'diagnosis',
      label: 'Diagnosis',
      type: 'string',
      fieldType: 'text',
      groupName: 'contactinformation',
      dataSensitivity: 'sensitive',
    }
    expect((await apiRequest(hubspot, { method: 'POST', path, body })).status).toBe(201)
    const names = async (qs: object) =>
      ((await apiRequest(hubspot, { method: 'GET', path, qs })).json['results'] as unknown as Json[]).map(
        (each) => each['name'],
      )
    expect(await names({})).not.toContain('diagnosis')
    expect(await names({ dataSensitivity: 'sensitive' })).toEqual(['diagnosis'])
  },
)
