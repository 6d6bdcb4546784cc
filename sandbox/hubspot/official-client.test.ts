import { Client } from '@hubspot/api-client'
import { AssociationSpecAssociationCategoryEnum } from '@hubspot/api-client/lib/codegen/crm/associations/v4/models/AssociationSpec.js'
import { FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { companyData, contactRow, openTestPortal } from './test-portal.ts'

let portal: TestPortal
let hubspot: Client
beforeAll(async () => {
  portal = await openTestPortal()
  portal.sandbox.seed(
    companyData({
      owners: [{ email: 'rep@example.com', name: 'Rita Rep', role: 'rep', managerEmail: null, region: null }],
      contacts: Array.from({ length: 230 }, (_, at) => contactRow(`p${at}@example.com`)),
    }),
  )
  hubspot = new Client({ accessToken: portal.credentials['accessToken'] ?? '', basePath: portal.url })
})
afterAll(() => portal.close())

it('lists all contacts through the paging of the official client', async () => {
  const all = await hubspot.crm.contacts.getAll(100, undefined, ['email'])
  expect(all).toHaveLength(230)
  expect(all[0]?.createdAt).toBeInstanceOf(Date)
})

it('creates, reads by address, updates, searches and archives', async () => {
  const made = await hubspot.crm.contacts.basicApi.create({
    properties: { email: 'a+b@example.com' },
    associations: [],
  })
  const read = await hubspot.crm.contacts.basicApi.getById(
    'a+b@example.com',
    ['email'],
    undefined,
    undefined,
    false,
    'email',
  )
  expect(read.id).toBe(made.id)
  await hubspot.crm.contacts.basicApi.update(made.id, { properties: { firstname: 'Ann' } })
  const found = await hubspot.crm.contacts.searchApi.doSearch({
    filterGroups: [{ filters: [{ propertyName: 'firstname', operator: FilterOperatorEnum.Eq, value: 'ann' }] }],
    properties: ['firstname'],
    sorts: ['-createdate'],
    limit: 10,
    after: '0',
  })
  expect(found.results.map(({ id }) => id)).toEqual([made.id])
  await hubspot.crm.contacts.basicApi.archive(made.id)
  await expect(hubspot.crm.contacts.basicApi.getById(made.id)).rejects.toMatchObject({ code: 404 })
})

it('resolves a partly refused batch as 207 with errors and a full one without', async () => {
  const both = await hubspot.crm.contacts.batchApi.create({
    inputs: [
      { properties: { email: 'new@example.com' }, associations: [], objectWriteTraceId: 'a' },
      { properties: { email: 'p1@example.com' }, associations: [], objectWriteTraceId: 'b' },
    ],
  })
  expect(both).toMatchObject({
    numErrors: 1,
    errors: [{ category: 'CONFLICT', context: { objectWriteTraceId: ['b'] } }],
  })
  const read = await hubspot.crm.contacts.batchApi.read({
    inputs: [{ id: 'p1@example.com' }, { id: 'p2@example.com' }],
    idProperty: 'email',
    properties: ['email'],
    propertiesWithHistory: [],
  })
  expect(read.results).toHaveLength(2)
  expect('numErrors' in read ? read.numErrors : undefined).toBeUndefined()
})

it('associates a deal, makes properties, lists owners and pipelines', async () => {
  const deal = await hubspot.crm.deals.basicApi.create({
    properties: { dealname: 'D', dealstage: 'contractsent' },
    associations: [],
  })
  const contact = await hubspot.crm.contacts.basicApi.getById(
    'p3@example.com',
    undefined,
    undefined,
    undefined,
    false,
    'email',
  )
  await hubspot.crm.associations.v4.batchApi.create('deals', 'contacts', {
    inputs: [
      {
        _from: { id: deal.id },
        to: { id: contact.id },
        types: [{ associationCategory: AssociationSpecAssociationCategoryEnum.HubspotDefined, associationTypeId: 3 }],
      },
    ],
  })
  const page = await hubspot.crm.associations.v4.basicApi.getPage('contacts', contact.id, 'deals')
  // A number on the wire, although the client's type says text.
  expect(page.results.map(({ toObjectId }) => toObjectId)).toEqual([Number(deal.id)])
  const owners = await hubspot.crm.owners.ownersApi.getPage(undefined, undefined, 100, false)
  expect(owners.results).toMatchObject([{ email: 'rep@example.com' }])
  const pipelines = await hubspot.crm.pipelines.pipelinesApi.getAll('deals')
  expect(pipelines.results[0]?.stages).toHaveLength(7)
  const properties = await hubspot.crm.properties.coreApi.getAll('contacts', false)
  expect(properties.results.map(({ name }) => name)).toContain('lifecyclestage')
})

it('gives errors that the client reads, and campaigns through apiRequest', async () => {
  const clash = hubspot.crm.contacts.basicApi.create({ properties: { email: 'p4@example.com' }, associations: [] })
  await expect(clash).rejects.toMatchObject({ code: 409, body: { category: 'CONFLICT' } })
  const campaigns = await hubspot.apiRequest({
    method: 'GET',
    path: '/marketing/v3/campaigns',
    qs: { limit: 100, properties: 'hs_name' },
  })
  expect([campaigns.status, await campaigns.json()]).toEqual([200, { total: 0, results: [] }])
})
