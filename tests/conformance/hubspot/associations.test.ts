import type { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, openTestPortal } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import { refusal } from './lists.ts'
import { apiRequest, officialClient } from './official.ts'

const guide = 'https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide'
const schema = 'https://developers.hubspot.com/docs/api-reference/latest/crm/associations/association-schema/guide'
const v4 = 'HubSpot OpenAPI associations.v4.json'

let portal: TestPortal
let hubspot: Client

beforeAll(async () => {
  portal = await openTestPortal()
  hubspot = officialClient(portal)
})
afterAll(() => portal.close())

let people = 0

async function contact(): Promise<string> {
  people += 1
  const properties = { email: `person${people}@example.com` }
  return (await hubspot.crm.contacts.basicApi.create({ properties, associations: [] })).id
}

const company = async (name = 'Acme'): Promise<string> =>
  (await hubspot.crm.companies.basicApi.create({ properties: { name }, associations: [] })).id

const defined = (associationTypeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId })
const own = (associationTypeId: number) => ({ associationCategory: 'USER_DEFINED' as never, associationTypeId })

/** Type ids between a record and its others, by the id of the other. */
async function held(from: string, id: string, to: string): Promise<Record<string, number[]>> {
  const { results } = await hubspot.crm.associations.v4.basicApi.getPage(from, id, to)
  return Object.fromEntries(
    results.map(({ toObjectId, associationTypes }) => [toObjectId, associationTypes.map(({ typeId }) => typeId)]),
  )
}

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
  'a label of the portal has a type for each direction and reads back from both ends',
  {
    evidence: 'documented',
    at: schema,
    says: 'labels: POST answers 200 with both types; inverseLabel for the other direction',
  },
  async () => {
    const { definitionsApi } = hubspot.crm.associations.v4.schema
    const made = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/associations/2026-03/contacts/companies/labels',
      body: { name: 'advisor', label: 'Advisor', inverseLabel: 'Advised by' },
    })
    expect(made).toMatchObject({ status: 200, json: { results: [{ label: 'Advisor' }, { label: 'Advised by' }] } })
    const [forth = 0, back = 0] = [0, 1].map((at) => Number(made.json['results']?.[at]?.['typeId']))
    const [a, b] = [await contact(), await company()]
    const put = await hubspot.crm.associations.v4.basicApi.create('contacts', a, 'companies', b, [own(forth)])
    expect(put.labels).toEqual(['Advisor'])
    expect(await held('companies', b, 'contacts')).toEqual({ [a]: [280, 2, back] })
    const listed = await definitionsApi.getAll('contacts', 'companies')
    expect(listed.results.map(({ typeId, label }) => [typeId, label])).toEqual([
      [279, null],
      [1, 'Primary'],
      [forth, 'Advisor'],
    ])
    const again = definitionsApi.create('contacts', 'companies', { name: 'advisor_2', label: 'Advisor' })
    expect(await refusal(again)).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
  },
)

rule(
  'relabelling without an inverse puts the label on both sides; deleting either type deletes both and frees the records',
  {
    evidence: 'reported',
    at: 'scopiousdigital/kalup, observations of 2026-10',
    says: 'PUT and DELETE of labels, seen on live portals',
  },
  async () => {
    for (const version of ['v4', '2026-03', '2026-09']) {
      const base = version === 'v4' ? '/crm/v4/associations' : `/crm/associations/${version}`
      const labels = `${base}/contacts/companies/labels`
      const made = await apiRequest(hubspot, {
        method: 'POST',
        path: labels,
        body:
          version === 'v4'
            ? { name: version, label: `Label ${version}` }
            : { name: `n_${version}`, label: `Label ${version}`, inverseLabel: 'Back' },
      })
      expect(made.status).toBe(200)
      const [forth, back] = [0, 1].map((at) => Number(made.json['results']?.[at]?.['typeId']))
      const [a, b] = [await contact(), await company()]
      await hubspot.crm.associations.v4.basicApi.create('contacts', a, 'companies', b, [own(forth ?? 0)])
      const renamed = await apiRequest(hubspot, {
        method: 'PUT',
        path: labels,
        body: { associationTypeId: forth, label: `New ${version}` },
      })
      expect(renamed.status).toBe(204)
      const there = await apiRequest(hubspot, { path: `${base}/companies/contacts/labels` })
      expect(there.text).toContain(`New ${version}`)
      expect((await apiRequest(hubspot, { method: 'DELETE', path: `${labels}/${back}` })).status).toBe(204)
      expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279, 1] })
      expect((await apiRequest(hubspot, { path: labels })).text).not.toContain(`New ${version}`)
      expect(await apiRequest(hubspot, { method: 'DELETE', path: `${labels}/${back}` })).toMatchObject({
        status: 400,
        json: { message: 'Unable to find objectTypeIds' },
      })
    }
  },
)

rule(
  'labels answer under both orders of the path, /crm/v4/associations and /crm/associations/v4',
  {
    evidence: 'documented',
    at: 'HubSpot OpenAPI associations-schema.v4.json',
    says: '/crm/associations/v4/{from}/{to}/labels',
  },
  async () => {
    const paths = ['/crm/v4/associations', '/crm/associations/v4'].map((start) => `${start}/contacts/companies/labels`)
    const [usual, newer] = await Promise.all(paths.map((path) => apiRequest(hubspot, { method: 'GET', path })))
    expect(newer).toMatchObject({ status: 200, json: { results: usual?.json['results'] } })
  },
)

rule(
  'the 51st label of a pair is refused with a status of its own',
  {
    evidence: 'reported',
    at: 'scopiousdigital/kalup, observations of 2026-10',
    says: 'HTTP 437 No more than 50 association types are allowed between …',
  },
  async () => {
    const add = (n: number) =>
      hubspot.crm.associations.v4.schema.definitionsApi.create('deals', 'companies', {
        name: `role_${n}`,
        label: `Role ${n}`,
      })
    for (let n = 0; n < 50; n += 1) await add(n)
    expect(await refusal(add(50))).toMatchObject({ code: 437 })
  },
)

rule(
  'single labels are taken away; taking the label-less type away takes everything',
  {
    evidence: 'documented',
    at: v4,
    says: 'Deleting an unlabeled association will also delete all labeled associations between those two objects',
  },
  async () => {
    const made = await hubspot.crm.associations.v4.schema.definitionsApi.create('contacts', 'companies', {
      name: 'payer',
      label: 'Payer',
    })
    const typeId = made.results[0]?.typeId ?? 0
    const [a, b] = [await contact(), await company()]
    const { basicApi, batchApi } = hubspot.crm.associations.v4
    await basicApi.create('contacts', a, 'companies', b, [own(typeId)])
    const inputs = (type: object) => ({ inputs: [{ _from: { id: a }, to: { id: b }, types: [type] }] }) as never
    await batchApi.archiveLabels('contacts', 'companies', inputs(own(typeId)))
    expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279, 1] })
    await batchApi.archiveLabels('contacts', 'companies', inputs(defined(1)))
    expect(await held('contacts', a, 'companies')).toEqual({ [b]: [279] })
    const read = await hubspot.crm.contacts.basicApi.getById(a, ['associatedcompanyid'])
    expect(read.properties['associatedcompanyid']).toBeNull()
    await basicApi.create('contacts', a, 'companies', b, [own(typeId)])
    const dated = await apiRequest(hubspot, {
      method: 'POST',
      path: '/crm/associations/2026-03/contacts/companies/batch/labels/archive',
      body: { inputs: [{ from: { id: a }, to: { id: b }, types: [defined(279)] }] },
    })
    expect(dated).toMatchObject({ status: 200, json: { status: 'COMPLETE', results: [] } })
    expect(await held('contacts', a, 'companies')).toEqual({})
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

rule(
  'an administrator limits how many records a record may be associated with',
  {
    evidence: 'documented',
    at: schema,
    says: 'definitions/configurations: maxToObjectIds per type; the text of the refusal is assumed',
  },
  async () => {
    const path = '/crm/associations/2026-03/definitions/configurations'
    const post = (verb: string, inputs: object[]) =>
      apiRequest(hubspot, { method: 'POST', path: `${path}/contacts/deals/batch/${verb}`, body: { inputs } })
    const spec = { category: 'HUBSPOT_DEFINED', typeId: 4 }
    expect(await post('create', [{ ...spec, maxToObjectIds: 2 }])).toMatchObject({
      status: 201,
      json: { results: [{ typeId: 4, userEnforcedMaxToObjectIds: 2 }] },
    })
    expect((await post('update', [{ ...spec, maxToObjectIds: 1 }])).status).toBe(200)
    expect((await apiRequest(hubspot, { path: `${path}/all` })).json['results']?.[0]).toMatchObject({
      userEnforcedMaxToObjectIds: 1,
    })
    expect((await apiRequest(hubspot, { path: `${path}/contacts/deals` })).json['results']).toHaveLength(1)
    const a = await contact()
    const deal = async () =>
      (await hubspot.crm.deals.basicApi.create({ properties: { dealname: 'D' }, associations: [] })).id
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
    const second = hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
    expect(await refusal(second)).toMatchObject({ code: 400, body: { category: 'VALIDATION_ERROR' } })
    expect((await post('purge', [spec])).status).toBe(200)
    await hubspot.crm.associations.v4.basicApi.createDefault('contacts', a, 'deals', await deal())
  },
)

rule(
  'a report of records with very many associations is sent to a user',
  { evidence: 'documented', at: v4, says: 'POST /usage/high-usage-report/{userId}: userId, userEmail, enqueueTime' },
  async () => {
    const owner = {
      email: 'ops@acme.example',
      name: 'Olga Ops',
      role: 'rep',
      managerEmail: null,
      region: null,
    } as const
    portal.sandbox.seed(companyData({ owners: [owner] }))
    const [ops] = (await hubspot.crm.owners.ownersApi.getPage('ops@acme.example')).results
    for (const path of ['/crm/v4/associations', '/crm/associations/2026-03']) {
      const report = await apiRequest(hubspot, {
        method: 'POST',
        path: `${path}/usage/high-usage-report/${ops?.userId}`,
      })
      expect(report).toMatchObject({ status: 200, json: { userId: ops?.userId, userEmail: 'ops@acme.example' } })
    }
  },
)
