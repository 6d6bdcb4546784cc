import { Connection } from 'jsforce'
import { expect } from 'vitest'
import { rule } from '../rule.ts'
import {
  eventControl,
  fieldsOf,
  headerOf,
  makeLead,
  makeLeads,
  partnerApi,
  streamingTests,
  summary,
} from './subscriber.ts'

const GUIDE = 'https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture'

const { start, listen } = streamingTests()

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
    const id = await makeLead(named)
    await named.soap.undelete([id]).catch(() => null)
    await named.soap.delete([id])
    await makeLead(org.conn)
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
    const ids = [await makeLead(org.conn), await makeLead(org.conn), await makeLead(org.conn)]
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
    await makeLeads(org.conn, ['A', 'B', 'C'])
    await makeLead(org.conn)
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
    await makeLead(org.conn)
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
    const id = await makeLead(org.conn, { IsUnreadByOwner: false })
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
    const [master, loser, other] = [await makeLead(org.conn), await makeLead(org.conn), await makeLead(org.conn)]
    const subscriber = await listen(org.conn)
    const mergeRequests = { masterRecord: { type: 'Lead', Id: master, Title: 'CEO' }, recordToMergeIds: [loser, other] }
    await partnerApi(org.conn).invoke('merge', { mergeRequests }, { mergeResponse: { result: 'any' } })
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
    const org = await start({ entities: ['Lead'] })
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Contact').create({ LastName: 'Unheard' })
    expect((await eventControl(org, { select: ['Lead', 'Contact'] })).status).toBe(200)
    await org.conn.sobject('Contact').create({ LastName: 'Heard' })
    const [event] = await subscriber.received(1)
    expect(fieldsOf(event)).toMatchObject({ Name: { LastName: 'Heard' } })
    const six = ['Lead', 'Contact', 'Account', 'Task', 'Event', 'Opportunity']
    expect((await eventControl(org, { select: six })).status).toBe(400)
    expect((await eventControl(org, { select: ['Profile'] })).status).toBe(400)
  },
)

rule(
  'administrators select objects through the Tooling API',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/change-data-capture/guide/cdc-object-selections-metadata.md',
    says: 'Use PlatformEventChannelMember in Metadata API or Tooling API to create or retrieve object event selections for the default standard channel, ChangeEvents. DeveloperName is ChangeEvents_AccountChangeEvent.',
  },
  async () => {
    const org = await start({ entities: ['Lead'] })
    const { tooling } = org.admin
    const member = (selectedEntity: string) => ({
      FullName: `ChangeEvents_${selectedEntity}`,
      Metadata: { eventChannel: 'ChangeEvents', selectedEntity },
    })
    const made = await tooling.create('PlatformEventChannelMember', member('ContactChangeEvent'))
    expect(made).toMatchObject({ success: true, id: expect.stringMatching(/^0v8\w{15}$/) })
    const soql = 'SELECT DeveloperName, EventChannel, SelectedEntity FROM PlatformEventChannelMember'
    expect((await tooling.query(soql)).records).toMatchObject([
      {
        DeveloperName: 'ChangeEvents_LeadChangeEvent',
        EventChannel: 'ChangeEvents',
        SelectedEntity: 'LeadChangeEvent',
      },
      { DeveloperName: 'ChangeEvents_ContactChangeEvent', SelectedEntity: 'ContactChangeEvent' },
    ])
    expect(await tooling.retrieve('PlatformEventChannelMember', String(made.id))).toMatchObject(
      member('ContactChangeEvent'),
    )
    const subscriber = await listen(org.conn)
    await org.conn.sobject('Contact').create({ LastName: 'Heard' })
    await tooling.destroy('PlatformEventChannelMember', String(made.id))
    await org.conn.sobject('Contact').create({ LastName: 'Unheard' })
    await makeLead(org.conn)
    expect(summary(await subscriber.received(2))).toEqual(['Contact CREATE', 'Lead CREATE'])
    await expect(tooling.create('PlatformEventChannelMember', member('LeadChangeEvent'))).rejects.toThrow(/already/)
    for (const entity of ['Contact', 'Account', 'Task', 'Event']) {
      await tooling.create('PlatformEventChannelMember', member(`${entity}ChangeEvent`))
    }
    await expect(tooling.create('PlatformEventChannelMember', member('OpportunityChangeEvent'))).rejects.toMatchObject({
      errorCode: 'LIMIT_EXCEEDED',
    })
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
    await makeLead(org.conn)
    expect(summary(await all.received(2))).toEqual(['Contact CREATE', 'Lead CREATE'])
    expect(summary(await leads.received(1))).toEqual(['Lead CREATE'])
    expect(leads.events[0]?.event.replayId).toBe(all.events[1]?.event.replayId)
  },
)

rule(
  'the channel of a custom object has its name without __c',
  {
    evidence: 'documented',
    at: `${GUIDE}/cdc_subscribe_channels.htm`,
    says: 'Single-entity channel for a custom object: /data/<Custom_Object_Name>__ChangeEvent; for Employee__c it is /data/Employee__ChangeEvent. The channel name is case-sensitive.',
  },
  async () => {
    const org = await start()
    await org.admin.metadata.create('CustomObject', {
      fullName: 'Visit__c',
      label: 'Visit',
      pluralLabel: 'Visits',
      nameField: { type: 'Text', label: 'Visit' },
      deploymentStatus: 'Deployed',
      sharingModel: 'ReadWrite',
    })
    expect((await eventControl(org, { select: ['Lead', 'Visit__c'] })).status).toBe(200)
    const subscriber = await listen(org.admin, '/data/Visit__ChangeEvent')
    const { id } = await org.admin.sobject('Visit__c').create({ Name: 'First' })
    const [event] = await subscriber.received(1)
    expect(headerOf(event)).toMatchObject({ entityName: 'Visit__c', changeType: 'CREATE', recordIds: [id] })
    expect(fieldsOf(event)).toMatchObject({ Name: 'First' })
    await expect(listen(org.admin, '/data/visit__ChangeEvent')).rejects.toThrow(/does not exist/)
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
    const org = await start({ maxEventBytes: 2000 })
    const id = await makeLead(org.conn)
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
    const org = await start({ gapsFor: ['rest'] })
    const subscriber = await listen(org.conn)
    const ids = await makeLeads(org.conn, ['A', 'B'])
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
    const org = await start({ maxChangesPerTransaction: 3 })
    const id = await makeLead(org.conn)
    const subscriber = await listen(org.conn)
    const names = ['A', 'B', 'C', 'D', 'E']
    await makeLeads(org.conn, names)
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
