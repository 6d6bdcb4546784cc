import { afterAll, expect } from 'vitest'
import { rule } from '../rule.ts'
import { defined, guide, openAssociationPortal, own, v4 } from './association-portal.ts'
import { refusal } from './lists.ts'
import { apiRequest } from './official.ts'

const { portal, hubspot, contact, company, held } = await openAssociationPortal()
afterAll(() => portal.close())

rule(
  'ids of associated records are numbers on the wire',
  {
    evidence: 'recorded',
    at: 'v4 responses of several integrations',
    says: 'toObjectId is a number although the specification says string',
  },
  async () => {
    const [a, b] = [await contact(), await company()]
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'companies', b)
    for (const path of ['/crm/v4/objects', '/crm/objects/2026-03', '/crm/objects/2026-09']) {
      const read = await apiRequest(hubspot, { path: `${path}/contacts/${a}/associations/companies` })
      expect(read.json['results']?.[0]?.['toObjectId']).toBe(Number(b))
    }
  },
)

rule(
  'the default association answers 200 with both directions, and the first company of a contact is its primary one',
  { evidence: 'documented', at: guide, says: 'contact to company 279 (primary 1), company to contact 280 (2)' },
  async () => {
    const [a, first, second] = [await contact(), await company(), await company()]
    const made = await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'companies', first)
    expect(made.results.map(({ associationSpec }) => associationSpec.associationTypeId)).toEqual([279, 280])
    await hubspot.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
      inputs: [{ _from: { id: a }, to: { id: second } }],
    })
    expect(await held('contacts', a, 'companies')).toEqual({ [first]: [279, 1], [second]: [279] })
    const read = await hubspot.crm.contacts.basicApi.getById(a, ['associatedcompanyid'])
    expect(read.properties['associatedcompanyid']).toBe(first)
  },
)

rule(
  'a record has one primary company: naming another moves it',
  { evidence: 'documented', at: guide, says: 'a record can have only one primary company' },
  async () => {
    const [a, first, second] = [await contact(), await company(), await company()]
    const { basicApi } = hubspot.crm.associations.v4
    await basicApi.createDefault('contacts', a, 'companies', first)
    const made = await basicApi.create('contacts', a, 'companies', second, [defined(1)])
    expect(made).toMatchObject({ fromObjectTypeId: '0-1', toObjectTypeId: '0-2', labels: [] })
    expect(await held('contacts', a, 'companies')).toEqual({ [first]: [279], [second]: [279, 1] })
    expect(await held('companies', first, 'contacts')).toEqual({ [a]: [280] })
    expect(await held('companies', second, 'contacts')).toEqual({ [a]: [280, 2] })
  },
)

rule(
  'an association of an unknown type or record is refused with 400 and says which in the context',
  {
    evidence: 'reported',
    at: 'public repositories that keep HubSpot answers (context INVALID_OBJECT_IDS, INVALID_ASSOCIATION_TYPE_ID)',
    says: 'One or more associations are invalid',
  },
  async () => {
    const [a, b] = [await contact(), await company()]
    const { basicApi } = hubspot.crm.associations.v4
    expect(await refusal(basicApi.create('contacts', a, 'companies', b, [own(3)]))).toMatchObject({
      code: 400,
      body: {
        message: 'One or more associations are invalid',
        category: 'VALIDATION_ERROR',
        context: {
          associationSpec: ['USER_DEFINED=3'],
          INVALID_ASSOCIATION_TYPE_ID: ['USER_DEFINED=3 is not a valid association definition id'],
        },
      },
    })
    expect(await refusal(basicApi.createDefault('contacts', a, 'companies', '42'))).toMatchObject({
      code: 400,
      body: {
        message: 'One or more associations are invalid',
        context: { INVALID_OBJECT_IDS: ['COMPANY=42 is not valid'], objectId: ['42'], objectType: ['COMPANY'] },
      },
    })
  },
)

rule(
  'a record is not created with an association of an unknown type or to an unknown record',
  {
    evidence: 'reported',
    at: 'public repositories that keep HubSpot answers (context INVALID_OBJECT_IDS, INVALID_ASSOCIATION_TYPE_ID)',
    says: 'One or more associations are invalid',
  },
  async () => {
    const create = async (to: string, type: number) =>
      refusal(
        hubspot.crm.deals.basicApi.create({
          properties: { dealname: 'Never made' },
          associations: [{ to: { id: to }, types: [defined(type)] }],
        }),
      )
    expect(await create(await contact(), 9_999)).toMatchObject({
      code: 400,
      body: {
        message: 'One or more associations are invalid',
        category: 'VALIDATION_ERROR',
        context: { INVALID_ASSOCIATION_TYPE_ID: ['HUBSPOT_DEFINED=9999 is not a valid association definition id'] },
      },
    })
    expect(await create('42', 3)).toMatchObject({
      code: 400,
      body: {
        message: 'One or more associations are invalid',
        context: { INVALID_OBJECT_IDS: ['CONTACT=42 is not valid'] },
      },
    })
    const { total } = await hubspot.crm.deals.searchApi.doSearch({ query: 'Never made' })
    expect(total).toBe(0)
  },
)

rule(
  'batch create takes 2,000 pairs and refuses bad ones alone with 207',
  { evidence: 'documented', at: guide, says: 'batch create up to 2,000; 207 in the specification' },
  async () => {
    const [a, b] = [await contact(), await company()]
    const input = (to: string, type: number) => ({ _from: { id: a }, to: { id: to }, types: [defined(type)] })
    const made = await hubspot.crm.associations.v4.batchApi.create('contacts', 'companies', {
      inputs: [input(b, 279), input('42', 279), input(b, 4)],
    })
    expect(made).toMatchObject({ numErrors: 2, results: [{ toObjectId: Number(b) }] })
    const inputs = Array.from({ length: 2_001 }, () => input(b, 279))
    expect(
      await refusal(hubspot.crm.associations.v4.batchApi.create('contacts', 'companies', { inputs })),
    ).toMatchObject({
      code: 400,
    })
    const dated = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/associations/2026-03/contacts/companies/batch/create',
      body: { inputs: [{ from: { id: a }, to: { id: b }, types: [defined(1)] }] },
    })
    expect(dated).toMatchObject({ status: 201, json: { results: [{ fromObjectId: Number(a) }] } })
  },
)

rule(
  'a batch read of a record without any is an error entry of a 207 and no failure',
  {
    evidence: 'recorded',
    at: 'captures of 2025',
    says: 'No company is associated with deal 34461455164. crm.associations.NO_ASSOCIATIONS_FOUND',
  },
  async () => {
    const [a, b, lonely] = [await contact(), await company(), await contact()]
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'companies', b)
    const read = await hubspot.crm.associations.v4.batchApi.getPage('contacts', 'companies', {
      inputs: [{ id: a }, { id: lonely }],
    })
    expect(read).toMatchObject({
      results: [{ _from: { id: a }, to: [{ toObjectId: Number(b) }] }],
      numErrors: 1,
      errors: [
        {
          status: 'error',
          category: 'OBJECT_NOT_FOUND',
          subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
          message: `No company is associated with contact ${lonely}.`,
          context: { fromObjectId: [lonely], fromObjectType: ['contact'], toObjectType: ['company'] },
        },
      ],
    })
    const inputs = Array.from({ length: 1_001 }, () => ({ id: a }))
    expect(
      await refusal(hubspot.crm.associations.v4.batchApi.getPage('contacts', 'companies', { inputs })),
    ).toMatchObject({
      code: 400,
    })
  },
)

rule(
  'more than 500 associations come in pages, from the single and from the batch read',
  {
    evidence: 'documented',
    at: v4,
    says: "Limit 500 per call; the 'paging' field will only be present if there are more pages",
  },
  async () => {
    const b = await company('Large')
    const { results } = await hubspot.crm.contacts.batchApi.create({
      inputs: Array.from({ length: 100 }, (_, n) => ({
        properties: { email: `many${n}@example.com` },
        associations: [],
      })),
    })
    const input = ({ id }: { id: string }) => ({ _from: { id }, to: { id: b } })
    await hubspot.crm.associations.v4.batchApi.createDefault('contacts', 'companies', { inputs: results.map(input) })
    const { basicApi } = hubspot.crm.associations.v4
    const first = await basicApi.getPage('companies', b, 'contacts', undefined, 60)
    expect(first.results).toHaveLength(60)
    const second = await basicApi.getPage('companies', b, 'contacts', first.paging?.next?.after, 60)
    expect(second.results).toHaveLength(40)
    expect(second.paging).toBeUndefined()
    expect(await refusal(basicApi.getPage('companies', b, 'contacts', undefined, 501))).toMatchObject({ code: 400 })
    for (let n = 0; n < 5; n += 1) {
      const more = await hubspot.crm.contacts.batchApi.create({
        inputs: Array.from({ length: 100 }, (_, m) => ({
          properties: { email: `more${n}-${m}@example.com` },
          associations: [],
        })),
      })
      await hubspot.crm.associations.v4.batchApi.createDefault('contacts', 'companies', {
        inputs: more.results.map(input),
      })
    }
    const batch = (after?: string) =>
      hubspot.crm.associations.v4.batchApi.getPage('companies', 'contacts', {
        inputs: [{ id: b, ...(after === undefined ? {} : { after }) }],
      })
    const page = (await batch()).results[0]
    expect(page?.to).toHaveLength(500)
    const next = (await batch(page?.paging?.next?.after)).results[0]
    expect(next?.to).toHaveLength(100)
    expect(next?.paging).toBeUndefined()
  },
)

rule(
  'taking associations away answers 204 in v4 and a batch body in dated versions, at most 100 at once',
  { evidence: 'documented', at: v4, says: 'batch archive 204; associations.2026-03.json: 200 BatchResponse' },
  async () => {
    const [a, b, c] = [await contact(), await company(), await company()]
    const { basicApi, batchApi } = hubspot.crm.associations.v4
    await basicApi.createDefault('contacts', a, 'companies', b)
    await basicApi.createDefault('contacts', a, 'companies', c)
    await batchApi.archive('contacts', 'companies', { inputs: [{ _from: { id: a }, to: [{ id: b }] }] })
    expect(Object.keys(await held('contacts', a, 'companies'))).toEqual([c])
    await basicApi.archive('contacts', a, 'companies', c)
    // Once more: nothing is there, and the answer is the same.
    await basicApi.archive('contacts', a, 'companies', c)
    expect(await held('companies', c, 'contacts')).toEqual({})
    const inputs = [{ from: { id: a }, to: [{ id: b }] }]
    for (const version of ['2026-03', '2026-09']) {
      const path = `/crm/associations/${version}/contacts/companies/batch/archive`
      expect(await apiRequest(hubspot, { method: 'POST', path, body: { inputs } })).toMatchObject({
        status: 200,
        json: { status: 'COMPLETE', results: [] },
      })
    }
    const many = Array.from({ length: 101 }, () => ({ _from: { id: a }, to: [{ id: b }] }))
    expect(await refusal(batchApi.archive('contacts', 'companies', { inputs: many }))).toMatchObject({ code: 400 })
  },
)

rule(
  'v3 names associations: the primary has the plain name, the label-less type a suffix',
  {
    evidence: 'recorded',
    at: 'captures of 2025 (v3 batch read)',
    says: '{"id":"17496863841","type":"deal_to_company"}; …_unlabeled beside it',
  },
  async () => {
    const [a, b] = [await contact(), await company()]
    const { batchApi, schema: v3Schema } = hubspot.crm.associations
    const types = await v3Schema.typesApi.getAll('contacts', 'companies')
    expect(types.results.slice(0, 2)).toEqual([
      { id: '279', name: 'contact_to_company_unlabeled' },
      { id: '1', name: 'contact_to_company' },
    ])
    const input = { _from: { id: a }, to: { id: b }, type: 'contact_to_company' }
    const made = await batchApi.create('contacts', 'companies', { inputs: [input] })
    expect(made.results[0]).toMatchObject({ _from: { id: a }, to: { id: b }, type: 'contact_to_company' })
    const read = await batchApi.read('contacts', 'companies', { inputs: [{ id: a }, { id: '42' }] })
    expect(read).toMatchObject({
      results: [
        {
          to: [
            { id: b, type: 'contact_to_company_unlabeled' },
            { id: b, type: 'contact_to_company' },
          ],
        },
      ],
      errors: [{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND' }],
    })
    await batchApi.archive('contacts', 'companies', { inputs: [{ ...input, type: 'contact_to_company_unlabeled' }] })
    expect(await held('contacts', a, 'companies')).toEqual({})
    const wrong = await batchApi.create('contacts', 'companies', { inputs: [{ ...input, type: 'contact_to_planet' }] })
    expect(wrong).toMatchObject({ results: [], numErrors: 1 })
  },
)
