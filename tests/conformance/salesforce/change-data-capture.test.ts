import { createHash } from 'node:crypto'
import { Connection } from 'jsforce'
import { SOAP } from 'jsforce/lib/soap.js'
import { afterEach, expect } from 'vitest'
import type { SalesforceSettings } from '#sandbox/salesforce/index.ts'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, START, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import type { ReceivedEvent, Subscriber } from './subscriber.ts'
import { fieldsOf, headerOf, subscribe } from './subscriber.ts'

const GUIDE = 'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.stop()
})

async function start(settings: Partial<Omit<SalesforceSettings, 'clock'>> = {}): Promise<Started> {
  const org = await startSandbox(settings)
  running.push(org)
  return org
}

async function listen(conn: Connection, channel = '/data/ChangeEvents'): Promise<Subscriber> {
  const subscriber = await subscribe(conn, channel)
  running.push(subscriber)
  return subscriber
}

async function control(org: Started, body: unknown): Promise<Response> {
  return await fetch(`${org.url}/__sandbox/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

async function lead(conn: Connection, values: Record<string, unknown> = {}): Promise<string> {
  const made = await conn.sobject('Lead').create({ LastName: 'Meyer', Company: 'Acme', ...values })
  return String(made.id)
}

function summary(events: readonly ReceivedEvent[]) {
  return events.map((event) => `${headerOf(event).entityName} ${headerOf(event).changeType}`)
}

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
    const id = await lead(org.conn)
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
    const id = await lead(org.conn, { Phone: '1', Title: 'CEO', Rating: 'Hot' })
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
    const id = await lead(org.conn, { Title: 'CEO' })
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
    await lead(org.conn, { FirstName: 'Ann', City: 'Ulm' })
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
    const id = await lead(org.conn, { Title: 'CEO' })
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
    const id = await lead(org.conn, { Description: lines.join('\n') })
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
    const id = await lead(org.conn, { Email: 'm@acme.test' })
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
    const id = await lead(org.conn)
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').destroy(id)
    await soap(org.conn).invoke('emptyRecycleBin', { ids: [id] }, { emptyRecycleBinResponse: { result: 'any' } })
    await lead(org.conn)
    expect(summary(await subscriber.received(2))).toEqual(['Lead DELETE', 'Lead CREATE'])
  },
)

function soap(conn: Connection): SOAP<Record<string, never>> {
  return new SOAP(conn, {
    xmlns: 'urn:partner.soap.sforce.com',
    endpointUrl: `${conn.instanceUrl}/services/Soap/u/68.0`,
  })
}

rule(
  'the origin names the API, its version and the client that the call options name',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_header.htm`,
    says: 'com/salesforce/api/<API_Name>/<API_Version>;client=<Client_ID>; if the client ID is not set in the API call, client=<Client_ID> is not appended. The client ID is set in the Call Options header.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    const { instanceUrl, accessToken } = org.conn
    const named = new Connection({
      instanceUrl,
      accessToken: String(accessToken),
      version: '60.0',
      callOptions: { client: 'Astro' },
    })
    const id = await lead(named)
    await named.soap.undelete([id]).catch(() => null)
    await named.soap.delete([id])
    await lead(org.conn)
    const events = await subscriber.received(3)
    expect(events.map((event) => headerOf(event).changeOrigin)).toEqual([
      'com/salesforce/api/rest/60.0;client=Astro',
      'com/salesforce/api/soap/60.0;client=Astro',
      'com/salesforce/api/rest/68.0',
    ])
  },
)

rule(
  'writes of the Bulk API say bulkapi',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_event_fields_header.htm`,
    says: '<API_Name> can take one of these values: soap, rest, bulkapi, xmlrpc, oldsoap, toolingsoap, toolingrest, apex, apexdebuggerrest.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    const job = org.conn.bulk2.createJob({ operation: 'insert', object: 'Lead' })
    await job.open()
    await job.uploadData([{ LastName: 'Meyer', Company: 'Acme' }])
    await job.close()
    const [event] = await subscriber.received(1)
    expect(headerOf(event)).toMatchObject({ changeType: 'CREATE', changeOrigin: 'com/salesforce/api/bulkapi/68.0' })
  },
)

rule(
  'the same change of several records in one transaction is one event with several ids',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_merged_events.htm`,
    says: 'Change events for one transaction are merged into one event if the same change occurred in multiple records of the same object type during one second: update of fieldA to valueA, deletion of records.',
  },
  async () => {
    const org = await start()
    const ids = [await lead(org.conn), await lead(org.conn), await lead(org.conn)]
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').update(ids.map((Id) => ({ Id, Industry: 'Apparel' })))
    await org.conn.sobject('Lead').destroy(ids)
    const [updated, deleted] = await subscriber.received(2)
    expect(headerOf(updated)).toMatchObject({ changeType: 'UPDATE', recordIds: ids, sequenceNumber: 1 })
    expect(fieldsOf(updated)).toMatchObject({ Industry: 'Apparel' })
    expect(headerOf(deleted)).toMatchObject({ changeType: 'DELETE', recordIds: ids, sequenceNumber: 1 })
  },
)

rule(
  'different changes of one transaction share its key and are numbered from 1',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_delivery.htm`,
    says: 'If a transaction includes multiple changes, a change event is generated for each change with the same transactionKey but different sequenceNumber in the header.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').create(['A', 'B', 'C'].map((LastName) => ({ LastName, Company: 'Acme' })))
    await lead(org.conn)
    const events = await subscriber.received(4)
    expect(events.map((event) => headerOf(event).sequenceNumber)).toEqual([1, 2, 3, 1])
    expect(new Set(events.map((event) => headerOf(event).transactionKey)).size).toBe(2)
    expect(new Set(events.map((event) => headerOf(event).commitNumber)).size).toBe(2)
  },
)

rule(
  'what a transaction takes back is never told',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_delivery.htm`,
    says: 'The order of change events corresponds to the order in which the transactions corresponding to the record changes are committed.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    const rows = [{ LastName: 'Good', Company: 'Acme' }, { LastName: 'Bad' }]
    const results = await org.conn.sobject('Lead').create(rows, { allOrNone: true })
    expect(results.map((result) => result.success)).toEqual([false, false])
    await org.conn.sobject('Lead').create(rows)
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toMatchObject({ Name: { LastName: 'Good' } })
    await lead(org.conn)
    expect(summary(await subscriber.received(2))).toEqual(['Lead CREATE', 'Lead CREATE'])
  },
)

rule(
  'several writes of a record in one transaction are one event of the first kind with the final data',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_general_considerations.htm`,
    says: 'If multiple DML operations are performed on a record within the same transaction boundary, only one change event is generated for the initial change type. The change event contains the data that is committed at the end.',
  },
  async () => {
    const org = await start()
    const subscriber = await listen(org.conn)
    const base = '/services/data/v68.0'
    const compositeRequest = [
      {
        method: 'POST',
        url: `${base}/sobjects/Lead`,
        referenceId: 'made',
        body: { LastName: 'Meyer', Company: 'Acme', Rating: 'Warm' },
      },
      { method: 'PATCH', url: `${base}/sobjects/Lead/@{made.id}`, referenceId: 'changed', body: { Rating: 'Hot' } },
    ]
    await org.conn.requestPost(`${base}/composite`, { allOrNone: true, compositeRequest })
    // Without allOrNone each part commits by itself.
    await org.conn.requestPost(`${base}/composite`, { allOrNone: false, compositeRequest })
    const events = await subscriber.received(3)
    expect(summary(events)).toEqual(['Lead CREATE', 'Lead CREATE', 'Lead UPDATE'])
    expect(events.map((event) => fieldsOf(event)['Rating'])).toEqual(['Hot', 'Warm', 'Hot'])
  },
)

rule(
  'a conversion is told as account, contact, opportunity and lead update, in this order',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-standard-objects-lead-conversion.md',
    says: "The order of the change events corresponds to the sequence of operations: the creation of an account, contact, opportunity, and the lead update, which includes Status, IsConverted, ConvertedDate and the converted ids. The change event for the lead update doesn't include the LastModifiedDate field.",
  },
  async () => {
    const org = await start()
    const id = await lead(org.conn, { IsUnreadByOwner: false })
    const subscriber = await listen(org.conn)
    const { accountId, contactId, opportunityId } = await org.conn.soap.convertLead({
      leadId: id,
      convertedStatus: 'Closed - Converted',
    })
    const events = await subscriber.received(4)
    expect(summary(events)).toEqual(['Account CREATE', 'Contact CREATE', 'Opportunity CREATE', 'Lead UPDATE'])
    expect(events.map((event) => headerOf(event).sequenceNumber)).toEqual([1, 2, 3, 4])
    expect(new Set(events.map((event) => headerOf(event).transactionKey)).size).toBe(1)
    expect(fieldsOf(events[3])).toEqual({
      Status: 'Closed - Converted',
      IsConverted: true,
      ConvertedDate: '2026-11-21',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
    })
  },
)

rule(
  'a merge deletes the losers and updates the winner',
  {
    evidence: 'assumed',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_merge_statements.htm',
    says: 'Merge events fire delete and update events: a single delete event for all records that are deleted in the merge, and an update event for the winning record only.',
  },
  async () => {
    const org = await start()
    const [master, loser, other] = [await lead(org.conn), await lead(org.conn), await lead(org.conn)]
    const subscriber = await listen(org.conn)
    const mergeRequests = { masterRecord: { type: 'Lead', Id: master, Title: 'CEO' }, recordToMergeIds: [loser, other] }
    await soap(org.conn).invoke('merge', { mergeRequests }, { mergeResponse: { result: 'any' } })
    const events = await subscriber.received(2)
    expect(summary(events).toSorted()).toEqual(['Lead DELETE', 'Lead UPDATE'])
    const deleted = events.find((event) => headerOf(event).changeType === 'DELETE')
    expect(headerOf(deleted).recordIds).toEqual([loser, other])
  },
)

rule(
  'only selected objects are captured, at most five',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_allocations.htm`,
    says: 'Maximum number of entities, including standard and custom objects, that you can select across all channels: 5.',
  },
  async () => {
    const org = await start({ changeDataCapture: { entities: ['Lead'] } })
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Contact').create({ LastName: 'Unheard' })
    expect((await control(org, { select: ['Lead', 'Contact'] })).status).toBe(200)
    await org.conn.sobject('Contact').create({ LastName: 'Heard' })
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toMatchObject({ Name: { LastName: 'Heard' } })
    const six = ['Lead', 'Contact', 'Account', 'Task', 'Event', 'Opportunity']
    expect((await control(org, { select: six })).status).toBe(400)
    expect((await control(org, { select: ['Profile'] })).status).toBe(400)
  },
)

rule(
  'a channel of one object carries its events alone, ChangeEvents those of all',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_channels.htm`,
    says: '/data/ChangeEvents contains change events from one or more selected entities in a single stream; /data/<Standard_Object_Name>ChangeEvent those of one.',
  },
  async () => {
    const org = await start()
    const all = await listen(org.conn)
    const leads = await listen(org.conn, '/data/LeadChangeEvent')
    await org.conn.sobject('Contact').create({ LastName: 'Meyer' })
    await lead(org.conn)
    expect(summary(await all.received(2))).toEqual(['Contact CREATE', 'Lead CREATE'])
    expect(summary(await leads.received(1))).toEqual(['Lead CREATE'])
    expect(leads.events[0]?.event.replayId).toBe(all.events[1]?.event.replayId)
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
    const id = await lead(org.conn)
    await org.conn.sobject('Lead').update({ Id: id, Score__c: 7, Title: 'CEO' })
    const [, seen] = await reader.received(2)
    const [, hidden] = await blind.received(2)
    expect(fieldsOf(seen)).toMatchObject({ Score__c: 7, Title: 'CEO' })
    expect(Object.keys(fieldsOf(hidden))).toEqual(['Title', 'LastModifiedDate'])
    expect(headerOf(hidden).changedFields).toEqual(['Title', 'LastModifiedDate'])
  },
)

rule(
  'a change that is too large for a message is told by a gap event without fields',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_other_events_gap.htm`,
    says: 'The change event size exceeds the maximum 1 MB message size: a gap event contains the change type and record ID. Its sample has an empty changeOrigin.',
  },
  async () => {
    const org = await start({ changeDataCapture: { maxEventBytes: 2000 } })
    const id = await lead(org.conn)
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Lead').update({ Id: id, Description: 'x'.repeat(3000) })
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toEqual({})
    const { user_id: commitUser } = await org.conn.identity()
    expect(headerOf(event)).toMatchObject({ changeType: 'GAP_UPDATE', recordIds: [id], changeOrigin: '', commitUser })
    expect(headerOf(event).changedFields).toEqual([])
  },
)

rule(
  'an API whose changes are made in the database is told by gap events',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_other_events_gap.htm`,
    says: 'Changes that occur outside the application server transaction and are applied directly in the database. If the same type of change occurs on the same entity within the same transaction, sometimes multiple gap events are merged.',
  },
  async () => {
    const org = await start({ changeDataCapture: { gapsFor: ['rest'] } })
    const subscriber = await listen(org.conn)
    const made = await org.conn.sobject('Lead').create(['A', 'B'].map((LastName) => ({ LastName, Company: 'Acme' })))
    const ids = made.map((result) => String(result.id))
    await org.conn.sobject('Lead').destroy(ids)
    const [created, deleted] = await subscriber.received(2)
    expect(headerOf(created)).toMatchObject({ changeType: 'GAP_CREATE', recordIds: ids })
    expect(headerOf(deleted)).toMatchObject({ changeType: 'GAP_DELETE', recordIds: ids })
  },
)

rule(
  'what exceeds the changes of a transaction is one overflow event per object',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_other_events_overflow.htm`,
    says: 'The first 100,000 changes generate change events. The set of changes beyond that amount generates one overflow event for each entity type. In a record update, each field change counts. The record ID is always set to 000000000000000AAA.',
  },
  async () => {
    const org = await start({ changeDataCapture: { maxChangesPerTransaction: 3 } })
    const id = await lead(org.conn)
    const subscriber = await listen(org.conn)
    const names = ['A', 'B', 'C', 'D', 'E']
    await org.conn.sobject('Lead').create(names.map((LastName) => ({ LastName, Company: 'Acme' })))
    await org.conn.sobject('Lead').update({ Id: id, Phone: '1', Fax: '2', Title: 'x', Rating: 'Hot' })
    const events = await subscriber.received(5)
    expect(summary(events)).toEqual([
      'Lead CREATE',
      'Lead CREATE',
      'Lead CREATE',
      'Lead GAP_OVERFLOW',
      'Lead GAP_OVERFLOW',
    ])
    expect(headerOf(events[3])).toMatchObject({ recordIds: ['000000000000000AAA'], sequenceNumber: 4 })
    expect(fieldsOf(events[3])).toEqual({})
  },
)
