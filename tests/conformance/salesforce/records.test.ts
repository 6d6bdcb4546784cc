import { Connection } from 'jsforce'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const REST = 'https://developer.salesforce.com/docs/platform/api-rest/guide/'
const documented = (page: string, says: string) =>
  ({ evidence: 'documented', at: `${REST}${page}.html`, says }) as const
const DATA = '/services/data/v68.0/sobjects'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const LEAD = { LastName: 'Okafor', Company: 'Acme' }
const lead = async (more: Record<string, unknown> = {}) =>
  String((await org.conn.sobject('Lead').create({ ...LEAD, ...more })).id)
const keyed = () => addField(org, 'Lead.Key__c', { ...KEY_FIELD, label: 'Key' })

rule(
  'a create answers 201 with the id',
  documented('dome-sobject-create', '201 {id, success: true, errors: []} and the address of the record'),
  async () => {
    const answer = await org.request('POST', `${DATA}/Lead`, LEAD)
    const { id } = answer.body as { id: string }
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({ id: expect.stringMatching(/^00Q\w{15}$/) as string, success: true, errors: [] })
    expect(answer.headers.get('location')).toBe(`${DATA}/Lead/${id}`)
    expect(answer.headers.get('content-type')).toBe('application/json;charset=UTF-8')
  },
)

rule(
  'a get shows all fields under their own names, whatever the case of the request',
  documented(
    'dome-get-field-values',
    'all standard and custom fields that the user may see; ?fields= names some, one that does not exist answers 400',
  ),
  async () => {
    const id = await lead({ EMAIL: 'ada@acme.test', city: 'Berlin' })
    const whole = await org.conn.sobject('lead').retrieve(id)
    expect(whole).toMatchObject({
      attributes: { type: 'Lead', url: `${DATA}/Lead/${id}` },
      Id: id,
      Email: 'ada@acme.test',
      Address: { city: 'Berlin', country: null, street: null },
      AnnualRevenue: null,
      CreatedDate: '2026-11-21T10:00:00.000+0000',
    })
    const some = await org.request('GET', `${DATA}/Lead/${id}?fields=email,LASTNAME`)
    expect(some.body).toEqual({
      attributes: { type: 'Lead', url: `${DATA}/Lead/${id}` },
      Email: 'ada@acme.test',
      LastName: 'Okafor',
    })
    expect(await org.request('GET', `${DATA}/Lead/${id}?fields=Nope__c`)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }],
    })
  },
)

rule(
  'ids are taken with 15 characters and answered with 18',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=000385585',
    says: '15 characters are case-sensitive, the last three of 18 tell the case',
  },
  async () => {
    const id = await lead()
    expect((await org.conn.sobject('Lead').retrieve(id.slice(0, 15))).Id).toBe(id)
    expect((await org.request('GET', `${DATA}/Lead/${id.slice(0, 15)}aaa`)).status).toBe(404)
  },
)

rule(
  'an update and a delete answer 204 without a body',
  documented('dome-update-fields', '204 No Content'),
  async () => {
    const id = await lead()
    expect(await org.request('PATCH', `${DATA}/Lead/${id}`, { Title: 'CEO' })).toMatchObject({
      status: 204,
      body: undefined,
    })
    expect(await org.request('DELETE', `${DATA}/Lead/${id}`)).toMatchObject({ status: 204, body: undefined })
  },
)

rule(
  'what does not exist is not found',
  {
    evidence: 'recorded',
    at: `${REST}errorcodes.html`,
    says: '404 [{errorCode: NOT_FOUND, message: "The requested resource does not exist"}]',
  },
  async () => {
    const error = [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }]
    for (const path of [
      '/Lead/00Q000000000001AAA',
      '/Nothing__c/a00000000000001AAA',
      '/Nothing__c/describe',
      '/Nothing__c',
    ]) {
      expect(await org.request('GET', `${DATA}${path}`)).toMatchObject({ status: 404, body: error })
    }
  },
)

rule(
  'an upsert by external id creates with 201',
  documented('dome-upsert', '201 {id, success, errors, created: true}'),
  async () => {
    await keyed()
    const answer = await org.request('PATCH', `${DATA}/Lead/Key__c/k1`, LEAD)
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({ success: true, errors: [], created: true })
    expect((await org.conn.query("SELECT Id FROM Lead WHERE Key__c = 'K1'")).totalSize).toBe(1)
  },
)

rule(
  'an upsert updates with 200 from v46 on and with 204 before',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/test/connection-crud.test.ts',
    says: 'v46 and later: 200 {id, success, errors, created: false}; before: 204 without a body',
  },
  async () => {
    await keyed()
    const id = await lead({ Key__c: 'k1' })
    const answer = await org.request('PATCH', `${DATA}/Lead/Key__c/k1`, { Title: 'CEO' })
    expect(answer).toMatchObject({ status: 200, body: { id, success: true, errors: [], created: false } })
    const older = await org.request('PATCH', '/services/data/v45.0/sobjects/Lead/Key__c/k1', { Title: 'CTO' })
    expect(older).toMatchObject({ status: 204, body: undefined })
  },
)

rule(
  'an upsert that finds several writes none and answers 300 with their addresses',
  documented(
    'dome-upsert',
    'If the external ID matches more than one record, a 300 error is reported and the record is neither created nor updated',
  ),
  async () => {
    await addField(org, 'Lead.Key__c', { ...KEY_FIELD, label: 'Key', unique: false })
    const ids = [await lead({ Key__c: 'k1' }), await lead({ Key__c: 'k1' })]
    const addresses = ids.map((id) => `${DATA}/Lead/${id}`)
    expect(await org.request('PATCH', `${DATA}/Lead/Key__c/k1`, { Title: 'CEO' })).toMatchObject({
      status: 300,
      body: addresses,
    })
    await expect(org.conn.sobject('Lead').upsert({ Key__c: 'k1', Title: 'CEO' }, 'Key__c')).rejects.toMatchObject({
      errorCode: 'MULTIPLE_CHOICES',
      data: addresses,
    })
    expect((await org.conn.query("SELECT Id FROM Lead WHERE Title = 'CEO'")).totalSize).toBe(0)
  },
)

rule(
  'updateOnly creates nothing',
  documented('dome-upsert', 'updateOnly=true: a record that does not exist is not created, 404'),
  async () => {
    await keyed()
    expect((await org.request('PATCH', `${DATA}/Lead/Key__c/k1?updateOnly=true`, LEAD)).status).toBe(404)
    expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
  },
)

rule(
  'an upsert by what is no external id is refused',
  {
    evidence: 'recorded',
    at: `${REST}errorcodes.html`,
    says: '404 "Provided external ID field does not exist or is not accessible: X__c"',
  },
  async () => {
    expect(await org.request('PATCH', `${DATA}/Lead/Nope__c/k1`, LEAD)).toMatchObject({
      status: 404,
      body: [
        { errorCode: 'NOT_FOUND', message: 'Provided external ID field does not exist or is not accessible: Nope__c' },
      ],
    })
  },
)

rule(
  'the client does not encode external ids: a # cuts them off',
  {
    evidence: 'reported',
    at: 'https://github.com/jsforce/jsforce/issues/1069',
    says: 'single upsert by path sends a#b as a: the wrong record is written',
  },
  async () => {
    await keyed()
    await org.conn.sobject('Lead').upsert({ ...LEAD, Key__c: 'a#b' }, 'Key__c')
    expect((await org.conn.query('SELECT Key__c FROM Lead')).records).toMatchObject([{ Key__c: 'a' }])
    const encoded = await org.request('PATCH', `${DATA}/Lead/Key__c/${encodeURIComponent('a/b?c#d')}`, LEAD)
    expect(encoded.status).toBe(201)
    expect((await org.conn.query("SELECT Id FROM Lead WHERE Key__c = 'a/b?c#d'")).totalSize).toBe(1)
  },
)

rule(
  'a record is read and deleted by its external id',
  documented('resources-sobject-rows-by-external-id-get', 'GET and DELETE /sobjects/X/Field/value'),
  async () => {
    await keyed()
    const id = await lead({ Key__c: 'k1' })
    expect((await org.request('GET', `${DATA}/Lead/Key__c/k1`)).body).toMatchObject({ Id: id })
    expect((await org.request('DELETE', `${DATA}/Lead/Key__c/k1`)).status).toBe(204)
    expect((await org.request('GET', `${DATA}/Lead/Key__c/k1`)).status).toBe(404)
  },
)

rule(
  'POST to the Id of an object creates',
  documented('resources-sobject-upsert-patch', 'POST /sobjects/X/Id, v37.0 and later'),
  async () => {
    expect(await org.request('POST', `${DATA}/Lead/Id`, LEAD)).toMatchObject({
      status: 201,
      body: { success: true, created: true },
    })
  },
)

rule(
  'unknown and read-only fields are refused by name',
  {
    evidence: 'recorded',
    at: `${REST}errorcodes.html`,
    says: 'INVALID_FIELD "No such column \'x\' on sobject of type Lead"; INVALID_FIELD_FOR_INSERT_UPDATE "Unable to create/update fields: …"',
  },
  async () => {
    await expect(org.conn.sobject('Lead').create({ ...LEAD, Nope__c: 1 })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
      message: "No such column 'Nope__c' on sobject of type Lead",
    })
    const id = await lead()
    await expect(org.conn.sobject('Lead').update({ Id: id, IsConverted: true })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      message: expect.stringMatching(/^Unable to create\/update fields: IsConverted\./) as string,
    })
  },
)

rule(
  'the id stands in the address, never among the values',
  documented(
    'dome-sobject-create',
    '[{"message":"The Id field should not be specified in the sobject data.","errorCode":"INVALID_FIELD"}]',
  ),
  async () => {
    const id = await lead()
    const refusal = [
      { message: 'The Id field should not be specified in the sobject data.', errorCode: 'INVALID_FIELD' },
    ]
    for (const [method, path] of [
      ['PATCH', `${DATA}/Lead/${id}`],
      ['POST', `${DATA}/Lead`],
    ] as const) {
      const answer = await org.request(method, path, { ...LEAD, id })
      expect([answer.status, answer.body]).toEqual([400, refusal])
    }
  },
)

rule(
  'a doubled slash in the address is taken as one',
  {
    evidence: 'client',
    at: 'https://github.com/forcedotcom/cli',
    says: 'sf stores the instance URL with a slash at its end and requests //services/data/…',
  },
  async () => {
    const conn = new Connection({
      instanceUrl: `${org.url}/`,
      accessToken: org.conn.accessToken ?? '',
      version: '68.0',
    })
    expect((await conn.sobject('Lead').create(LEAD)).success).toBe(true)
  },
)

rule(
  'a body that is missing or no JSON is refused',
  { evidence: 'documented', at: `${REST}errorcodes.html`, says: '400 JSON_PARSER_ERROR' },
  async () => {
    expect(await org.request('POST', `${DATA}/Lead`)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'JSON_PARSER_ERROR' }],
    })
    const headers = { authorization: `Bearer ${org.conn.accessToken}`, 'content-type': 'application/json' }
    const broken = await fetch(`${org.url}${DATA}/Lead`, { method: 'POST', headers, body: '{"LastName":' })
    expect(broken.status).toBe(400)
    expect(await broken.json()).toMatchObject([{ errorCode: 'JSON_PARSER_ERROR' }])
  },
)
