import { createSign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CompanyData } from '../company/types.ts'
import type { Started } from './test/start.ts'
import { addField, KEY_FIELD, START, startSandbox } from './test/start.ts'

const DATA = '/services/data/v68.0'
let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

async function token(form: Record<string, string>) {
  const answer = await fetch(`${org.url}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

describe('signing in', () => {
  it('gives a client-credentials token of the integration user that works', async () => {
    const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
    const { status, body } = await token({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({ token_type: 'Bearer', instance_url: org.url })
    expect(body['access_token']).toMatch(/^00D\w{12,15}![.\w]+$/)
    const me = await fetch(String(body['id']), { headers: { authorization: `Bearer ${body['access_token']}` } })
    expect(await me.json()).toMatchObject({ username: 'integration@tandem.example' })
  })

  it('gives a JWT bearer token to a user named in a signed assertion', async () => {
    const { clientId = '', adminUsername = '', jwtPrivateKey = '' } = org.sandbox.credentials()
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: clientId, sub: adminUsername, aud: 'https://login.salesforce.com', exp: START / 1000 + 180 }
    const unsigned = `${part({ alg: 'RS256' })}.${part(claims)}`
    const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(jwtPrivateKey, 'base64url')}`
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    expect((await token({ grant_type, assertion })).status).toBe(200)
    const forged = await token({ grant_type, assertion: `${assertion.slice(0, -6)}AAAAAA` })
    expect(forged).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  it('answers OAuth errors as an object and unknown tokens as an array', async () => {
    const { clientId = '' } = org.sandbox.credentials()
    expect(await token({ grant_type: 'client_credentials', client_id: clientId, client_secret: 'no' })).toEqual({
      status: 400,
      body: { error: 'invalid_client', error_description: 'invalid client credentials' },
    })
    expect(await token({ grant_type: 'implicit' })).toMatchObject({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    })
    const answer = await org.request('GET', `${DATA}/limits`, undefined, { authorization: 'Bearer 00Dx!y' })
    expect(answer.status).toBe(401)
    expect(answer.body).toEqual([{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }])
  })
})

describe('versions and limits', () => {
  it('lists versions without a session, and answers 410 for retired and 404 for unknown ones', async () => {
    const listed = (await (await fetch(`${org.url}/services/data`)).json()) as { version: string; label: string }[]
    expect(listed.at(-1)).toMatchObject({ version: '68.0', label: "Winter '27" })
    expect(listed[0]).toMatchObject({ version: '31.0', label: "Summer '14" })
    expect((await org.request('GET', '/services/data/v30.0/limits')).status).toBe(410)
    expect((await org.request('GET', '/services/data/v99.0/limits')).status).toBe(404)
  })

  it('says the usage on every answer and refuses with 403 when it is used up', async () => {
    org.sandbox.setDailyApiRequests(2)
    const first = await org.request('GET', `${DATA}/limits`)
    expect(first.headers.get('sforce-limit-info')).toBe('api-usage=1/2')
    expect(first.body).toMatchObject({ DailyApiRequests: { Max: 2, Remaining: 1 } })
    await org.request('GET', `//services/data/v68.0//limits`)
    const over = await org.request('GET', `${DATA}/limits`)
    expect(over.status).toBe(403)
    expect(over.body).toEqual([{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }])
    org.clock.advance(25 * 3600 * 1000)
    expect((await org.request('GET', `${DATA}/limits`)).status).toBe(200)
  })
})

describe('custom fields and who sees them', () => {
  it('hides a new field from everybody until field permissions are given', async () => {
    await org.admin.tooling.create('CustomField', { FullName: 'Lead.Tandem_Key__c', Metadata: KEY_FIELD })
    const fields = async () => (await org.conn.describe('Lead')).fields.map((field) => field.name)
    expect(await fields()).not.toContain('Tandem_Key__c')
    await expect(org.conn.query('SELECT Tandem_Key__c FROM Lead')).rejects.toMatchObject({ name: 'INVALID_FIELD' })
    await expect(
      org.admin.sobject('Lead').create({ LastName: 'x', Company: 'y', Tandem_Key__c: 'k' }),
    ).rejects.toMatchObject({
      name: 'INVALID_FIELD',
    })
    const set = await org.admin.sobject('PermissionSet').create({ Name: 'Tandem', Label: 'Tandem' })
    const permission = {
      ParentId: set.id,
      SobjectType: 'Lead',
      Field: 'Lead.Tandem_Key__c',
      PermissionsRead: true,
      PermissionsEdit: false,
    }
    const granted = await org.admin.sobject('FieldPermissions').create(permission)
    const { user_id: AssigneeId } = await org.conn.identity()
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: set.id })
    expect(await fields()).toContain('Tandem_Key__c')
    await expect(
      org.conn.sobject('Lead').create({ LastName: 'x', Company: 'y', Tandem_Key__c: 'k' }),
    ).rejects.toMatchObject({
      name: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    })
    await org.admin.sobject('FieldPermissions').update({ Id: String(granted.id), PermissionsEdit: true })
    expect((await org.conn.sobject('Lead').create({ LastName: 'x', Company: 'y', Tandem_Key__c: 'k' })).success).toBe(
      true,
    )
    expect((await org.admin.describe('Lead')).fields.map((field) => field.name)).not.toContain('Tandem_Key__c')
  })

  it('describes a custom field by its metadata and finds it with a Tooling query', async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    const picklist = {
      valueSetDefinition: {
        sorted: false,
        value: [
          { fullName: 'met', label: 'Met', default: true },
          { fullName: 'late', label: 'Late' },
        ],
      },
      restricted: true,
    }
    await addField(org, 'Lead.Sla__c', { type: 'Picklist', label: 'SLA', valueSet: picklist })
    const described = await org.conn.describe('Lead')
    const key = described.fields.find((field) => field.name === 'Tandem_Key__c')
    expect(key).toMatchObject({
      type: 'string',
      length: 80,
      externalId: true,
      unique: true,
      custom: true,
      idLookup: true,
      nillable: true,
    })
    expect(described.fields.find((field) => field.name === 'Sla__c')).toMatchObject({
      restrictedPicklist: true,
      picklistValues: [{ value: 'met', defaultValue: true }, { value: 'late' }],
    })
    const found = await org.conn.tooling.query(
      "SELECT DeveloperName, TableEnumOrId FROM CustomField WHERE TableEnumOrId = 'Lead' AND DeveloperName = 'Tandem_Key'",
    )
    expect(found.records).toMatchObject([{ DeveloperName: 'Tandem_Key', TableEnumOrId: 'Lead' }])
    const again = await org.request('POST', `${DATA}/tooling/sobjects/CustomField`, {
      FullName: 'Lead.Tandem_Key__c',
      Metadata: KEY_FIELD,
    })
    expect(again.body).toMatchObject([{ errorCode: 'DUPLICATE_DEVELOPER_NAME' }])
  })

  it('answers 304 to a describe that has not changed since', async () => {
    const first = await org.request('GET', `${DATA}/sobjects/Lead/describe`)
    const since = { 'If-Modified-Since': String(first.headers.get('last-modified')) }
    expect((await org.request('GET', `${DATA}/sobjects/Lead/describe`, undefined, since)).status).toBe(304)
    org.clock.advance(5000)
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    expect((await org.request('GET', `${DATA}/sobjects/Lead/describe`, undefined, since)).status).toBe(200)
  })
})

describe('composite', () => {
  it('runs requests in order as one call, fills references, and halts what depends on a failure', async () => {
    const url = `${DATA}/sobjects`
    const answer = await org.request('POST', `${DATA}/composite`, {
      compositeRequest: [
        { method: 'POST', url: `${url}/Account`, referenceId: 'acc', body: { Name: 'Acme' } },
        { method: 'POST', url: `${url}/Contact`, referenceId: 'con', body: { LastName: 'x', AccountId: '@{acc.id}' } },
        { method: 'POST', url: `${url}/Lead`, referenceId: 'bad', body: {} },
        { method: 'GET', url: `${url}/Lead/@{bad.id}`, referenceId: 'dependent' },
        { method: 'GET', url: `${DATA}/query?q=SELECT+Account.Name+FROM+Contact`, referenceId: 'read' },
      ],
    })
    const parts = (answer.body as { compositeResponse: { httpStatusCode: number; body: unknown }[] }).compositeResponse
    expect(parts.map((part) => part.httpStatusCode)).toEqual([201, 201, 400, 400, 200])
    expect(parts[3]?.body).toMatchObject([{ errorCode: 'PROCESSING_HALTED' }])
    expect(parts[4]?.body).toMatchObject({ records: [{ Account: { Name: 'Acme' } }] })
    expect(answer.headers.get('sforce-limit-info')).toMatch(/^api-usage=1\//)
  })

  it('takes everything back with allOrNone', async () => {
    const url = `${DATA}/sobjects`
    await org.request('POST', `${DATA}/composite`, {
      allOrNone: true,
      compositeRequest: [
        { method: 'POST', url: `${url}/Account`, referenceId: 'acc', body: { Name: 'Acme' } },
        { method: 'POST', url: `${url}/Lead`, referenceId: 'bad', body: {} },
      ],
    })
    expect((await org.conn.query('SELECT Id FROM Account')).totalSize).toBe(0)
  })
})

describe('replication', () => {
  it('lists what was updated and deleted in a window', async () => {
    const kept = await org.conn.sobject('Lead').create({ LastName: 'Kept', Company: 'x' })
    const gone = await org.conn.sobject('Lead').create({ LastName: 'Gone', Company: 'x' })
    org.clock.advance(120_000)
    await org.conn.sobject('Lead').destroy(String(gone.id))
    const span = ['2026-11-21T09:00:00+00:00', '2026-11-21T11:00:00+00:00'] as const
    const updated = await org.conn.sobject('Lead').updated(...span)
    expect(updated).toEqual({ ids: [kept.id], latestDateCovered: '2026-11-21T10:02:00.000+0000' })
    const deleted = await org.conn.sobject('Lead').deleted(...span)
    expect(deleted.deletedRecords).toEqual([{ id: gone.id, deletedDate: '2026-11-21T10:02:00.000+0000' }])
  })
})

describe('assignment rules', () => {
  it("give a lead to the rule's owner unless the header says FALSE", async () => {
    const ruled = await startSandbox({ leadAssignment: { ownerId: (await org.admin.identity()).user_id } })
    const owner = async (headers: Record<string, string>) => {
      const made = await ruled.request('POST', `${DATA}/sobjects/Lead`, { LastName: 'x', Company: 'y' }, headers)
      return (await ruled.conn.sobject('Lead').retrieve((made.body as { id: string }).id))['OwnerId'] as string
    }
    const { user_id: adminId } = await ruled.admin.identity()
    const { user_id: integrationId } = await ruled.conn.identity()
    expect(await owner({})).toBe(adminId)
    expect(await owner({ 'Sforce-Auto-Assign': 'FALSE' })).toBe(integrationId)
    await ruled.stop()
  })
})

const company: CompanyData = {
  name: 'Test',
  currency: 'USD',
  owners: [
    { email: 'Rae@sales.test', name: 'Rae de Souza', role: 'rep', managerEmail: 'max@sales.test', region: 'EMEA' },
    { email: 'max@sales.test', name: 'Max', role: 'manager', managerEmail: null, region: null },
  ],
  companies: [],
  campaigns: [],
  contacts: [],
  existingLeads: [
    {
      email: 'l@x.test',
      firstName: null,
      lastName: 'Lee',
      company: 'X',
      status: 'Working - Contacted',
      ownerEmail: 'rae@sales.test',
    },
  ],
  existingContacts: [
    { email: 'a@acme.test', firstName: 'A', lastName: 'One', account: 'Acme', ownerEmail: 'rae@sales.test' },
    { email: 'b@acme.test', firstName: 'B', lastName: 'Two', account: 'ACME', ownerEmail: 'max@sales.test' },
  ],
  replay: [],
}

describe('a seeded org', () => {
  beforeEach(() => org.sandbox.seed(company))

  it('has the people of sales, their contacts with one account per name, and their leads', async () => {
    const users = await org.conn.query(
      "SELECT Name, LastName, Division, Manager.Name, IsActive FROM User WHERE Username = 'rae@sales.test'",
    )
    expect(users.records).toMatchObject([
      { Name: 'Rae de Souza', LastName: 'Souza', Division: 'EMEA', Manager: { Name: 'Max' }, IsActive: true },
    ])
    const contacts = await org.conn.query('SELECT Name, Account.Name, Owner.Name FROM Contact ORDER BY Email')
    expect(contacts.records).toMatchObject([
      { Name: 'A One', Account: { Name: 'Acme' }, Owner: { Name: 'Rae de Souza' } },
      { Name: 'B Two', Account: { Name: 'Acme' }, Owner: { Name: 'Max' } },
    ])
    const leads = await org.conn.query('SELECT Status, Owner.Name FROM Lead')
    expect(leads.records).toMatchObject([{ Status: 'Working - Contacted', Owner: { Name: 'Rae de Souza' } }])
  })

  it('is the same again after a snapshot is restored, also in another process: ids, stamps, fields and permissions', async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    await org.conn.sobject('Lead').create({ LastName: 'Before', Company: 'x', Tandem_Key__c: 'k1' })
    const taken = org.sandbox.snapshot()
    const text = JSON.stringify(taken)
    const after = async (started: Started) => {
      const made = await started.conn.sobject('Lead').create({ LastName: 'After', Company: 'x', Tandem_Key__c: 'k2' })
      const rows = await started.conn.query('SELECT Id, Name, Tandem_Key__c, SystemModstamp FROM Lead ORDER BY Id')
      return JSON.stringify([made, rows])
    }
    const first = await after(org)
    await org.conn.sobject('Lead').destroy((JSON.parse(first) as [{ id: string }])[0].id)
    org.sandbox.restore(taken)
    expect(JSON.stringify(org.sandbox.snapshot())).toBe(text)
    expect(await after(org)).toBe(first)
    const other = await startSandbox()
    other.sandbox.restore(JSON.parse(text) as Record<string, unknown>)
    expect(await after(other)).toBe(first)
    await other.stop()
  })
})

it('names endpoints for the counters without ids', () => {
  const endpointOf = (method: string, path: string) => org.sandbox.endpointOf(method, path)
  expect([
    endpointOf('PATCH', `${DATA}/sobjects/Lead/Tandem_Key__c/1:2`),
    endpointOf('GET', `//services/data/v60.0/query/0r8x-2000`),
    endpointOf('POST', '/services/Soap/u/68.0'),
    endpointOf('POST', '/services/oauth2/token'),
  ]).toEqual([
    'PATCH /sobjects/{type}/{field}/{value...}',
    'GET /query/{locator}',
    'POST /services/Soap/u/{version}',
    'POST /services/oauth2/token',
  ])
})
