import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Started } from './test/start.ts'
import { addField, KEY_FIELD, startSandbox } from './test/start.ts'

let org: Started
beforeEach(async () => {
  // Owners as they are written: what the assignment header does has tests of its own.
  org = await startSandbox({ leadsWithoutActiveRule: 'keep-owner' })
})
afterEach(() => org.stop())

const DATA = '/services/data/v68.0'
const lead = (over: Record<string, unknown> = {}) => ({ LastName: 'Okafor', Company: 'Acme', ...over })

async function makeLead(over: Record<string, unknown> = {}): Promise<string> {
  const made = await org.conn.sobject('Lead').create(lead(over))
  return String(made.id)
}

describe('single records', () => {
  it('creates with 201, gives an 18-character id, and reads back canonical names and defaults', async () => {
    const made = await org.request(
      'POST',
      `${DATA}/sobjects/Lead`,
      lead({ firstname: ' Ada ', EMAIL: 'ada@acme.test' }),
    )
    expect(made.status).toBe(201)
    const { id } = made.body as { id: string }
    expect(id).toMatch(/^00Q[0-9A-Za-z]{15}$/)
    const row = await org.conn.sobject('Lead').retrieve(id)
    expect(row).toMatchObject({
      Id: id,
      FirstName: 'Ada',
      Name: 'Ada Okafor',
      Email: 'ada@acme.test',
      Status: 'Open - Not Contacted',
      IsConverted: false,
      Phone: null,
      SystemModstamp: '2026-11-21T10:00:00.000+0000',
    })
  })

  it('accepts 15-character ids and answers with 18', async () => {
    const id = await makeLead()
    const row = await org.conn.sobject('Lead').retrieve(id.slice(0, 15))
    expect(row['Id']).toBe(id)
  })

  it('updates with 204, moves SystemModstamp and keeps CreatedDate', async () => {
    const id = await makeLead()
    org.clock.advance(90_500)
    const answer = await org.request('PATCH', `${DATA}/sobjects/Lead/${id}`, { Title: 'CTO' })
    expect([answer.status, answer.body]).toEqual([204, undefined])
    const row = await org.conn.sobject('Lead').retrieve(id)
    expect(row).toMatchObject({
      Title: 'CTO',
      CreatedDate: '2026-11-21T10:00:00.000+0000',
      SystemModstamp: '2026-11-21T10:01:30.000+0000',
    })
  })

  it('answers 404 ENTITY_IS_DELETED for a row in the recycle bin, which queryAll still shows', async () => {
    const id = await makeLead()
    await org.conn.sobject('Lead').destroy(id)
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await org.request(
        method,
        `${DATA}/sobjects/Lead/${id}`,
        method === 'PATCH' ? { Title: 'x' } : undefined,
      )
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual([{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }])
    }
    expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
    const all = await org.request('GET', `${DATA}/queryAll?q=${encodeURIComponent('SELECT Id, IsDeleted FROM Lead')}`)
    expect(all.body).toMatchObject({ totalSize: 1, records: [{ Id: id, IsDeleted: true }] })
  })

  it.each([
    [{ FirstName: 'A' }, 'REQUIRED_FIELD_MISSING', ['LastName', 'Company']],
    [lead({ LastName: 'x'.repeat(81) }), 'STRING_TOO_LONG', ['LastName']],
    [lead({ Email: 'not an address' }), 'INVALID_EMAIL_ADDRESS', ['Email']],
    [lead({ GeocodeAccuracy: 'Guess' }), 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', ['GeocodeAccuracy']],
    [lead({ ConvertedDate: '2026-01-01' }), 'INVALID_FIELD_FOR_INSERT_UPDATE', ['ConvertedDate']],
    [lead({ Nope__c: 1 }), 'INVALID_FIELD', []],
    [lead({ OwnerId: '001000000000001' }), 'MALFORMED_ID', ['OwnerId']],
    [lead({ OwnerId: '0055e000000zzzz' }), 'INVALID_CROSS_REFERENCE_KEY', []],
  ])('refuses %j with %s', async (record, errorCode, fields) => {
    const answer = await org.request('POST', `${DATA}/sobjects/Lead`, record)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject([{ errorCode, fields }])
  })

  it('takes any Status, as that picklist is not restricted, and numbers written as text', async () => {
    const id = await makeLead({ Status: 'Nurturing', NumberOfEmployees: '250' })
    expect(await org.conn.sobject('Lead').retrieve(id)).toMatchObject({ Status: 'Nurturing', NumberOfEmployees: 250 })
  })

  it('lets an import set who created a record and when, while SystemModstamp is now', async () => {
    const id = await makeLead({ CreatedDate: '2025-03-01T08:00:00Z', LastModifiedDate: '2025-03-02T08:00:00Z' })
    expect(await org.conn.sobject('Lead').retrieve(id)).toMatchObject({
      CreatedDate: '2025-03-01T08:00:00.000+0000',
      LastModifiedDate: '2025-03-02T08:00:00.000+0000',
      SystemModstamp: '2026-11-21T10:00:00.000+0000',
    })
  })

  it('refuses an inactive owner, and takes a queue only where it holds the object', async () => {
    const { user_id: adminId } = await org.admin.identity()
    await org.conn.sobject('User').update({ Id: adminId, IsActive: false })
    const refused = await org.request('POST', `${DATA}/sobjects/Lead`, lead({ OwnerId: adminId }))
    expect(refused.body).toMatchObject([{ errorCode: 'INACTIVE_OWNER_OR_USER' }])
    const queue = await org.conn.sobject('Group').create({ Name: 'Inbound', Type: 'Queue' })
    const early = await org.request('POST', `${DATA}/sobjects/Lead`, lead({ OwnerId: queue.id }))
    expect(early.status).toBe(400)
    await org.conn.sobject('QueueSobject').create({ QueueId: queue.id, SobjectType: 'Lead' })
    const id = await makeLead({ OwnerId: queue.id })
    const found = await org.conn.query(`SELECT Owner.Name, Owner.Type FROM Lead WHERE Id = '${id}'`)
    expect(found.records[0]).toMatchObject({ Owner: { Name: 'Inbound', Type: 'Queue' } })
  })
})

describe('collections', () => {
  it('answers one result per record in order, good ones saved and bad ones explained', async () => {
    const results = await org.conn
      .sobject('Lead')
      .create([lead({ LastName: 'A' }), { Company: 'B' }, lead({ LastName: 'C' })])
    expect(results.map((result) => result.success)).toEqual([true, false, true])
    expect(results[1]?.errors).toMatchObject([{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }])
    expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(2)
  })

  it('takes everything back with allOrNone', async () => {
    const answer = await org.request('POST', `${DATA}/composite/sobjects`, {
      allOrNone: true,
      records: [
        { attributes: { type: 'Lead' }, ...lead() },
        { attributes: { type: 'Lead' }, Company: 'B' },
      ],
    })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ])
    expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
  })

  it('refuses more than 200 records and more than 10 runs of one type', async () => {
    const many = await org.request('POST', `${DATA}/composite/sobjects`, {
      records: Array.from({ length: 201 }, () => ({ attributes: { type: 'Lead' }, ...lead() })),
    })
    expect(many.body).toMatchObject([{ errorCode: 'EXCEEDED_ID_LIMIT' }])
    const mixed = await org.request('POST', `${DATA}/composite/sobjects`, {
      records: Array.from({ length: 11 }, (_, index) => ({ attributes: { type: index % 2 ? 'Lead' : 'Account' } })),
    })
    expect(mixed.status).toBe(400)
  })

  it('updates by id, answers missing rows as bad references, and reads null for them', async () => {
    const id = await makeLead()
    const gone = await makeLead({ LastName: 'Gone' })
    await org.conn.sobject('Lead').destroy(gone)
    const results = await org.conn.sobject('Lead').update([
      { Id: id, Title: 'CEO' },
      { Id: '00Q5e00000zzzzz', Title: 'CEO' },
      { Id: gone, Title: 'CEO' },
    ])
    expect(
      results.map((result) =>
        result.success ? 'ok' : (result.errors[0] as unknown as { statusCode: string }).statusCode,
      ),
    ).toEqual(['ok', 'INVALID_CROSS_REFERENCE_KEY', 'ENTITY_IS_DELETED'])
    const rows = await org.request('POST', `${DATA}/composite/sobjects/Lead`, { ids: [gone, id], fields: ['title'] })
    expect(rows.body).toMatchObject([null, { Title: 'CEO' }])
  })

  it('deletes several ids of several objects in one call', async () => {
    const id = await makeLead()
    const account = await org.conn.sobject('Account').create({ Name: 'Acme' })
    const answer = await org.request('DELETE', `${DATA}/composite/sobjects?ids=${id},${account.id}`)
    expect(answer.body).toMatchObject([{ success: true }, { success: true }])
  })
})

describe('upsert by external id', () => {
  beforeEach(() => addField(org, 'Lead.Tandem_Key__c', KEY_FIELD))

  it('creates with 201, then updates with 200 and created false', async () => {
    const path = `${DATA}/sobjects/Lead/Tandem_Key__c/${encodeURIComponent('42:a/b#c')}`
    const first = await org.request('PATCH', path, lead())
    const second = await org.request('PATCH', path, { Title: 'VP' })
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body).toMatchObject({ created: false, id: (first.body as { id: string }).id })
    const rows = await org.conn.query("SELECT Tandem_Key__c, Title FROM Lead WHERE Tandem_Key__c = '42:A/B#C'")
    expect(rows.records).toMatchObject([{ Tandem_Key__c: '42:a/b#c', Title: 'VP' }])
  })

  it('does not create with updateOnly, and passes over rows in the recycle bin', async () => {
    const path = `${DATA}/sobjects/Lead/Tandem_Key__c/k1`
    expect((await org.request('PATCH', `${path}?updateOnly=true`, lead())).status).toBe(404)
    const { id } = (await org.request('PATCH', path, lead())).body as { id: string }
    await org.conn.sobject('Lead').destroy(id)
    const again = await org.request('PATCH', path, lead())
    expect(again.status).toBe(201)
    expect(again.body).not.toMatchObject({ id })
  })

  it('upserts collections, telling created from updated, and refuses a key given twice', async () => {
    await org.conn.sobject('Lead').create(lead({ Tandem_Key__c: 'k1' }))
    const results = await org.conn
      .sobject('Lead')
      .upsert(
        [lead({ Tandem_Key__c: 'K1' }), lead({ Tandem_Key__c: 'k2' }), lead({ Tandem_Key__c: 'k2' })],
        'Tandem_Key__c',
      )
    expect(results.map((result) => [result.success, (result as { created?: boolean }).created])).toEqual([
      [true, false],
      [false, true],
      [false, true],
    ])
    expect((await org.conn.query('SELECT COUNT() FROM Lead')).totalSize).toBe(1)
  })

  it('refuses a second row with the value of a unique field', async () => {
    const id = await makeLead({ Tandem_Key__c: 'k1' })
    const answer = await org.request('POST', `${DATA}/sobjects/Lead`, lead({ Tandem_Key__c: 'K1' }))
    expect(answer.body).toMatchObject([
      { errorCode: 'DUPLICATE_VALUE', message: expect.stringContaining(id.slice(0, 15)) as string },
    ])
  })

  it('answers 300 with the addresses when a key that is not unique matches several rows', async () => {
    await addField(org, 'Lead.Old_Key__c', { ...KEY_FIELD, label: 'Old key', unique: false })
    const ids = [await makeLead({ Old_Key__c: 'x' }), await makeLead({ Old_Key__c: 'x' })]
    const answer = await org.request('PATCH', `${DATA}/sobjects/Lead/Old_Key__c/x`, lead())
    expect(answer.status).toBe(300)
    expect(answer.body).toEqual(ids.map((id) => `${DATA}/sobjects/Lead/${id}`))
  })

  it('answers 404 for a key field that does not exist', async () => {
    const answer = await org.request('PATCH', `${DATA}/sobjects/Lead/Nope__c/x`, lead())
    expect(answer.status).toBe(404)
    expect(answer.body).toMatchObject([
      { errorCode: 'NOT_FOUND', message: 'Provided external ID field does not exist or is not accessible: Nope__c' },
    ])
  })
})

describe('opportunities and activities', () => {
  it('lets the stage decide IsClosed, IsWon, Probability and forecast', async () => {
    const made = await org.conn
      .sobject('Opportunity')
      .create({ Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-01', Amount: 1000 })
    const id = String(made.id)
    expect(await org.conn.sobject('Opportunity').retrieve(id)).toMatchObject({
      IsClosed: false,
      Probability: 10,
      ExpectedRevenue: 100,
    })
    await org.conn.sobject('Opportunity').update({ Id: id, StageName: 'Closed Won' })
    expect(await org.conn.sobject('Opportunity').retrieve(id)).toMatchObject({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ForecastCategory: 'Closed',
      FiscalQuarter: 4,
    })
  })

  it('closes a task by its status and says when; an imported closed task was completed when it was created', async () => {
    const who = await makeLead()
    const open = await org.conn.sobject('Task').create({ WhoId: who, Subject: 'Call' })
    org.clock.advance(3_600_000)
    await org.conn.sobject('Task').update({ Id: String(open.id), Status: 'Completed' })
    expect(await org.conn.sobject('Task').retrieve(String(open.id))).toMatchObject({
      IsClosed: true,
      CompletedDateTime: '2026-11-21T11:00:00.000+0000',
      Priority: 'Normal',
      TaskSubtype: 'Task',
    })
    const past = await org.conn
      .sobject('Task')
      .create({ WhoId: who, Status: 'Completed', CreatedDate: '2026-01-05T09:00:00Z' })
    expect(await org.conn.sobject('Task').retrieve(String(past.id))).toMatchObject({
      CompletedDateTime: '2026-01-05T09:00:00.000+0000',
    })
  })

  it('refuses a task on a lead and another record at once, and a lead in the place of a record', async () => {
    const who = await makeLead()
    const account = await org.conn.sobject('Account').create({ Name: 'Acme' })
    const both = await org.request('POST', `${DATA}/sobjects/Task`, { WhoId: who, WhatId: account.id })
    expect(both.body).toMatchObject([{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['WhatId'] }])
    const wrong = await org.request('POST', `${DATA}/sobjects/Task`, { WhoId: account.id })
    expect(wrong.body).toMatchObject([{ errorCode: 'FIELD_INTEGRITY_EXCEPTION', fields: ['WhoId'] }])
  })

  it('keys tasks by a field that is defined once on Activity', async () => {
    await addField(org, 'Activity.Tandem_Key__c', KEY_FIELD)
    const first = await org.request('PATCH', `${DATA}/sobjects/Task/Tandem_Key__c/t1`, { Subject: 'Call' })
    const second = await org.request('PATCH', `${DATA}/sobjects/Task/Tandem_Key__c/t1`, { Subject: 'Call again' })
    expect([first.status, second.status]).toEqual([201, 200])
    expect((await org.conn.describe('Event')).fields.map((field) => field.name)).toContain('Tandem_Key__c')
  })
})
