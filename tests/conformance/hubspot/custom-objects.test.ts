import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { text as asText, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'
import { schemaDraft } from './schema-draft.ts'

const at = 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide'
const documented = (says: string) => ({ evidence: 'documented' as const, at, says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at, says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

const define = (name: string, changes: object = {}) => hubspot.crm.schemas.coreApi.create(schemaDraft(name, changes))
const make = (type: string, properties: Record<string, string>, associations: object[] = []) =>
  hubspot.crm.objects.basicApi.create(type, { properties, associations: associations as never })
describe('definitions', () => {
  rule(
    'a custom object is defined with labels, properties and associations',
    documented('POST /crm-object-schemas/…/schemas; activities are associated by themselves'),
    async () => {
      const made = await define('cars', { description: 'What we sell' })
      expect(made).toMatchObject({
        name: 'cars',
        fullyQualifiedName: 'p148200317_cars',
        objectTypeId: `2-${made.id}`,
        labels: { singular: 'Car', plural: 'Cars' },
        description: 'What we sell',
        primaryDisplayProperty: 'model',
        requiredProperties: ['model'],
        searchableProperties: ['model', 'vin'],
        archived: false,
      })
      expect(made.properties.find(({ name }) => name === 'vin')).toMatchObject({
        groupName: 'cars_information',
        hasUniqueValue: true,
        hubspotDefined: false,
      })
      expect(made.properties.map(({ name }) => name)).toContain('hs_object_id')
      const own = made.objectTypeId ?? ''
      expect(made.associations).toContainEqual(
        expect.objectContaining({ fromObjectTypeId: own, toObjectTypeId: '0-1', name: 'cars_to_contact' }),
      )
      expect(made.associations).toContainEqual(
        expect.objectContaining({ fromObjectTypeId: '0-1', toObjectTypeId: own, name: 'contact_to_cars' }),
      )
      const partners = made.associations.filter(({ fromObjectTypeId }) => fromObjectTypeId === own)
      expect(partners.map(({ toObjectTypeId }) => toObjectTypeId)).toEqual([
        '0-1',
        '0-27',
        '0-46',
        '0-47',
        '0-48',
        '0-49',
      ])
    },
  )

  rule(
    'definitions are listed and read by name, qualified name and type id',
    documented('GET …/schemas and …/schemas/{objectTypeId or fullyQualifiedName}'),
    async () => {
      const made = await define('boats')
      expect((await hubspot.crm.schemas.coreApi.getAll()).results.map(({ name }) => name)).toContain('boats')
      for (const word of ['boats', 'p_boats', 'p148200317_boats', made.objectTypeId ?? '']) {
        expect([word, (await hubspot.crm.schemas.coreApi.getById(word)).id]).toEqual([word, made.id])
      }
      const dated = await apiRequest(hubspot, {
        method: 'GET',
        path: `/crm-object-schemas/2026-03/schemas/${made.objectTypeId ?? ''}`,
      })
      expect([dated.status, dated.json['fullyQualifiedName']]).toEqual([200, 'p148200317_boats'])
      await expect(hubspot.crm.schemas.coreApi.getById('planes')).rejects.toMatchObject({ code: 400 })
    },
  )

  rule(
    'the dated paths define, list, read in bulk and change objects',
    documented('/crm-object-schemas/2026-03/schemas and /schemas/batch/read; parts can be left out'),
    async () => {
      const path = '/crm-object-schemas/2026-03/schemas'
      const made = await apiRequest(hubspot, { method: 'POST', path, body: schemaDraft('trains') })
      expect(made.status).toBe(201)
      const listed = await apiRequest(hubspot, {
        method: 'GET',
        path,
        qs: { includePropertyDefinitions: false, includeAuditMetadata: false },
      })
      const train = (listed.json['results'] as unknown as Json[]).find((each) => asText(each['name']) === 'trains')
      expect(train).toMatchObject({ properties: [], objectTypeId: made.json['objectTypeId'] })
      expect(train).not.toHaveProperty('createdAt')
      const read = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/batch/read`,
        body: {
          inputs: ['trains', 'unheard_of'],
          includeAssociationDefinitions: false,
          includeAuditMetadata: true,
          includePropertyDefinitions: true,
        },
      })
      expect(read.json['results']).toMatchObject([{ name: 'trains', associations: [] }])
      const changed = await apiRequest(hubspot, {
        method: 'PATCH',
        path: `${path}/trains`,
        body: { clearDescription: false, labels: { singular: 'Train', plural: 'Trains' } },
      })
      expect(changed).toMatchObject({ status: 200, json: { labels: { plural: 'Trains' }, portalId: 148_200_317 } })
      expect(changed.json).not.toHaveProperty('properties')
    },
  )

  rule(
    'labels, display, required and searchable properties can be changed, the name cannot',
    documented('PATCH …/schemas/{objectType}; once set, the name cannot be changed'),
    async () => {
      await define('bikes')
      await expect(make('bikes', { model: 'Racer' })).resolves.toBeDefined()
      const changed = await hubspot.crm.schemas.coreApi.update('bikes', {
        labels: { singular: 'Bike', plural: 'Bikes' },
        requiredProperties: ['model', 'price'],
        searchableProperties: ['model'],
      })
      expect(changed).toMatchObject({
        name: 'bikes',
        labels: { singular: 'Bike' },
        requiredProperties: ['model', 'price'],
      })
      await expect(make('bikes', { model: 'Tandem' })).rejects.toMatchObject({ code: 400 })
      await expect(make('bikes', { model: 'Tandem', price: '900' })).resolves.toBeDefined()
    },
  )

  rule(
    'a definition that names properties it has not is refused whole',
    assumed('the text of the refusal is not documented'),
    async () => {
      await expect(define('ships', { requiredProperties: ['length'] })).rejects.toMatchObject({
        code: 400,
        body: { category: 'VALIDATION_ERROR' },
      })
      await expect(define('ships', { associatedObjects: ['butterflies'] })).rejects.toMatchObject({
        code: 400,
        body: { message: 'Unable to infer object type from: butterflies' },
      })
      await expect(define('1ship')).rejects.toMatchObject({ code: 400 })
      expect((await hubspot.crm.schemas.coreApi.getAll()).results.map(({ name }) => name)).not.toContain('ships')
      await expect(define('ships')).resolves.toBeDefined()
    },
  )

  rule(
    'a name is taken until its object is deleted for good',
    documented(
      'all records have to be deleted first; DELETE with archived=true deletes the definition for good and frees the name',
    ),
    async () => {
      await define('vans')
      await expect(define('Vans')).rejects.toMatchObject({ code: 409, body: { category: 'OBJECT_ALREADY_EXISTS' } })
      const van = await make('vans', { model: 'Transit' })
      await expect(hubspot.crm.schemas.coreApi.archive('vans')).rejects.toMatchObject({ code: 400 })
      await hubspot.crm.objects.basicApi.archive('vans', van.id)
      await hubspot.crm.schemas.coreApi.archive('vans')
      await expect(make('vans', { model: 'Transit' })).rejects.toMatchObject({
        code: 400,
        body: { message: 'Unable to infer object type from: vans' },
      })
      expect((await hubspot.crm.schemas.coreApi.getAll(true)).results.map(({ name }) => name)).toContain('vans')
      await expect(define('vans')).rejects.toMatchObject({ code: 409 })
      await hubspot.crm.schemas.coreApi.archive('vans', true)
      expect((await hubspot.crm.schemas.coreApi.getAll(true)).results.map(({ name }) => name)).not.toContain('vans')
      await expect(define('vans')).resolves.toBeDefined()
    },
  )

  rule(
    'definitions need the scope of custom schemas',
    {
      evidence: 'documented',
      at: 'schemas.2026-03.json (security)',
      says: 'crm.schemas.custom.read, crm.schemas.custom.write, crm.objects.custom.read',
    },
    async () => {
      const narrow = await openTestPortal({ scopes: ['crm.schemas.custom.read', 'crm.schemas.custom.write'] })
      const client = officialClient(narrow)
      await client.crm.schemas.coreApi.create(schemaDraft('cars'))
      await expect(client.crm.objects.basicApi.getPage('cars')).rejects.toMatchObject({
        code: 403,
        body: { errors: [{ context: { requiredGranularScopes: ['crm.objects.custom.read'] } }] },
      })
      await narrow.close()
      const none = await openTestPortal({ scopes: [] })
      await expect(officialClient(none).crm.schemas.coreApi.getAll()).rejects.toMatchObject({ code: 403 })
      await none.close()
    },
  )
})

describe('the control API', () => {
  const post = (name: string, body: object) =>
    fetch(`${portal.url}/__sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })

  rule(
    'a custom object and a property can be defined without the API',
    assumed('a person does it in the settings'),
    async () => {
      const made = await post('schema', {
        object: schemaDraft('gadgets'),
        objectType: 'contacts',
        property: { name: 'gadget_count', label: 'Gadgets', type: 'number', fieldType: 'number' },
      })
      expect(made.status).toBe(200)
      expect((await hubspot.crm.schemas.coreApi.getById('gadgets')).fullyQualifiedName).toBe('p148200317_gadgets')
      expect((await hubspot.crm.properties.coreApi.getByName('contacts', 'gadget_count')).groupName).toBe(
        'contactinformation',
      )
      const refused = await post('schema', { object: schemaDraft('gadgets') })
      expect(refused.status).toBe(400)
    },
  )

  rule('custom objects and their records survive a snapshot', assumed('a property of the sandbox'), async () => {
    await define('planets')
    const planet = await make('planets', { model: 'Mars' })
    const snapshot: unknown = await (await fetch(`${portal.url}/__sandbox/snapshot`)).json()
    await hubspot.crm.objects.basicApi.archive('planets', planet.id)
    await hubspot.crm.schemas.coreApi.archive('planets')
    await post('restore', { snapshot })
    expect((await hubspot.crm.objects.basicApi.getById('p_planets', planet.id)).properties['model']).toBe('Mars')
  })
})
