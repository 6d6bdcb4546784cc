import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Json, TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { objectPaths } from './object-paths.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis'
const documented = (says: string, at = guide) => ({ evidence: 'documented' as const, at, says })
const recorded = (says: string) => ({ evidence: 'recorded' as const, at: 'public captures of the wire', says })

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

let serial = 0
const address = () => `person${(serial += 1)}@example.com`
const add = async (properties: Record<string, string> = {}) =>
  (await hubspot.crm.contacts.basicApi.create({ properties: { email: address(), ...properties } })).id
const get = (id: string, more: object = {}) =>
  apiRequest(hubspot, { path: `/crm/objects/2026-03/contacts/${id}`, ...more })

rule(
  'a create answers 201 with the record, its address in HubSpot and where it can be read',
  recorded('201 with a Location header; records carry url since 2025; instants of the envelope are ISO 8601'),
  async () => {
    for (const path of objectPaths('contacts')) {
      const made = await apiRequest(hubspot, { method: 'POST', path, body: { properties: { email: address() } } })
      expect(made.status).toBe(201)
      const id = text(made.json['id'])
      expect(id).toMatch(/^\d{12}$/)
      expect(made.headers.get('location')).toBe(`https://api.hubapi.com${path}/${id}`)
      expect(made.json).toMatchObject({
        url: `https://app.hubspot.com/contacts/148200317/record/0-1/${id}`,
        createdAt: '2026-11-21T12:00:00Z',
        updatedAt: '2026-11-21T12:00:00Z',
        archived: false,
        properties: { hs_object_id: id, createdate: '2026-11-21T12:00:00Z', lastmodifieddate: '2026-11-21T12:00:00Z' },
      })
      expect((await apiRequest(hubspot, { path: `${path}/${id}` })).status).toBe(200)
    }
  },
)

rule(
  'instants of the envelope become dates in the typed client, which drops what it does not declare',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: 'createdAt, updatedAt and archivedAt are Date; url is lost.',
  },
  async () => {
    const made = await hubspot.crm.contacts.basicApi.create({ properties: { email: address() } })
    expect(made.createdAt).toEqual(new Date(Date.UTC(2026, 10, 21, 12)))
    expect(made.updatedAt).toEqual(made.createdAt)
    await hubspot.crm.contacts.basicApi.archive(made.id)
    const gone = await hubspot.crm.contacts.basicApi.getById(made.id, undefined, undefined, undefined, true)
    expect(gone.archivedAt).toEqual(made.createdAt)
  },
)

rule(
  'a second contact with an address is refused with the id of the first, whatever the case',
  recorded(
    '409 {"status":"error","message":"Contact already exists. Existing ID: 37765128953","correlationId":"…","category":"CONFLICT"}',
  ),
  async () => {
    const id = await add({ email: 'Taken@Example.com' })
    for (const path of objectPaths('contacts')) {
      const again = await apiRequest(hubspot, {
        method: 'POST',
        path,
        body: { properties: { email: 'TAKEN@example.com' } },
      })
      expect(again.status).toBe(409)
      expect(again.json).toEqual({
        status: 'error',
        message: `Contact already exists. Existing ID: ${id}`,
        correlationId: again.headers.get('x-hubspot-correlation-id'),
        category: 'CONFLICT',
      })
    }
    const other = await add()
    await expect(
      hubspot.crm.contacts.basicApi.update(other, { properties: { email: 'taken@example.com' } }),
    ).rejects.toMatchObject({ code: 409, body: { category: 'CONFLICT' } })
    // Its own address is no conflict.
    await hubspot.crm.contacts.basicApi.update(id, { properties: { email: 'taken@example.com', firstname: 'T' } })
  },
)

rule(
  'companies may share a domain',
  documented(
    'domain is not deduplicated by the API',
    'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/companies/guide',
  ),
  async () => {
    const create = () => hubspot.crm.companies.basicApi.create({ properties: { domain: 'example.com' } })
    expect((await create()).id).not.toBe((await create()).id)
  },
)

rule(
  'a value of a unique property belongs to one record',
  recorded(
    'Cannot set PropertyValueCoordinates{portalId=…, objectTypeId=…, propertyName=…, value=…} on A. B already has that value.',
  ),
  async () => {
    await hubspot.crm.properties.coreApi.create('contacts', {
      name: 'sf_lead_id',
      label: 'Lead',
      type: 'string' as never,
      fieldType: 'text' as never,
      groupName: 'contactinformation',
      hasUniqueValue: true,
    })
    const first = await add({ sf_lead_id: '00Q1' })
    const second = await add()
    const coordinates =
      'PropertyValueCoordinates{portalId=148200317, objectTypeId=0-1, propertyName=sf_lead_id, value=00Q1}'
    await expect(
      hubspot.crm.contacts.basicApi.update(second, { properties: { sf_lead_id: '00Q1' } }),
    ).rejects.toMatchObject({
      code: 400,
      body: {
        category: 'VALIDATION_ERROR',
        message: `Cannot set ${coordinates} on ${second}. ${first} already has that value.`,
      },
    })
    expect(
      (await hubspot.crm.contacts.basicApi.getById('00Q1', undefined, undefined, undefined, false, 'sf_lead_id')).id,
    ).toBe(first)
    // A value that was given up is free.
    await hubspot.crm.contacts.basicApi.update(first, { properties: { sf_lead_id: '' } })
    await hubspot.crm.contacts.basicApi.update(second, { properties: { sf_lead_id: '00Q1' } })
  },
)

rule(
  'a record is found and changed by a unique property in place of its id, percent-encoded in the path',
  documented('GET and PATCH take idProperty: the name of a property whose values are unique'),
  async () => {
    const id = await add({ email: 'a+b@example.com' })
    const api = hubspot.crm.contacts.basicApi
    const found = await api.getById('A+B@Example.com', ['email'], undefined, undefined, undefined, 'email')
    expect(found).toMatchObject({ id, properties: { email: 'a+b@example.com' } })
    const changed = await api.update('a+b@example.com', { properties: { jobtitle: 'CTO' } }, 'email')
    expect(changed).toMatchObject({ id, properties: { jobtitle: 'CTO' } })
    for (const path of objectPaths('contacts')) {
      const read = await apiRequest(hubspot, { path: `${path}/a%2Bb%40example.com`, qs: { idProperty: 'email' } })
      expect([read.status, read.json['id']]).toEqual([200, id])
      const none = await apiRequest(hubspot, { path: `${path}/nobody%40example.com`, qs: { idProperty: 'email' } })
      expect([none.status, none.json['message']]).toEqual([404, 'resource not found'])
    }
    await expect(api.getById('CTO', undefined, undefined, undefined, undefined, 'jobtitle')).rejects.toMatchObject({
      code: 400,
      body: { category: 'VALIDATION_ERROR' },
    })
  },
)

rule(
  'a read gives the default properties of its object, or those that are asked for: unknown ones are left out, blank ones null',
  documented(
    'contacts: createdate, email, firstname, hs_object_id, lastmodifieddate, lastname; a property that does not exist is ignored',
  ),
  async () => {
    const id = await add({ firstname: 'Ada' })
    const names = async (more: object) => Object.keys((await get(id, more)).json['properties'] ?? {}).sort()
    const always = ['createdate', 'hs_object_id', 'lastmodifieddate']
    expect(await names({})).toEqual([
      'createdate',
      'email',
      'firstname',
      'hs_object_id',
      'lastmodifieddate',
      'lastname',
    ])
    expect(await names({ qs: { properties: 'jobtitle,no_such' } })).toEqual([...always, 'jobtitle'].sort())
    const read = await hubspot.crm.contacts.basicApi.getById(id, ['jobtitle', 'firstname', 'no_such'])
    expect(read.properties).toMatchObject({ jobtitle: null, firstname: 'Ada' })
    expect(read.properties).not.toHaveProperty('no_such')
  },
)

rule(
  'lists in the query are repeated keys or commas',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: 'Typed calls repeat the key, apiRequest joins with commas; HubSpot takes both.',
  },
  async () => {
    const id = await add({ firstname: 'Ada', jobtitle: 'Countess' })
    const expected = { firstname: 'Ada', jobtitle: 'Countess' }
    expect((await hubspot.crm.contacts.basicApi.getById(id, ['firstname', 'jobtitle'])).properties).toMatchObject(
      expected,
    )
    for (const path of objectPaths('contacts')) {
      const joined = await apiRequest(hubspot, { path: `${path}/${id}`, qs: { properties: ['firstname', 'jobtitle'] } })
      expect(joined.json['properties']).toMatchObject(expected)
    }
  },
)

rule(
  'a slash at the end changes nothing',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: 'With a query the client sends /crm/v3/owners/?…, without one /crm/v3/owners.',
  },
  async () => {
    const lists = [['/crm/v3/lists', 'includeFilters=false'] as const]
    const pages = [...objectPaths('contacts'), '/crm/v3/owners', '/crm/owners/2026-03'].map(
      (path) => [path, 'limit=1'] as const,
    )
    for (const [path, query] of [...pages, ...lists]) {
      for (const form of [path, `${path}/`, `${path}?${query}`, `${path}/?${query}`]) {
        expect([form, (await apiRequest(hubspot, { path: form })).status]).toEqual([form, 200])
      }
    }
  },
)

rule(
  'associations come with a read when they are asked for, in both versions by the name of the other object',
  documented('associations: a comma separated list of object types to retrieve associated ids for'),
  async () => {
    const id = await add()
    const { id: deal } = await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D' } })
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', id, 'deals', deal)
    const read = await hubspot.crm.contacts.basicApi.getById(id, undefined, undefined, ['deals', 'companies'])
    expect(read.associations).toEqual({ deals: { results: [{ id: deal, type: 'contact_to_deal' }] } })
    const dated = await get(id, { qs: { associations: ['deals'] } })
    expect(dated.json['associations']).toEqual({ deals: { results: [{ id: deal, type: 'contact_to_deal' }] } })
    expect((await get(id)).json).not.toHaveProperty('associations')
    const page = await hubspot.crm.contacts.basicApi.getPage(100, undefined, undefined, undefined, ['0-3'])
    expect(page.results.find((each) => each.id === id)?.associations?.['deals']?.results[0]?.id).toBe(deal)
    const unknown = await get(id, { qs: { associations: 'butterflies' } })
    expect([unknown.status, unknown.json['message']]).toEqual([400, 'Unable to infer object type from: butterflies'])
  },
)

rule(
  'an archived record is 404 until archived ones are asked for; archiving it again answers the same',
  documented('DELETE 204; archived: whether to return only results that have been archived'),
  async () => {
    const id = await add({ email: 'gone@example.com' })
    await hubspot.crm.contacts.basicApi.archive(id)
    await hubspot.crm.contacts.basicApi.archive(id)
    for (const path of objectPaths('contacts')) {
      const gone = await apiRequest(hubspot, { path: `${path}/${id}` })
      expect([gone.status, gone.json['message']]).toEqual([404, 'resource not found'])
      const bin = await apiRequest(hubspot, { path: `${path}/${id}`, qs: { archived: true } })
      expect(bin).toMatchObject({ status: 200, json: { archived: true, archivedAt: '2026-11-21T12:00:00Z' } })
      const again = await apiRequest(hubspot, { method: 'DELETE', path: `${path}/${id}` })
      expect([again.status, again.text]).toEqual([204, ''])
    }
    await expect(hubspot.crm.contacts.basicApi.update(id, { properties: { firstname: 'X' } })).rejects.toMatchObject({
      code: 404,
    })
    // Its address is free for another; a living record is not among the archived.
    const next = await add({ email: 'gone@example.com' })
    await expect(
      hubspot.crm.contacts.basicApi.getById(next, undefined, undefined, undefined, true),
    ).rejects.toMatchObject({ code: 404 })
  },
)

rule(
  'a list gives every record once in order of ids, 100 a page, and says where the next begins',
  documented('limit: at most 100; paging.next.after and paging.next.link; no 10,000 cap'),
  async () => {
    await hubspot.crm.companies.batchApi.create({
      inputs: Array.from({ length: 100 }, (_, at) => ({ properties: { name: `Company ${at}` } })),
    })
    await hubspot.crm.companies.batchApi.create({
      inputs: Array.from({ length: 50 }, (_, at) => ({ properties: { name: `Other ${at}` } })),
    })
    const all = await hubspot.crm.companies.getAll()
    const ids = all.map(({ id }) => Number(id))
    expect(ids.length).toBeGreaterThanOrEqual(150)
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    for (const path of objectPaths('companies')) {
      const first = await apiRequest(hubspot, { path, qs: { limit: 2, properties: ['name'] } })
      const after = String(ids[2])
      expect((first.json['results'] as unknown as Json[]).map(({ id }) => Number(id))).toEqual(ids.slice(0, 2))
      const next = first.json['paging']?.['next']
      expect(next?.['after']).toBe(after)
      const link = new URL(text(next?.['link']))
      expect(`${link.origin}${link.pathname}`).toBe(`https://api.hubapi.com${path}`)
      expect(Object.fromEntries(link.searchParams)).toEqual({ limit: '2', properties: 'name', after })
      const last = await apiRequest(hubspot, { path, qs: { after: String(ids.at(-1)) } })
      expect(last.json['results']).toHaveLength(1)
      expect(last.json).not.toHaveProperty('paging')
      expect((await apiRequest(hubspot, { path })).json['results']).toHaveLength(10)
    }
    await expect(hubspot.crm.companies.basicApi.getPage(101)).rejects.toMatchObject({ code: 400 })
  },
)

rule(
  'archived records are listed apart, page by page',
  documented('archived=true lists records of the recycle bin'),
  async () => {
    const { results } = await hubspot.crm.deals.batchApi.create({
      inputs: Array.from({ length: 5 }, (_, at) => ({ properties: { dealname: `Old ${at}` } })),
    })
    const ids = results.map(({ id }) => id).sort()
    await hubspot.crm.deals.batchApi.archive({ inputs: ids.map((id) => ({ id })) })
    const archived = await hubspot.crm.deals.getAll(2, undefined, ['dealname'], undefined, undefined, true)
    expect(archived.map(({ id }) => id)).toEqual(ids)
    expect(archived.every((each) => each.archived && each.properties['dealname'] !== null)).toBe(true)
    const living = await hubspot.crm.deals.getAll()
    expect(living.filter(({ id }) => ids.includes(id))).toEqual([])
  },
)

rule(
  'past values of a property come newest first with when and by whom',
  documented('propertiesWithHistory: values with timestamp, sourceType and sourceId'),
  async () => {
    const id = await add({ jobtitle: 'First' })
    portal.clock.advance(60_000)
    await officialClient(portal, portal.credentials['personToken']).crm.contacts.basicApi.update(id, {
      properties: { jobtitle: 'Second' },
    })
    const { json } = await get(id, { qs: { propertiesWithHistory: ['jobtitle', 'no_such'] } })
    expect(json['properties']?.['jobtitle']).toBe('Second')
    expect(json['propertiesWithHistory']).toEqual({
      jobtitle: [
        expect.objectContaining({ value: 'Second', timestamp: '2026-11-21T12:01:00Z', sourceType: 'CRM_UI' }),
        { value: 'First', timestamp: '2026-11-21T12:00:00Z', sourceType: 'INTEGRATION', sourceId: '2871143' },
      ],
    })
    const typed = await hubspot.crm.contacts.basicApi.getById(id, undefined, ['jobtitle'])
    expect(typed.propertiesWithHistory?.['jobtitle']?.[0]?.timestamp).toEqual(new Date('2026-11-21T12:01:00Z'))
  },
)

rule(
  'a list with history has 50 records a page at most',
  {
    evidence: 'reported',
    at: 'https://github.com/HubSpot/hubspot-api-python/issues/143',
    says: 'propertiesWithHistory "will reduce the maximum number of objects"; asking for 100 is a 400.',
  },
  async () => {
    const api = hubspot.crm.companies.basicApi
    expect((await api.getPage(50, undefined, undefined, ['name'])).results).toHaveLength(50)
    await expect(api.getPage(51, undefined, undefined, ['name'])).rejects.toMatchObject({ code: 400 })
    for (const path of objectPaths('companies')) {
      const refused = await apiRequest(hubspot, { path, qs: { limit: 100, propertiesWithHistory: 'name' } })
      expect(refused.status).toBe(400)
    }
  },
)

rule(
  'values are written as they are given: numbers, booleans, null and dates too',
  {
    evidence: 'client',
    at: 'https://github.com/HubSpot/hubspot-api-nodejs',
    says: 'Values go out as given: number, boolean and null stay JSON, Date becomes ISO.',
  },
  async () => {
    const given = { amount: 1500.5, closedate: new Date(Date.UTC(2026, 0, 2)), dealname: 'D', description: null }
    const { id } = await hubspot.crm.deals.basicApi.create({ properties: given as unknown as Record<string, string> })
    const read = await hubspot.crm.deals.basicApi.getById(id, ['amount', 'closedate', 'description'])
    expect(read.properties).toMatchObject({ amount: '1500.5', closedate: '2026-01-02T00:00:00Z', description: null })
  },
)

rule(
  'an update that changes nothing leaves the modification date',
  { evidence: 'assumed', at: guide, says: 'Nobody says; a client that counts on a new date would wait for ever.' },
  async () => {
    const id = await add({ jobtitle: 'Same' })
    portal.clock.advance(60_000)
    const before = (await get(id)).json['updatedAt']
    await hubspot.crm.contacts.basicApi.update(id, { properties: { jobtitle: 'Same' } })
    expect((await get(id)).json['updatedAt']).toBe(before)
    await hubspot.crm.contacts.basicApi.update(id, { properties: { jobtitle: 'Other' } })
    expect((await get(id)).json['updatedAt']).not.toBe(before)
  },
)
