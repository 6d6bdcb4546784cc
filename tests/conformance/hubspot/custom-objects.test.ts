import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { text as asText, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

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

/** A definition with everything both versions of the specification ask for. */
const draft = (name: string, changes: object = {}) => ({
  name,
  labels: { singular: 'Car', plural: 'Cars' },
  primaryDisplayProperty: 'model',
  secondaryDisplayProperties: ['vin'],
  requiredProperties: ['model'],
  searchableProperties: ['model', 'vin'],
  allowsSensitiveProperties: false,
  shouldCreateSameObjectAssociation: false,
  properties: [
    { name: 'model', label: 'Model', type: 'string' as never, fieldType: 'text' as never },
    { name: 'vin', label: 'VIN', type: 'string' as never, fieldType: 'text' as never, hasUniqueValue: true },
    { name: 'price', label: 'Price', type: 'number' as never, fieldType: 'number' as never },
  ],
  associatedObjects: ['CONTACT'],
  ...changes,
})
const define = (name: string, changes: object = {}) => hubspot.crm.schemas.coreApi.create(draft(name, changes))
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
        // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read in a recording
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
      const made = await apiRequest(hubspot, { method: 'POST', path, body: draft('trains') })
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
      await client.crm.schemas.coreApi.create(draft('cars'))
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
        // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read in a recording
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
        object: draft('gadgets'),
        objectType: 'contacts',
        property: { name: 'gadget_count', label: 'Gadgets', type: 'number', fieldType: 'number' },
      })
      expect(made.status).toBe(200)
      expect((await hubspot.crm.schemas.coreApi.getById('gadgets')).fullyQualifiedName).toBe('p148200317_gadgets')
      expect((await hubspot.crm.properties.coreApi.getByName('contacts', 'gadget_count')).groupName).toBe(
        'contactinformation',
      )
      const refused = await post('schema', { object: draft('gadgets') })
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
