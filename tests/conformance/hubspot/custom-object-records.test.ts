import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { text as asText, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'
import { schemaDraft } from './schema-draft.ts'

const at = 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide'
const documented = (says: string) => ({ evidence: 'documented' as const, at, says })

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
describe('records', () => {
  rule(
    'records of a custom object are written and read by every name of it',
    documented('objectTypeId, fullyQualifiedName, or p_{object_name} in paths'),
    async () => {
      const { objectTypeId = '' } = await define('houses')
      const house = await make('houses', { model: 'Villa', vin: 'H1', price: '100' })
      expect(house.properties).toMatchObject({ model: 'Villa', price: '100' })
      const paths = ['houses', 'p_houses', 'p148200317_houses', objectTypeId].flatMap((word) =>
        ['/crm/v3/objects/', '/crm/objects/2026-03/', '/crm/objects/2026-09/'].map((start) => start + word),
      )
      for (const path of paths) {
        const { status, json } = await apiRequest(hubspot, {
          method: 'GET',
          path: `${path}/${house.id}`,
          qs: { properties: 'price' },
        })
        expect([path, status, json['properties']?.['price']]).toEqual([path, 200, '100'])
      }
      const plain = await hubspot.crm.objects.basicApi.getById('houses', house.id)
      expect(plain.properties).toMatchObject({ model: 'Villa', vin: 'H1' })
      expect(plain.properties).not.toHaveProperty('price')
    },
  )

  rule(
    'a create gives the required properties of the definition',
    documented('requiredProperties: the properties that are required when creating a record'),
    async () => {
      await define('lots')
      await expect(make('lots', { price: '1' })).rejects.toMatchObject({
        code: 400,
        body: {
          category: 'VALIDATION_ERROR',
          errors: [{ code: 'REQUIRED_FIELD', context: { properties: ['model'] } }],
        },
      })
    },
  )

  rule(
    'unique properties identify records and are kept unique',
    documented('hasUniqueValue; idProperty names a unique property'),
    async () => {
      const { objectTypeId = '' } = await define('parts')
      const first = await make('parts', { model: 'Bolt', vin: 'B-1' })
      expect(
        (await hubspot.crm.objects.basicApi.getById('parts', 'B-1', ['model'], undefined, undefined, false, 'vin')).id,
      ).toBe(first.id)
      await expect(make('parts', { model: 'Nut', vin: 'B-1' })).rejects.toMatchObject({
        code: 400,
        body: {
          category: 'VALIDATION_ERROR',
          message: `Cannot set PropertyValueCoordinates{portalId=148200317, objectTypeId=${objectTypeId}, propertyName=vin, value=B-1} on a new record. ${first.id} already has that value.`,
        },
      })
      const upserted = await hubspot.crm.objects.batchApi.upsert('parts', {
        inputs: [
          { id: 'B-1', idProperty: 'vin', properties: { model: 'Long bolt' }, objectWriteTraceId: 'one' },
          { id: 'B-2', idProperty: 'vin', properties: { model: 'Nut' }, objectWriteTraceId: 'two' },
        ],
      })
      expect(new Map(upserted.results.map(({ properties, _new }) => [properties['model'], _new]))).toEqual(
        new Map([
          ['Long bolt', false],
          ['Nut', true],
        ]),
      )
    },
  )

  rule(
    'batches and search work on custom objects',
    documented('batch verbs and search of the objects API; searchableProperties answer `query`'),
    async () => {
      await define('tools')
      const made = await hubspot.crm.objects.batchApi.create('tools', {
        inputs: ['Hammer', 'Saw', 'Axe'].map((model, index) => ({
          properties: { model, price: String(10 + index) },
          associations: [],
        })),
      })
      const ids = made.results.map(({ id }) => id)
      expect(new Set(ids).size).toBe(3)
      const search = (body: object) =>
        hubspot.crm.objects.searchApi.doSearch('tools', {
          filterGroups: [],
          properties: ['model'],
          sorts: ['price'],
          limit: 10,
          after: '0',
          ...body,
        })
      expect((await search({ query: 'ham' })).results.map(({ properties }) => properties['model'])).toEqual(['Hammer'])
      const dear = await search({
        filterGroups: [{ filters: [{ propertyName: 'price', operator: 'GT', value: '10' }] }],
      })
      expect(dear.results.map(({ properties }) => properties['model'])).toEqual(['Saw', 'Axe'])
      await hubspot.crm.objects.batchApi.update('tools', {
        inputs: ids.map((id) => ({ id, properties: { price: '5' } })),
      })
      const read = await hubspot.crm.objects.batchApi.read('tools', {
        inputs: ids.map((id) => ({ id })),
        properties: ['price'],
        propertiesWithHistory: [],
      })
      expect(read.results.map(({ properties }) => properties['price'])).toEqual(['5', '5', '5'])
      await hubspot.crm.objects.batchApi.archive('tools', { inputs: ids.map((id) => ({ id })) })
      expect((await hubspot.crm.objects.basicApi.getPage('tools')).results).toEqual([])
    },
  )

  rule(
    'records are associated by the types of the definition',
    documented('associations of the definition; their category is USER_DEFINED'),
    async () => {
      const { associations } = await define('flats')
      const toContact = Number(associations.find(({ name }) => name === 'flats_to_contact')?.id)
      const owner = await hubspot.crm.contacts.basicApi.create({
        properties: { email: 'owner@example.com' },
        associations: [],
      })
      const types = [{ associationCategory: 'USER_DEFINED', associationTypeId: toContact }]
      const flat = await make('flats', { model: 'Loft' }, [{ to: { id: owner.id }, types }])
      const read = await hubspot.crm.objects.basicApi.getById('flats', flat.id, undefined, undefined, ['contacts'])
      expect(read.associations?.['contacts']?.results).toEqual([{ id: owner.id, type: 'flats_to_contact' }])
      const back = await hubspot.crm.contacts.basicApi.getById(owner.id, undefined, undefined, ['flats'])
      expect(back.associations?.['p148200317_flats']?.results).toEqual([{ id: flat.id, type: 'contact_to_flats' }])
      const note = await hubspot.crm.objects.notes.basicApi.create({
        properties: { hs_timestamp: '2026-11-22T09:00:00Z' },
        associations: [],
      })
      await hubspot.crm.associations.v4.basicApi.createDefault('flats', flat.id, 'notes', note.id)
      const notes = await hubspot.crm.associations.v4.basicApi.getPage('flats', flat.id, 'notes')
      expect(notes.results.map(({ toObjectId }) => asText(toObjectId))).toEqual([note.id])
      const filters = [{ propertyName: 'associations.contact', operator: 'EQ' as never, value: owner.id }]
      const found = await hubspot.crm.objects.searchApi.doSearch('flats', {
        filterGroups: [{ filters }],
        properties: [],
        sorts: [],
        limit: 10,
        after: '0',
      })
      expect(found.results.map(({ id }) => id)).toEqual([flat.id])
    },
  )

  rule(
    'associations are added to and taken from a definition',
    documented('POST and DELETE …/schemas/{objectType}/associations'),
    async () => {
      const { objectTypeId = '' } = await define('roofs')
      const company = await hubspot.crm.companies.basicApi.create({ properties: { name: 'Roofers' }, associations: [] })
      const roof = await make('roofs', { model: 'Flat' })
      const join = () => hubspot.crm.associations.v4.basicApi.createDefault('roofs', roof.id, 'companies', company.id)
      await expect(join()).rejects.toMatchObject({ code: 400 })
      const made = await hubspot.crm.schemas.coreApi.createAssociation('roofs', {
        fromObjectTypeId: objectTypeId,
        toObjectTypeId: '0-2',
        name: 'roof_to_roofer',
      })
      expect(made).toMatchObject({ fromObjectTypeId: objectTypeId, toObjectTypeId: '0-2', name: 'roof_to_roofer' })
      await join()
      await hubspot.crm.schemas.coreApi.archiveAssociation('roofs', made.id)
      const left = (await hubspot.crm.schemas.coreApi.getById('roofs')).associations
      expect(left.map(({ toObjectTypeId }) => toObjectTypeId)).not.toContain('0-2')
      const dated = '/crm-object-schemas/2026-03/schemas/roofs/associations'
      const again = await apiRequest(hubspot, {
        method: 'POST',
        path: dated,
        body: { fromObjectTypeId: objectTypeId, toObjectTypeId: '0-3' },
      })
      expect([again.status, again.json['name']]).toEqual([201, 'roofs_to_deal'])
      const gone = await apiRequest(hubspot, { method: 'DELETE', path: `${dated}/roofs_to_deal` })
      expect(gone.status).toBe(204)
    },
  )
})

describe('properties of custom objects', () => {
  rule(
    'properties and groups are managed as on other objects',
    documented('the properties API takes the object type id or qualified name'),
    async () => {
      const { objectTypeId = '' } = await define('desks')
      await hubspot.crm.properties.groupsApi.create('p_desks', { name: 'looks', label: 'Looks' })
      const made = await hubspot.crm.properties.coreApi.create(objectTypeId, {
        name: 'colour',
        label: 'Colour',
        type: 'enumeration' as never,
        fieldType: 'select' as never,
        groupName: 'looks',
        options: [{ label: 'Red', value: 'red', hidden: false, displayOrder: 0 }],
      })
      expect(made).toMatchObject({ name: 'colour', groupName: 'looks' })
      expect((await make('desks', { model: 'Oak', colour: 'red' })).properties['colour']).toBe('red')
      await expect(make('desks', { model: 'Oak', colour: 'blue' })).rejects.toMatchObject({
        body: { errors: [{ code: 'INVALID_OPTION' }] },
      })
      await hubspot.crm.properties.coreApi.archive('desks', 'colour')
      expect((await hubspot.crm.schemas.coreApi.getById('desks')).properties.map(({ name }) => name)).not.toContain(
        'colour',
      )
    },
  )

  rule(
    'a property that the definition needs cannot be archived',
    {
      evidence: 'reported',
      at: 'public code of several integrations',
      says: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
    },
    async () => {
      await define('lamps')
      await expect(hubspot.crm.properties.coreApi.archive('lamps', 'model')).rejects.toMatchObject({
        code: 400,
        body: { category: 'VALIDATION_ERROR', subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE' },
      })
    },
  )
})
