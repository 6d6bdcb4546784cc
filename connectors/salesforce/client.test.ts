import { createVerify, generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { describe, expect, test } from 'vitest'
import { withoutNetwork } from '#support/no-network.ts'
import { RemoteError } from '#domain/errors.ts'
import { connectionId } from '#domain/ids.ts'
import { fakeTiming } from '../shared/fake-timing.ts'
import type { SalesforceAuth } from './auth.ts'
import { createSalesforceConnector, type SalesforceConnector } from './index.ts'

const HOST = 'https://acme.my.salesforce.com'
const SECRET = 'very-secret-consumer-secret'
const CLIENT: SalesforceAuth = { kind: 'client-credentials', clientId: 'id', clientSecret: SECRET }

withoutNetwork()

const connect = (auth: SalesforceAuth = CLIENT): SalesforceConnector =>
  createSalesforceConnector({
    connectionId: connectionId('c'),
    instanceUrl: `${HOST}/`,
    auth,
    clock: { now: () => 1_000_000 },
    timing: fakeTiming(),
  })

function token(accessToken = 'token-1'): void {
  nock(HOST)
    .persist()
    .post('/services/oauth2/token')
    .reply(200, {
      access_token: accessToken,
      instance_url: HOST,
      id: `${HOST}/id/00D000000000001AAA/005000000000001AAA`,
    })
}

const describeLead = {
  name: 'Lead',
  fields: [
    { name: 'Email', type: 'email', createable: true, updateable: true },
    { name: 'Score__c', type: 'double', createable: true, updateable: true },
    { name: 'Hot__c', type: 'boolean', createable: true, updateable: true },
  ],
}

async function failureOf(work: Promise<unknown>): Promise<RemoteError> {
  const error: unknown = await work.catch((e: unknown) => e)
  expect(error).toBeInstanceOf(RemoteError)
  return error as RemoteError
}

describe('calls', () => {
  test('carry token, version and client name, and read on to the last page', async () => {
    token()
    const headers = {
      reqheaders: { authorization: 'Bearer token-1', 'sforce-call-options': 'client=Tandem', 'user-agent': 'Tandem' },
    }
    const page = (id: string) => ({ Id: id, Name: id, Email: null, IsActive: true })
    const scope = nock(HOST, headers)
      .get('/services/data/v68.0/query')
      .query({ q: "SELECT Id, Name, Email, IsActive, ManagerId FROM User WHERE UserType = 'Standard'" })
      .reply(200, { done: false, records: [page('1')], nextRecordsUrl: '/services/data/v68.0/query/0r8-2000' })
      .get('/services/data/v68.0/query/0r8-2000')
      .reply(200, { done: true, records: [page('2')] })
    const owners = await connect().owners()
    expect(owners.map((owner) => owner.id)).toEqual(['1', '2'])
    scope.done()
  })

  test('writes switch assignment rules off, go to collections and carry native types', async () => {
    token()
    const bodies: unknown[] = []
    nock(HOST)
      .get(/describe/)
      .reply(200, describeLead)
    nock(HOST, { reqheaders: { 'sforce-auto-assign': 'FALSE' } })
      .patch('/services/data/v68.0/composite/sobjects/Lead/Score__c')
      .reply(async (request: Request) => {
        bodies.push(await request.json())
        return [200, [{ id: '00Q000000000001AAA', success: true, created: false, errors: [] }]]
      })
    const outcomes = await connect().write([
      {
        kind: 'upsert',
        traceId: 'a',
        object: 'Lead',
        keyField: 'Score__c',
        key: 'a#b/c?d%',
        values: { email: 'a@example.com', Score__c: '12.5', Hot__c: null },
      },
    ])
    expect(outcomes).toEqual([{ traceId: 'a', ok: true, id: '00Q000000000001AAA', effect: 'updated' }])
    expect(bodies).toEqual([
      {
        allOrNone: false,
        records: [{ attributes: { type: 'Lead' }, Email: 'a@example.com', Score__c: 'a#b/c?d%', Hot__c: false }],
      },
    ])
  })

  test('a Lead that Salesforce is to assign names the active rule, which runs for what is made alone', async () => {
    token()
    const said: unknown[] = []
    const saved = [{ id: '00Q000000000001AAA', success: true, created: true, errors: [] }]
    nock(HOST)
      .get(/describe/)
      .reply(200, describeLead)
      .get(/query\?q=SELECT%20Id%20FROM%20AssignmentRule/)
      .reply(200, { done: true, records: [{ Id: '01Q000000000001AAA' }] })
    nock(HOST)
      .persist()
      .patch('/services/data/v68.0/composite/sobjects/Lead/Score__c')
      .reply((request: Request) => {
        said.push(request.headers.get('sforce-auto-assign'))
        return [200, saved]
      })
    const lead = { kind: 'upsert', object: 'Lead', keyField: 'Score__c', values: {} } as const
    const connector = connect()
    await connector.write([
      { ...lead, traceId: 'a', key: '1', owner: 'by-assignment-rule' },
      { ...lead, traceId: 'b', key: '2' },
    ])
    await connector.write([{ ...lead, traceId: 'c', key: '3', owner: 'by-assignment-rule' }])
    expect(said).toEqual(['01Q000000000001AAA', 'FALSE', '01Q000000000001AAA'])
  })

  test('a number that a double cannot hold is sent as text', async () => {
    token()
    const bodies: unknown[] = []
    nock(HOST)
      .get(/describe/)
      .reply(200, describeLead)
    nock(HOST)
      .post(/composite/)
      .reply(async (request: Request) => {
        bodies.push(
          ((await request.json()) as { records: { Score__c: unknown }[] }).records.map((record) => record.Score__c),
        )
        return [200, []]
      })
    const score = (value: string) =>
      ({ kind: 'create', traceId: value, object: 'Lead', values: { Score__c: value } }) as const
    await connect().write([score('12.5'), score('9007199254740993')])
    expect(bodies).toEqual([[12.5, '9007199254740993']])
  })

  test('SOAP takes access tokens that are JWTs, and goes to the version of all calls', async () => {
    token('eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiJ4In0.c2lnbmF0dXJl')
    const scope = nock(HOST)
      .post('/services/Soap/u/68.0')
      .reply(
        500,
        '<soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>UNKNOWN_EXCEPTION</faultcode></soapenv:Fault></soapenv:Body></soapenv:Envelope>',
        { 'content-type': 'text/xml' },
      )
    const outcomes = await connect().write([
      {
        kind: 'convert-lead',
        traceId: 'x',
        leadId: '00Q000000000001AAA',
        convertedStatus: 'Closed - Converted',
        ownerId: '005000000000001AAA',
        accountId: null,
        contactId: null,
        opportunityName: null,
      },
    ])
    expect(outcomes).toMatchObject([{ ok: false, error: { code: 'SERVER_ERROR' } }])
    scope.done()
  })

  test('a failed call is not repeated behind our back', async () => {
    token()
    nock(HOST)
      .get(/queryAll/)
      .times(10)
      .reply(503, '<html>busy</html>', { 'content-type': 'text/html' })
    const sf = connect()
    expect(await failureOf(sf.changes({ object: 'Lead', cursor: null }))).toMatchObject({
      code: 'SERVER_ERROR',
      disposition: 'retry',
    })
    expect(sf.usage().byEndpoint['GET /queryAll']).toBe(4)
    expect(nock.pendingMocks().length).toBeGreaterThan(0)
  })

  test('an unknown object is refused without a call', async () => {
    const sf = connect()
    expect(await failureOf(sf.read({ object: 'Butterfly', ids: ['00Q000000000001AAA'], fields: [] }))).toMatchObject({
      code: 'UNKNOWN_OBJECT',
    })
    expect(sf.usage().calls).toBe(0)
  })
})

describe('signing in', () => {
  test('wrong client credentials are final and name the variables, not the secret', async () => {
    nock(HOST)
      .post('/services/oauth2/token')
      .reply(400, { error: 'invalid_client', error_description: 'invalid client credentials' })
    const error = await failureOf(connect().describe('Lead'))
    expect(error).toMatchObject({ code: 'CREDENTIALS_REJECTED', disposition: 'fatal' })
    expect(error.remedy).toContain('TANDEM_SALESFORCE_CLIENT_SECRET')
    expect(JSON.stringify([error.message, error.remedy, error.context])).not.toContain(SECRET)
  })

  test('a failed sign-in is tried again by the next call', async () => {
    nock(HOST).post('/services/oauth2/token').reply(400, { error: 'invalid_client' })
    const sf = connect()
    await failureOf(sf.describe('Lead'))
    token()
    nock(HOST)
      .get(/describe/)
      .reply(200, describeLead)
    await expect(sf.describe('Lead')).resolves.toMatchObject({ object: 'Lead' })
  })

  test('JWT bearer signs issuer, user, audience and a near end', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const forms: URLSearchParams[] = []
    nock(HOST)
      .post('/services/oauth2/token')
      .reply(async (request: Request) => {
        forms.push(new URLSearchParams(await request.text()))
        return [200, { access_token: 't', id: `${HOST}/id/00D/005` }]
      })
    nock(HOST)
      .get(/describe/)
      .reply(200, describeLead)
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await connect({ kind: 'jwt', clientId: 'id', username: 'int@example.com', privateKey: pem }).describe('Lead')
    const form = forms[0]
    const [head = '', claims = '', signature = ''] = (form?.get('assertion') ?? '').split('.')
    expect(form?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: 'id',
      sub: 'int@example.com',
      aud: 'https://login.salesforce.com',
      exp: 1180,
    })
    expect(createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(true)
  })

  test('a private key that is none is refused before any call', async () => {
    const error = await failureOf(
      connect({ kind: 'jwt', clientId: 'id', username: 'u', privateKey: 'not a key' }).describe('Lead'),
    )
    expect(error).toMatchObject({ code: 'CREDENTIALS_REJECTED', disposition: 'fatal' })
    expect(error.remedy).toContain('TANDEM_SALESFORCE_PRIVATE_KEY_FILE')
  })
})
