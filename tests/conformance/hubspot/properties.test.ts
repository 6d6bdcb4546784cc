import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })
const assumed = (says: string) => ({ evidence: 'assumed' as const, at: guide, says })

let portal: TestPortal
let hubspot: Client
let contact: string
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
  contact = (await hubspot.crm.contacts.basicApi.create({ properties: { email: 'ada@example.com' }, associations: [] }))
    .id
})
afterAll(() => portal.close())

const define = (name: string, type: string, fieldType: string, more: object = {}, objectType = 'contacts') =>
  hubspot.crm.properties.coreApi.create(objectType, {
    name,
    label: name,
    type: type as never,
    fieldType: fieldType as never,
    groupName: objectType === 'contacts' ? 'contactinformation' : 'dealinformation',
    ...more,
  })
const options = (...values: string[]) =>
  values.map((value, displayOrder) => ({ value, label: value.toUpperCase(), hidden: false, displayOrder }))
const write = async (properties: Record<string, unknown>) =>
  (await hubspot.crm.contacts.basicApi.update(contact, { properties: properties as Record<string, string> })).properties
const read = async (name: string) => (await hubspot.crm.contacts.basicApi.getById(contact, [name])).properties[name]

/** What a refused value is answered with, in the message and again in `errors`. */
const refusal = (name: string, code: string, message: string) => ({
  code: 400,
  body: {
    status: 'error',
    category: 'VALIDATION_ERROR',
    message: `Property values were not valid: ${JSON.stringify([{ isValid: false, message, error: code, name, localizedErrorMessage: message, portalId: 148_200_317 }])}`,
    errors: [{ message, code, context: { propertyName: [name] } }],
  },
})

describe('definitions', () => {
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
        // oxlint-disable-next-line no-await-in-loop -- all are under way already
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
        // oxlint-disable-next-line no-await-in-loop -- a batch takes a hundred
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
})

describe('values', () => {
  rule(
    'all values read back as texts, blank ones as null',
    documented('all property values are strings; "" clears'),
    async () => {
      await define('wide', 'number', 'number')
      await define('keen', 'bool', 'booleancheckbox', { options: options('true', 'false') })
      expect(await write({ wide: 1500, keen: true })).toMatchObject({ wide: '1500', keen: 'true' })
      expect(await write({ wide: '', keen: '' })).toMatchObject({ wide: null, keen: null })
      expect(await read('wide')).toBeNull()
    },
  )

  rule(
    'numbers are kept plain',
    documented(
      'number: numerals or one decimal point; no commas',
      'https://community.hubspot.com/t5/Developer-Announcements/Upcoming-Increased-validation-for-contact-updates-made-through/m-p/760355',
    ),
    async () => {
      await define('ratio', 'number', 'number')
      for (const [written, stored] of [
        ['0012.50', '12.5'],
        ['1e3', '1000'],
        ['-0.0', '0'],
        ['.5', '0.5'],
        ['99999999999999999999.01', '99999999999999999999.01'],
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- one value after the other in the same property
        expect([written, (await write({ ratio: written }))['ratio']]).toEqual([written, stored])
      }
      for (const wrong of ['5,333,222', '23.345.567,23', 'many']) {
        // oxlint-disable-next-line no-await-in-loop -- one refusal after the other
        await expect(write({ ratio: wrong })).rejects.toMatchObject(
          refusal('ratio', 'INVALID_INTEGER', 'ratio was not a valid number'),
        )
      }
    },
  )

  rule(
    'booleans are true or false, whatever their case',
    assumed('boolean properties hold "true" or "false"'),
    async () => {
      await define('vip', 'bool', 'booleancheckbox', { options: options('true', 'false') })
      expect((await write({ vip: 'TRUE' }))['vip']).toBe('true')
      await expect(write({ vip: 'yes' })).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
    },
  )

  rule(
    'a date is a day, given as such or as midnight UTC',
    documented('date: YYYY-MM-DD or the milliseconds of midnight UTC; other times of day are rejected'),
    async () => {
      await define('born_on', 'date', 'date')
      expect((await write({ born_on: '1815-12-10' }))['born_on']).toBe('1815-12-10')
      expect((await write({ born_on: '631152000000' }))['born_on']).toBe('1990-01-01')
      expect((await write({ born_on: '1990-01-02T00:00:00Z' }))['born_on']).toBe('1990-01-02')
      await expect(write({ born_on: '631152000001' })).rejects.toMatchObject(
        refusal('born_on', 'INVALID_DATE', '631152000001 is at 0:0:0.1 UTC, not midnight!'),
      )
      await expect(write({ born_on: 'tomorrow' })).rejects.toMatchObject({
        body: { errors: [{ code: 'INVALID_DATE' }] },
      })
    },
  )

  rule(
    'an instant is ISO 8601 or milliseconds and reads back as ISO',
    recorded('asd000 was not a valid long.'),
    async () => {
      await define('seen_at', 'datetime', 'date')
      expect((await write({ seen_at: '2026-11-21T10:00:00+02:00' }))['seen_at']).toBe('2026-11-21T08:00:00Z')
      expect((await write({ seen_at: '1763712000123' }))['seen_at']).toBe('2025-11-21T08:00:00.123Z')
      await expect(write({ seen_at: 'asd000' })).rejects.toMatchObject(
        refusal('seen_at', 'INVALID_LONG', 'asd000 was not a valid long.'),
      )
    },
  )

  rule(
    'values that are no text have no spaces around them',
    documented(
      '"…" includes leading or trailing whitespace. (LEADING_TRAILING_WHITESPACE)',
      'https://developers.hubspot.com/changelog/reminder-breaking-change-for-enhanced-validations-for-non-string-properties-in-hubspots-crmobject-apis',
    ),
    async () => {
      await define('padded', 'number', 'number')
      await expect(write({ padded: ' 5' })).rejects.toMatchObject(
        refusal('padded', 'LEADING_TRAILING_WHITESPACE', '" 5" includes leading or trailing whitespace.'),
      )
      await expect(write({ hs_lead_status: 'NEW\u00a0' })).rejects.toMatchObject({
        body: { errors: [{ code: 'LEADING_TRAILING_WHITESPACE' }] },
      })
      expect((await write({ jobtitle: ' Countess ' }))['jobtitle']).toBe(' Countess ')
    },
  )

  rule(
    'a leading ; adds to a multiple choice',
    documented('values are separated by semicolons; a leading semicolon appends'),
    async () => {
      await define('topics', 'enumeration', 'checkbox', { options: options('a', 'b', 'c') })
      expect((await write({ topics: 'a;b' }))['topics']).toBe('a;b')
      expect((await write({ topics: ';c;a' }))['topics']).toBe('a;b;c')
      expect((await write({ topics: 'c' }))['topics']).toBe('c')
      await expect(write({ topics: 'c;d' })).rejects.toMatchObject({ body: { errors: [{ code: 'INVALID_OPTION' }] } })
    },
  )

  rule(
    'e-mail addresses are kept trimmed and in lower case',
    recorded('Email address x is invalid; addresses come back in lower case'),
    async () => {
      expect((await write({ email: 'Ada@Example.COM' }))['email']).toBe('ada@example.com')
      await expect(write({ email: 'ada@' })).rejects.toMatchObject(
        refusal('email', 'INVALID_EMAIL', 'Email address ada@ is invalid'),
      )
    },
  )

  rule(
    'phone numbers are kept as they were written',
    assumed('HubSpot formats numbers in its pages; for the API nothing is said'),
    async () => {
      expect((await write({ phone: '(0)30 / 1234-56' }))['phone']).toBe('(0)30 / 1234-56')
    },
  )

  rule(
    'a text has 65,536 characters at most',
    documented('string properties hold up to 65,536 characters'),
    async () => {
      expect((await write({ message: 'x'.repeat(65_536) }))['message']).toHaveLength(65_536)
      await expect(write({ message: 'x'.repeat(65_537) })).rejects.toMatchObject({
        code: 400,
        body: { category: 'VALIDATION_ERROR' },
      })
    },
  )

  rule(
    'read-only properties refuse values',
    {
      evidence: 'reported',
      at: 'public code of several integrations',
      says: '"x" is a read only property; its value cannot be set.',
    },
    async () => {
      const message = '"hs_marketable_status" is a read only property; its value cannot be set.'
      await expect(write({ hs_marketable_status: 'true' })).rejects.toMatchObject(
        refusal('hs_marketable_status', 'READ_ONLY_VALUE', message),
      )
      for (const name of [
        'hs_object_id',
        'createdate',
        'lastmodifieddate',
        'hs_analytics_source',
        'hs_v2_date_entered_lead',
        'num_associated_deals',
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- one refusal after the other
        await expect(write({ [name]: '1' })).rejects.toMatchObject({ body: { errors: [{ code: 'READ_ONLY_VALUE' }] } })
      }
    },
  )

  rule(
    'all refused values of a write are named at once',
    recorded('Property values were not valid: […] lists every problem'),
    async () => {
      await expect(write({ nonsense: 'x', hs_lead_status: 'WRONG' })).rejects.toMatchObject({
        body: { errors: [{ code: 'PROPERTY_DOESNT_EXIST' }, { code: 'INVALID_OPTION' }] },
      })
    },
  )

  rule(
    'an unknown owner is refused',
    {
      evidence: 'reported',
      at: 'https://community.hubspot.com (several threads)',
      says: 'INVALID_OWNER_ID; its text is not known',
    },
    async () => {
      await expect(write({ hubspot_owner_id: '1' })).rejects.toMatchObject({
        code: 400,
        body: { errors: [{ code: 'INVALID_OWNER_ID' }] },
      })
      const company = companyData({ owners: [{ name: 'Grace Hopper', email: 'grace@example.com' } as never] })
      await fetch(`${portal.url}/__sandbox/seed`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ company }),
      })
      const [owner] = (await hubspot.crm.owners.ownersApi.getPage()).results
      expect((await write({ hubspot_owner_id: owner?.id }))['hubspot_owner_id']).toBe(owner?.id)
    },
  )

  rule(
    'values with their history come newest first',
    documented(
      'propertiesWithHistory lists past values with timestamp, source type and source id',
      'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis',
    ),
    async () => {
      await write({ company: 'First' })
      portal.clock.advance(60_000)
      await write({ company: 'Second' })
      portal.clock.advance(60_000)
      await write({ company: '' })
      const history = (await hubspot.crm.contacts.basicApi.getById(contact, undefined, ['company']))
        .propertiesWithHistory?.['company']
      expect(history?.map(({ value, sourceType, sourceId }) => [value, sourceType, sourceId])).toEqual([
        ['', 'INTEGRATION', '2871143'],
        ['Second', 'INTEGRATION', '2871143'],
        ['First', 'INTEGRATION', '2871143'],
      ])
    },
  )
})

describe('restoring a record', () => {
  const restore = async (objectType: string, id: string) => {
    const response = await fetch(`${portal.url}/__sandbox/restore-record`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ objectType, id }),
    })
    return { status: response.status, json: (await response.json()) as Json }
  }
  const at = 'https://knowledge.hubspot.com/records/restore-deleted-records'

  rule(
    'a restored record is readable again with its values and associations',
    documented('records can be restored up to 90 days after they were deleted', at),
    async () => {
      const { id } = await hubspot.crm.contacts.basicApi.create({
        properties: { email: 'back@example.com', firstname: 'Back' },
        associations: [],
      })
      const deal = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'Deal' }, associations: [] })
      await hubspot.crm.associations.v4.basicApi.createDefault('contacts', id, 'deals', deal.id)
      await hubspot.crm.contacts.basicApi.archive(id)
      expect((await restore('contacts', id)).status).toBe(200)
      const found = await hubspot.crm.contacts.basicApi.getById(
        'back@example.com',
        ['firstname'],
        undefined,
        ['deals'],
        false,
        'email',
      )
      expect(found).toMatchObject({ id, archived: false, properties: { firstname: 'Back' } })
      expect(found.associations?.['deals']?.results.map(({ id: to }) => to)).toEqual([deal.id])
      expect((await restore('contacts', id)).status).toBe(400)
    },
  )

  rule(
    'a record whose unique value is taken stays in the bin',
    assumed('what HubSpot does then is not said'),
    async () => {
      const create = () =>
        hubspot.crm.contacts.basicApi.create({ properties: { email: 'taken@example.com' }, associations: [] })
      const first = await create()
      await hubspot.crm.contacts.basicApi.archive(first.id)
      const second = await create()
      expect(await restore('contacts', first.id)).toEqual({
        status: 400,
        json: { error: `contact ${second.id} has taken email taken@example.com` },
      })
    },
  )

  rule(
    'after 90 days a record is gone for good',
    documented('records can be restored up to 90 days after they were deleted', at),
    async () => {
      const { id } = await hubspot.crm.contacts.basicApi.create({
        properties: { email: 'late@example.com' },
        associations: [],
      })
      await hubspot.crm.contacts.basicApi.archive(id)
      portal.clock.advance(91 * 86_400_000)
      expect((await restore('contacts', id)).status).toBe(400)
    },
  )
})
