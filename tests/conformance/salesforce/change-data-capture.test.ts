import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { addField, START } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { fieldsOf, headerOf, makeLead, partnerApi, streamingTests, summary } from './subscriber.ts'

const GUIDE = 'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture'

const { start, listen } = streamingTests()

rule(
  'a create event has all non-empty fields and the system fields',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_body.htm`,
    says: 'For a new record, the event message body includes all non-empty fields and system fields, such as the CreatedDate and OwnerId fields.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn, '/data/ContactChangeEvent')
    const { user_id: userId } = await org.conn.identity()
    const { id } = await org.conn.sobject('Contact').create({ LastName: 'Meyer', Email: 'm@acme.test', Phone: '' })
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toEqual({
      Name: { LastName: 'Meyer' },
      Email: 'm@acme.test',
      OwnerId: userId,
      DoNotCall: false,
      HasOptedOutOfEmail: false,
      HasOptedOutOfFax: false,
      IsPriorityRecord: false,
      CreatedDate: '2026-11-21T10:00:00.000Z',
      CreatedById: userId,
      LastModifiedDate: '2026-11-21T10:00:00.000Z',
      LastModifiedById: userId,
    })
    expect(headerOf(event)).toEqual({
      entityName: 'Contact',
      recordIds: [id],
      changeType: 'CREATE',
      changedFields: [],
      changeOrigin: 'com/salesforce/api/rest/68.0',
      transactionKey: expect.stringMatching(/^000[\da-f]{5}-(?:[\da-f]{4}-){3}[\da-f]{12}$/),
      sequenceNumber: 1,
      commitTimestamp: START,
      commitNumber: expect.any(Number),
      commitUser: userId,
    })
    expect(event?.schema).toMatch(/^[\w-]{22}$/)
  },
)

rule(
  'IsDeleted, SystemModstamp and derived fields are in no event',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_associated_objects_change_event.htm',
    says: "A change event doesn't include IsDeleted, SystemModstamp and fields derived from other records, such as LastActivityDate and PhotoUrl.",
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn)
    const subscriber = await listen(org.conn)
    const task = { WhoId: id, Subject: 'Call', Status: 'Completed', ActivityDate: '2026-11-20' }
    await org.conn.sobject('Task').create(task)
    await org.conn.sobject('Lead').update({ Id: id, Title: 'CTO' })
    const events = await subscriber.received(2)
    // The closed task moved LastActivityDate of its lead: only the task is told.
    expect(summary(events)).toEqual(['Task CREATE', 'Lead UPDATE'])
    expect(Object.keys(fieldsOf(events[0]))).not.toEqual(expect.arrayContaining(['IsDeleted']))
    expect(Object.keys(fieldsOf(events[0]))).not.toEqual(expect.arrayContaining(['SystemModstamp']))
    expect(fieldsOf(events[1])).toEqual({ Title: 'CTO', LastModifiedDate: '2026-11-21T10:00:00.000Z' })
  },
)

rule(
  'an update event has the changed fields, null where emptied, and LastModifiedDate',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_body.htm`,
    says: "For an updated record, the body includes only the changed fields. It includes empty fields only if they're updated to an empty value (null). It also includes the LastModifiedDate system field. The body includes the LastModifiedById field only if it has changed.",
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn, { Phone: '1', Title: 'CEO', Rating: 'Hot' })
    const subscriber = await listen(org.conn, '/data/LeadChangeEvent')
    org.clock.advance(60_000)
    await org.conn.sobject('Lead').update({ Id: id, Phone: null, Title: 'CTO', Rating: 'Hot' })
    await org.admin.sobject('Lead').update({ Id: id, Title: 'CFO' })
    const [own, other] = await subscriber.received(2)
    expect(fieldsOf(own)).toEqual({ Phone: null, Title: 'CTO', LastModifiedDate: '2026-11-21T10:01:00.000Z' })
    expect([...headerOf(own).changedFields].toSorted()).toEqual(['LastModifiedDate', 'Phone', 'Title'])
    const { user_id: adminId } = await org.admin.identity()
    expect(fieldsOf(other)).toEqual({
      Title: 'CFO',
      LastModifiedById: adminId,
      LastModifiedDate: '2026-11-21T10:01:00.000Z',
    })
    expect(headerOf(other).commitUser).toBe(adminId)
  },
)

rule(
  'a save that changes nothing is told with LastModifiedDate alone',
  {
    evidence: 'assumed',
    at: `${GUIDE}/cdc_standard_objects_person_account.htm`,
    says: 'The contact change event contains only the LastModifiedDate field when only the account part changed.',
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn, { Title: 'CEO' })
    const subscriber = await listen(org.conn, '/data/LeadChangeEvent')
    await org.conn.sobject('Lead').update({ Id: id, Title: 'CEO' })
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toEqual({ LastModifiedDate: '2026-11-21T10:00:00.000Z' })
    expect(headerOf(event).changedFields).toEqual(['LastModifiedDate'])
  },
)

rule(
  'compound fields are nested and their changed parts named with the compound',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_compound_fields.htm`,
    says: 'Compound fields are represented as nested field structures. In record updates, changedFields lists each updated component field as CompoundField.ComponentField; Street of BillingAddress is BillingStreet on the Account.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    const { id } = await org.conn.sobject('Account').create({ Name: 'Acme', BillingCity: 'Bonn', BillingState: 'NW' })
    await org.conn.sobject('Account').update({ Id: String(id), BillingStreet: 'Weg 1', BillingState: null })
    await makeLead(org.conn, { FirstName: 'Ann', City: 'Ulm' })
    const [created, updated, person] = await subscriber.received(3)
    expect(fieldsOf(created)).toMatchObject({ Name: 'Acme', BillingAddress: { City: 'Bonn', State: 'NW' } })
    expect(fieldsOf(updated)['BillingAddress']).toEqual({ Street: 'Weg 1', State: null })
    expect(headerOf(updated).changedFields).toEqual(
      expect.arrayContaining(['BillingAddress.Street', 'BillingAddress.State', 'LastModifiedDate']),
    )
    expect(fieldsOf(person)).toMatchObject({ Name: { FirstName: 'Ann', LastName: 'Meyer' }, Address: { City: 'Ulm' } })
  },
)

rule(
  'CometD clients get no nulledFields and no diffFields',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_header.htm`,
    says: 'nulledFields and diffFields: Available in Apex triggers and Pub/Sub API only. Not available in CometD.',
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn, { Title: 'CEO' })
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').update({ Id: id, Title: null })
    const [event] = await subscriber.received(1)
    expect(Object.keys(headerOf(event))).not.toContain('nulledFields')
    expect(Object.keys(headerOf(event))).not.toContain('diffFields')
  },
)

rule(
  'a large text of an update is sent as a unified difference with a hash',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_data_diff_event_fields.htm`,
    says: 'In a Streaming API (CometD) client, the field contains the diff subfield: "--- \\n+++ <hash_value>\\n(Changes)", for values of at least 1,000 characters whose lines changed by at most 25%.',
  },
  async () => {
    const org = await start()
    const lines = Array.from({ length: 20 }, (_, line) => `Line ${line} ${'x'.repeat(60)}`)
    const changed = lines.with(6, 'Line 6 is new')
    const id = await makeLead(org.conn, { Description: lines.join('\n') })
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').update({ Id: id, Description: changed.join('\n') })
    await org.conn.sobject('Lead').update({ Id: id, Description: 'short' })
    const [long, short] = await subscriber.received(2)
    const hash = createHash('sha256').update(changed.join('\n')).digest('hex')
    expect(fieldsOf(long)['Description']).toEqual({
      diff: `--- \n+++ ${hash}\n@@ -7,1 +7,1 @@\n-${lines[6]}\n+Line 6 is new`,
    })
    expect(fieldsOf(short)['Description']).toBe('short')
  },
)

rule(
  'a delete event has a header alone, an undelete event the whole record',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_body.htm`,
    says: "For a deleted record, the body doesn't include any fields or system fields. For an undeleted record, the body includes all non-empty fields from the original record, in addition to system fields.",
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn, { Email: 'm@acme.test' })
    const subscriber = await listen(org.conn, '/data/LeadChangeEvent')
    await org.conn.sobject('Lead').destroy(id)
    await org.conn.soap.undelete([id])
    const [deleted, back] = await subscriber.received(2)
    expect(fieldsOf(deleted)).toEqual({})
    expect(headerOf(deleted)).toMatchObject({ changeType: 'DELETE', recordIds: [id], changedFields: [] })
    expect(headerOf(back)).toMatchObject({
      changeType: 'UNDELETE',
      recordIds: [id],
      changeOrigin: 'com/salesforce/api/soap/68.0',
    })
    expect(fieldsOf(back)).toMatchObject({ Name: { LastName: 'Meyer' }, Company: 'Acme', Email: 'm@acme.test' })
  },
)

rule(
  'emptying the recycle bin tells no event',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_general_considerations.htm`,
    says: "Hard-deleting a record, that is, deleting a record from the Recycle Bin, doesn't generate change events.",
  },
  async () => {
    const org = await start()
    const id = await makeLead(org.conn)
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').destroy(id)
    await partnerApi(org.conn).invoke('emptyRecycleBin', { ids: [id] }, { emptyRecycleBinResponse: { result: 'any' } })
    await makeLead(org.conn)
    expect(summary(await subscriber.received(2))).toEqual(['Lead DELETE', 'Lead CREATE'])
  },
)

rule(
  'fields that the subscriber may not read are left out',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_security_field.htm`,
    says: "If a subscribed user has no access to a field, the field isn't included in the change event message that the subscriber receives.",
  },
  async () => {
    const org = await start()
    await addField(org, 'Lead.Score__c', { type: 'Number', label: 'Score', precision: 5, scale: 0 })
    const { user_id: AssigneeId } = await org.admin.identity()
    const reader = await listen(org.conn, '/data/LeadChangeEvent')
    const [assigned] = await org.admin.sobject('PermissionSetAssignment').find({ AssigneeId }, ['Id'])
    await org.admin.sobject('PermissionSetAssignment').destroy(String(assigned?.['Id']))
    const blind = await listen(org.admin, '/data/LeadChangeEvent')
    const id = await makeLead(org.conn)
    await org.conn.sobject('Lead').update({ Id: id, Score__c: 7, Title: 'CEO' })
    const [, seen] = await reader.received(2)
    const [, hidden] = await blind.received(2)
    expect(fieldsOf(seen)).toMatchObject({ Score__c: 7, Title: 'CEO' })
    expect(Object.keys(fieldsOf(hidden))).toEqual(['Title', 'LastModifiedDate'])
    expect(headerOf(hidden).changedFields).toEqual(['Title', 'LastModifiedDate'])
  },
)
