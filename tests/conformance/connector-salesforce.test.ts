import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSalesforceConnector, createSalesforceProvisioner } from '#connectors/salesforce/index.ts'
import type { SalesforceConnector } from '#connectors/salesforce/index.ts'
import { connectionId } from '#domain/ids.ts'
import type { ChangeNotice, Cursor } from '#ports/connector/changes.ts'
import type { FieldSpec, Provisioner } from '#ports/connector/provision.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { startSandbox, type RunningSandbox } from '#sandbox/index.ts'

/** What only Salesforce does. What both CRMs do is in connector.ts. */
let box: RunningSandbox
/** What happens while the connector waits; waiting itself takes no time. */
let meanwhile: (ms: number) => Promise<void>
let sf: SalesforceConnector
let admin: Provisioner

beforeEach(async () => {
  box = await startSandbox()
  const {
    clientId = '',
    clientSecret = '',
    adminUsername = '',
    username = '',
    jwtPrivateKey = '',
  } = box.salesforce.credentials
  meanwhile = () => Promise.resolve()
  const timing = { now: () => performance.now(), sleep: (ms: number) => meanwhile(ms) }
  const base = { connectionId: connectionId('c'), instanceUrl: box.salesforce.url, clock: box.clock, timing }
  sf = createSalesforceConnector({ ...base, auth: { kind: 'client-credentials', clientId, clientSecret } })
  admin = createSalesforceProvisioner({
    ...base,
    auth: { kind: 'jwt', clientId, username: adminUsername, privateKey: jwtPrivateKey },
    assignTo: [username],
  })
})
afterEach(() => box.close())

const lead = (email: string, values: Record<string, string | null> = {}): WriteOperation => ({
  kind: 'create',
  traceId: email,
  object: 'Lead',
  values: { Email: email, LastName: 'Lovelace', Company: 'Engines', ...values },
})

async function made(operations: readonly WriteOperation[]): Promise<readonly string[]> {
  return (await sf.write(operations)).map((outcome) => {
    if (!outcome.ok) throw outcome.error
    return outcome.id
  })
}

async function drain(
  object: string,
  from: Cursor | null,
): Promise<{ notices: readonly ChangeNotice[]; cursor: Cursor }> {
  const notices: ChangeNotice[] = []
  let cursor = from
  for (;;) {
    const page = await sf.changes({ object, cursor })
    notices.push(...page.notices)
    cursor = page.cursor
    if (!page.more) return { notices, cursor }
  }
}

async function raw(method: string, path: string, body?: unknown): Promise<Response> {
  const authorization = `Bearer ${box.salesforce.credentials['adminAccessToken'] ?? ''}`
  return fetch(`${box.salesforce.url}/services/data/v68.0${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const someone = async (): Promise<string> => {
  const owner = (await sf.owners()).find((user) => user.active)
  if (!owner) throw new Error('the org has no user')
  return owner.id
}

describe('conversion', () => {
  const convert = (leadId: string, ownerId: string, opportunityName: string | null): WriteOperation => ({
    kind: 'convert-lead',
    traceId: leadId,
    leadId,
    convertedStatus: 'Closed - Converted',
    ownerId,
    accountId: null,
    contactId: null,
    opportunityName,
  })

  test('makes contact, account and opportunity, one outcome per lead', async () => {
    const ownerId = await someone()
    const [one = '', two = ''] = await made([
      lead('one@example.com'),
      lead("two&o'2@example.com", { Company: 'A & <B>' }),
    ])
    const outcomes = await sf.write([convert(one, ownerId, 'Deal & <more>'), convert(two, ownerId, null)])
    expect(outcomes).toMatchObject([
      {
        traceId: one,
        ok: true,
        effect: 'converted',
        converted: { opportunityId: expect.stringMatching(/^006/) as string },
      },
      { traceId: two, ok: true, effect: 'converted', converted: { opportunityId: null } },
    ])
    const [first] = outcomes
    if (first?.ok !== true || !first.converted) throw new Error('not converted')
    expect(first.id).toBe(first.converted.contactId)
    const related = await sf.related({ from: 'Opportunity', ids: [first.converted.opportunityId ?? ''], to: 'Contact' })
    expect(related).toEqual([{ id: first.converted.opportunityId, related: [first.converted.contactId] }])
    const [record] = await sf.read({
      object: 'Opportunity',
      ids: [first.converted.opportunityId ?? ''],
      fields: ['Name'],
    })
    expect(record?.values).toEqual({ Name: 'Deal & <more>' })
  })

  test('a converted lead refuses a second conversion and updates, and says why', async () => {
    const ownerId = await someone()
    const [id = ''] = await made([lead('twice@example.com')])
    await sf.write([convert(id, ownerId, null)])
    const outcomes = await sf.write([
      convert(id, ownerId, null),
      { kind: 'update', traceId: 'u', object: 'Lead', id, values: { Title: 'X' } },
    ])
    expect(outcomes).toMatchObject([
      { ok: false, error: { disposition: 'park' } },
      { ok: false, error: { code: 'LEAD_CONVERTED', disposition: 'park' } },
    ])
  })
})

describe('changes', () => {
  test('deleted rows are told as deleted, and absent from reads', async () => {
    const [id = ''] = await made([lead('gone@example.com')])
    const { cursor } = await drain('Lead', null)
    box.clock.advance(120_000)
    await raw('DELETE', `/sobjects/Lead/${id}`)
    const { notices } = await drain('Lead', cursor)
    expect(notices.filter((n) => n.kind === 'deleted').map((n) => n.id)).toEqual([id])
    expect(await sf.read({ object: 'Lead', ids: [id], fields: [] })).toEqual([])
    const [outcome] = await sf.write([{ kind: 'update', traceId: 'x', object: 'Lead', id, values: { Title: 'X' } }])
    expect(outcome).toMatchObject({ ok: false, error: { code: 'RECORD_NOT_FOUND', disposition: 'park' } })
  })

  test('a row that was committed late is seen in the overlap', async () => {
    box.clock.freeze(Date.UTC(2026, 10, 21, 9))
    await made([lead('before@example.com')])
    const { cursor } = await drain('Lead', null)
    const [late = ''] = await made([lead('late@example.com')])
    box.clock.advance(30_000)
    const { notices } = await drain('Lead', cursor)
    expect(notices.map((n) => n.id)).toContain(late)
  })

  test('a row that a long transaction committed behind the overlap is seen by a look back', async () => {
    const start = Date.UTC(2026, 10, 21, 9)
    const minute = (minutes: number) => box.clock.freeze(start + minutes * 60_000)
    minute(0)
    let { cursor } = await drain('Lead', null)
    const seen: { minute: number; id: string }[] = []
    let late = ''
    for (let at = 1; at <= 20; at += 1) {
      minute(at - 9)
      if (at === 12) [late = ''] = await made([lead('late@example.com')])
      minute(at)
      await made([lead(`busy-${at}@example.com`)])
      const poll = await drain('Lead', cursor)
      cursor = poll.cursor
      seen.push(...poll.notices.map(({ id }) => ({ minute: at, id })))
    }
    const told = seen.filter(({ id }) => id === late).map((one) => one.minute)
    expect(told.length).toBeGreaterThan(0)
    expect(told[0]).toBeLessThanOrEqual(12 + 6)
  })

  test('a row that changes twice within one second is told after its second change', async () => {
    const update = (id: string, title: string) =>
      sf.write([{ kind: 'update', traceId: title, object: 'Lead', id, values: { Title: title } }])
    box.clock.freeze(Date.UTC(2026, 10, 21, 9, 0, 0, 300))
    const { cursor } = await drain('Lead', null)
    const [id = ''] = await made([lead('twice@example.com')])
    meanwhile = async (ms) => {
      await update(id, 'second change')
      box.clock.advance(ms)
    }
    const { notices } = await drain('Lead', cursor)
    const [told] = await sf.read({ object: 'Lead', ids: [id], fields: ['Title'] })
    expect(notices).toEqual([{ id, kind: 'upserted', modifiedAt: Date.UTC(2026, 10, 21, 9) }])
    expect(told?.values).toEqual({ Title: 'second change' })
  })

  test.each([
    'Lead',
    'Contact',
    'Account',
    'Opportunity',
    'OpportunityContactRole',
    'Task',
    'Event',
    'Campaign',
    'CampaignMember',
    'CampaignMemberStatus',
    'RecordType',
    'User',
  ])('%s can be polled and described', async (object) => {
    const { cursor } = await drain(object, null)
    expect((await sf.changes({ object, cursor })).more).toBe(false)
    expect((await sf.describe(object)).fields['Id']).toBeDefined()
  })
})

test('values go out and come back in their types', async () => {
  const [id = ''] = await made([
    {
      kind: 'create',
      traceId: 'o',
      object: 'Opportunity',
      values: { Name: ' Deal ', StageName: 'Prospecting', CloseDate: '2026-12-31', Amount: '1234.5' },
    },
  ])
  const fields = ['Name', 'CloseDate', 'Amount', 'IsWon', 'Description', 'name']
  const [record] = await sf.read({ object: 'Opportunity', ids: [id], fields })
  expect(record?.values).toEqual({
    Name: 'Deal',
    CloseDate: '2026-12-31',
    Amount: '1234.5',
    IsWon: 'false',
    Description: null,
    name: 'Deal',
  })
  await sf.write([
    { kind: 'update', traceId: 'x', object: 'Opportunity', id, values: { Amount: null, StageName: 'Closed Won' } },
  ])
  const [after] = await sf.read({ object: 'Opportunity', ids: [id.slice(0, 15)], fields: ['Amount', 'IsWon'] })
  expect(after?.values).toEqual({ Amount: null, IsWon: 'true' })
})

test('tasks are upserted by a key that is defined on Activity', async () => {
  const key: FieldSpec = {
    object: 'Task',
    name: 'Tandem_Key__c',
    label: 'Tandem key',
    description: 'Key.',
    type: 'text',
    length: 80,
    unique: true,
  }
  await admin.apply([key, { ...key, object: 'Event' }])
  const [leadId = ''] = await made([lead('task@example.com')])
  const upsert = (subject: string): WriteOperation => ({
    kind: 'upsert',
    traceId: subject,
    object: 'Task',
    keyField: 'Tandem_Key__c',
    key: '7:1',
    values: { Subject: subject, WhoId: leadId, ActivityDate: '2026-11-23', Status: 'Not Started' },
  })
  expect(await sf.write([upsert('one')])).toMatchObject([{ ok: true, effect: 'created' }])
  expect(await sf.write([upsert('two')])).toMatchObject([{ ok: true, effect: 'updated' }])
  const [related] = await sf.related({ from: 'Lead', ids: [leadId], to: 'Task' })
  expect(related?.related).toHaveLength(1)
})

test('a field that exists unseen is made visible instead of made twice', async () => {
  const field: FieldSpec = { object: 'Lead', name: 'Tandem_Note__c', label: 'Note', description: 'Note.', type: 'text' }
  const hidden = await raw('POST', '/tooling/sobjects/CustomField', {
    FullName: 'Lead.Tandem_Note__c',
    Metadata: { type: 'Text', label: 'Note', length: 255 },
  })
  expect(hidden.status).toBe(201)
  expect((await sf.describe('Lead')).fields['Tandem_Note__c']).toBeUndefined()
  expect((await admin.plan([field])).find((step) => step.what === 'Lead.Tandem_Note__c')?.state).toBe('invisible')
  const steps = await admin.apply([field])
  expect(steps.find((step) => step.what === 'Lead.Tandem_Note__c')?.state).toBe('invisible')
  expect((await sf.describe('Lead', 'fresh')).fields['Tandem_Note__c']).toMatchObject({ writable: 'always' })
})

test('fields of every type can be provisioned and take values', async () => {
  const base = { object: 'Lead', label: 'L', description: 'D' } as const
  const options = ['one', 'two'].map((value) => ({ value, label: value, active: true }))
  await admin.apply([
    { ...base, name: 'T_Text__c', type: 'text' },
    { ...base, name: 'T_Number__c', type: 'number', scale: 2 },
    { ...base, name: 'T_Flag__c', type: 'boolean' },
    { ...base, name: 'T_Day__c', type: 'date' },
    { ...base, name: 'T_At__c', type: 'datetime' },
    { ...base, name: 'T_Choice__c', type: 'picklist', options },
    { ...base, name: 'T_Choices__c', type: 'multi-picklist', options },
  ])
  const values = {
    T_Text__c: 'plain',
    T_Number__c: '1500.5',
    T_Flag__c: 'true',
    T_Day__c: '2026-11-21',
    T_At__c: '2026-11-21T09:30:00.000Z',
    T_Choice__c: 'two',
    T_Choices__c: 'one;two',
  }
  const [id = ''] = await made([lead('typed@example.com', values)])
  const [record] = await sf.read({ object: 'Lead', ids: [id], fields: Object.keys(values) })
  expect(record?.values).toEqual(values)
})

describe('trouble', () => {
  test('an expired session is renewed once and the call goes on', async () => {
    await sf.account()
    box.salesforce.faults.add({
      path: 'queryAll',
      status: 401,
      body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
      times: 1,
    })
    await expect(sf.changes({ object: 'Lead', cursor: null })).resolves.toMatchObject({ more: false })
    expect(sf.usage().byEndpoint['POST /services/oauth2/token']).toBe(2)
  })

  test('a session that stays refused is final after one renewal', async () => {
    box.salesforce.faults.add({
      path: 'queryAll',
      status: 401,
      body: [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    })
    await expect(sf.changes({ object: 'Lead', cursor: null })).rejects.toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      disposition: 'fatal',
    })
    expect(sf.usage().byEndpoint).toMatchObject({ 'POST /services/oauth2/token': 2, 'GET /queryAll': 2 })
  })

  test('many calls at once share one sign-in', async () => {
    await Promise.all(Array.from({ length: 8 }, () => sf.changes({ object: 'Lead', cursor: null })))
    expect(sf.usage().byEndpoint['POST /services/oauth2/token']).toBe(1)
  })

  test('reads survive a server error, writes are not repeated', async () => {
    box.salesforce.faults.add({ method: 'GET', path: 'queryAll', status: 503, body: 'busy', times: 2 })
    await expect(sf.changes({ object: 'Lead', cursor: null })).resolves.toMatchObject({ more: false })
    box.salesforce.faults.add({ method: 'POST', path: 'composite/sobjects$', status: 503, body: 'busy', times: 1 })
    expect(await sf.write([lead('busy@example.com')])).toMatchObject([
      { ok: false, error: { code: 'SERVER_ERROR', disposition: 'retry' } },
    ])
    expect(sf.usage().byEndpoint['POST /composite/sobjects#Lead']).toBe(1)
  })

  test('the daily limit is waited for by the job runtime, not here', async () => {
    box.salesforce.faults.add({
      path: 'queryAll',
      status: 403,
      body: [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    })
    await expect(sf.changes({ object: 'Lead', cursor: null })).rejects.toMatchObject({
      code: 'DAILY_LIMIT',
      disposition: 'retry-after',
    })
    expect(sf.usage()).toMatchObject({ rateLimited: 1 })
  })
})

test('the share of the daily calls is known after a call', async () => {
  expect(sf.dailyUsage()).toBeNull()
  await sf.describe('Lead')
  expect(sf.dailyUsage()?.limit).toBeGreaterThan(1000)
})

test('contact roles are made once, the primary one first', async () => {
  const [deal = '', one = '', two = ''] = await made([
    {
      kind: 'create',
      traceId: 'd',
      object: 'Opportunity',
      values: { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' },
    },
    { kind: 'create', traceId: '1', object: 'Contact', values: { LastName: 'One' } },
    { kind: 'create', traceId: '2', object: 'Contact', values: { LastName: 'Two' } },
  ])
  const join = (traceId: string, id: string, primary: 'primary' | 'plain'): WriteOperation => ({
    kind: 'associate',
    traceId,
    from: { object: 'Opportunity', id: deal },
    to: { object: 'Contact', id },
    primary,
  })
  expect(await sf.write([join('a', one, 'plain'), join('b', two, 'primary'), join('c', one, 'plain')])).toMatchObject([
    { traceId: 'a', ok: true, effect: 'associated' },
    { traceId: 'b', ok: true, effect: 'associated' },
    { traceId: 'c', ok: true, effect: 'associated' },
  ])
  expect(await sf.related({ from: 'Opportunity', ids: [deal], to: 'Contact' })).toEqual([
    { id: deal, related: [two, one] },
  ])
  expect(await sf.write([join('again', two, 'primary')])).toMatchObject([{ ok: true, effect: 'unchanged' }])
  expect(await sf.related({ from: 'Contact', ids: [one], to: 'Opportunity' })).toEqual([{ id: one, related: [deal] }])
})
