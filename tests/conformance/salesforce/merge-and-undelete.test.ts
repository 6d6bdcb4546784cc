import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { sendEnvelope } from './soap-envelope.ts'

const API = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/'
const merging = (says: string) => ({ evidence: 'documented', at: `${API}sforce_api_calls_merge.htm`, says }) as const
const undeleting = (says: string) =>
  ({ evidence: 'documented', at: `${API}sforce_api_calls_undelete.htm`, says }) as const
const emptying = (says: string) =>
  ({ evidence: 'documented', at: `${API}sforce_api_calls_emptyrecyclebin.htm`, says }) as const

const DAY_MS = 24 * 3600 * 1000

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

async function make(object: string, values: Record<string, unknown>): Promise<string> {
  return String((await org.conn.sobject(object).create(values)).id)
}

async function rows(soql: string, scan: 'live' | 'all' = 'live') {
  return (await org.conn.query(soql, { scanAll: scan === 'all' })).records
}

const contact = (LastName: string, more: Record<string, unknown> = {}) => make('Contact', { LastName, ...more })

function merge(type: string, master: Record<string, unknown>, losers: readonly string[]) {
  return org.conn.soap.merge({ masterRecord: { type, ...master }, recordToMergeIds: [...losers] })
}

for (const [object, values] of [
  ['Lead', { LastName: 'A', Company: 'C' }],
  ['Contact', { LastName: 'A' }],
  ['Account', { Name: 'A' }],
] as const) {
  rule(
    `${object} records merge: losers are deleted and say whose they became`,
    merging('merge() deletes the other records; queryAll with isDeleted=true and masterRecordId != null finds them'),
    async () => {
      const [masterId, second, third] = [
        await make(object, values),
        await make(object, values),
        await make(object, values),
      ]
      org.clock.advance(60_000)
      const done = await merge(object, { Id: masterId }, [second, third])
      expect(done).toMatchObject({ success: true, id: masterId, mergedRecordIds: [second, third], errors: [] })
      expect(await rows(`SELECT Id FROM ${object}`)).toMatchObject([{ Id: masterId }])
      const merged = `SELECT Id, MasterRecordId, SystemModstamp FROM ${object} WHERE IsDeleted = true AND MasterRecordId != null`
      expect(await rows(`${merged} ORDER BY Id`, 'all')).toMatchObject([
        { Id: second, MasterRecordId: masterId, SystemModstamp: '2026-11-21T10:01:00.000+0000' },
        { Id: third, MasterRecordId: masterId },
      ])
    },
  )
}

rule(
  'the master keeps its values; only what the request sets is taken over',
  merging(
    'Before you call merge(), decide if you want field values in the non-main records to supersede the main record values; if you do, set them in masterRecord',
  ),
  async () => {
    const masterId = await contact('Old', { Email: 'old@acme.test', Title: 'CEO' })
    const loser = await contact('New', { Email: 'new@acme.test', Phone: '+1 555 0100' })
    await merge('Contact', { Id: masterId, Email: 'new@acme.test', fieldsToNull: ['Title'] }, [loser])
    expect(await org.conn.sobject('Contact').retrieve(masterId)).toMatchObject({
      LastName: 'Old',
      Email: 'new@acme.test',
      Phone: null,
      Title: null,
    })
  },
)

rule(
  'what referred to a loser refers to the master, and its ids are told',
  merging(
    'If a victim record has related records, merge() makes the main record the new parent of the related records; updatedRelatedIds lists them',
  ),
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    const masterId = await contact('A', { AccountId: accountId })
    const loser = await contact('B')
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31' }
    const opportunityId = await make('Opportunity', deal)
    const roleId = await make('OpportunityContactRole', { OpportunityId: opportunityId, ContactId: loser })
    const taskId = await make('Task', { WhoId: loser, Subject: 'Call' })
    const eventId = await make('Event', { WhoId: loser, StartDateTime: '2026-11-22T09:00:00Z', DurationInMinutes: 30 })
    const campaignId = await make('Campaign', { Name: 'Spring' })
    const memberId = await make('CampaignMember', { CampaignId: campaignId, ContactId: loser })
    org.clock.advance(60_000)
    const done = await merge('Contact', { Id: masterId }, [loser])
    expect([...done.updatedRelatedIds].sort()).toEqual([roleId, taskId, eventId, memberId].sort())
    const stamp = '2026-11-21T10:01:00.000+0000'
    expect(await rows('SELECT ContactId FROM OpportunityContactRole')).toMatchObject([{ ContactId: masterId }])
    expect(await rows('SELECT WhoId, AccountId, SystemModstamp FROM Task')).toMatchObject([
      { WhoId: masterId, AccountId: accountId, SystemModstamp: stamp },
    ])
    expect(await rows('SELECT WhoId FROM Event')).toMatchObject([{ WhoId: masterId }])
    expect(await rows('SELECT ContactId FROM CampaignMember')).toMatchObject([{ ContactId: masterId }])
  },
)

rule(
  'contacts and opportunities of a merged account are the master’s',
  merging('merge() makes the main record the new parent of the related records'),
  async () => {
    const masterId = await make('Account', { Name: 'Acme' })
    const loser = await make('Account', { Name: 'ACME Inc' })
    const contactId = await contact('A', { AccountId: loser })
    const deal = { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2026-12-31', AccountId: loser }
    const opportunityId = await make('Opportunity', deal)
    await merge('Account', { Id: masterId }, [loser])
    expect(await org.conn.sobject('Contact').retrieve(contactId)).toMatchObject({ AccountId: masterId })
    expect(await org.conn.sobject('Opportunity').retrieve(opportunityId)).toMatchObject({ AccountId: masterId })
  },
)

rule(
  'nobody is twice a member of a campaign after a merge',
  {
    evidence: 'assumed',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm',
    says: 'a campaign has a person once ("Already a campaign member."); the master’s membership stays',
  },
  async () => {
    const [masterId, loser] = [await contact('A'), await contact('B')]
    const CampaignId = await make('Campaign', { Name: 'Spring' })
    const kept = await make('CampaignMember', { CampaignId, ContactId: masterId })
    await make('CampaignMember', { CampaignId, ContactId: loser })
    await merge('Contact', { Id: masterId }, [loser])
    expect(await rows('SELECT Id, ContactId FROM CampaignMember')).toMatchObject([{ Id: kept, ContactId: masterId }])
  },
)

rule(
  'at most two records merge into a third',
  merging('Up to three records can be merged in a single request, including the main record'),
  async () => {
    const ids = [await contact('A'), await contact('B'), await contact('C'), await contact('D')]
    const done = await merge('Contact', { Id: ids[0] }, ids.slice(1))
    expect(done.success).toBe(false)
    expect(await rows('SELECT Id FROM Contact')).toHaveLength(4)
  },
)

rule(
  'only leads, contacts and accounts merge',
  merging('The only supported object types are Lead, Contact, Account, and Person Account'),
  async () => {
    const [a, b] = [await make('Campaign', { Name: 'A' }), await make('Campaign', { Name: 'B' })]
    expect(await merge('Campaign', { Id: a }, [b])).toMatchObject({ success: false })
  },
)

rule(
  'each merge of a call is its own transaction, one after the other into the same master',
  merging(
    'Because merge() handles each element in the input argument as a separate transaction, you can successively merge several records into the same main record',
  ),
  async () => {
    const [a, b, c, d] = [await contact('A'), await contact('B'), await contact('C'), await contact('D')]
    const request = (Id: string, losers: string[]) => ({
      masterRecord: { type: 'Contact', Id },
      recordToMergeIds: losers,
    })
    const results = await org.conn.soap.merge([request(a, [b, c]), request(a, [b]), request(a, [d])])
    expect(results.map((result) => result.success)).toEqual([true, false, true])
    expect(results[1]?.errors).toMatchObject([{ statusCode: 'ENTITY_IS_DELETED' }])
    expect(await rows('SELECT Id FROM Contact')).toMatchObject([{ Id: a }])
  },
)

rule(
  'getDeleted lists the losers of a merge as plain deletes',
  {
    evidence: 'documented',
    at: `${API}sforce_api_calls_getdeleted.htm`,
    says: 'a DeletedRecord has an id and a date, no word of a merge',
  },
  async () => {
    const [a, b] = [await contact('A'), await contact('B')]
    org.clock.advance(60_000)
    await merge('Contact', { Id: a }, [b])
    org.clock.advance(120_000)
    const { deletedRecords } = await org.conn.sobject('Contact').deleted('2026-11-21T09:00:00Z', '2026-11-21T10:03:00Z')
    expect(deletedRecords).toEqual([{ id: b, deletedDate: '2026-11-21T10:01:00.000+0000' }])
  },
)

rule(
  'a loser can be brought back, without what the merge moved',
  undeleting(
    'You can undelete records that were deleted as the result of a merge, but the child objects are reparented, which can’t be undone',
  ),
  async () => {
    const [a, b] = [await contact('A'), await contact('B')]
    const taskId = await make('Task', { WhoId: b, Subject: 'Call' })
    await merge('Contact', { Id: a }, [b])
    expect(await org.conn.soap.undelete([b])).toMatchObject([{ id: b, success: true, errors: [] }])
    expect(await org.conn.sobject('Contact').retrieve(b)).toMatchObject({ IsDeleted: false, MasterRecordId: null })
    expect(await org.conn.sobject('Task').retrieve(taskId)).toMatchObject({ WhoId: a })
  },
)

rule(
  'a deleted record is gone for reads and writes, and there for queryAll',
  {
    evidence: 'recorded',
    at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html',
    says: 'GET, PATCH and DELETE answer 404 ENTITY_IS_DELETED "entity is deleted" with an empty list of fields; queryAll shows IsDeleted = true',
  },
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    const path = `/services/data/v68.0/sobjects/Contact/${id}`
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await org.request(method, path, method === 'PATCH' ? { Title: 'x' } : undefined)
      expect(answer.status).toBe(404)
      expect(answer.body).toEqual([{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }])
    }
    expect(await rows('SELECT Id FROM Contact')).toEqual([])
    expect(await rows('SELECT Id, IsDeleted FROM Contact', 'all')).toMatchObject([{ Id: id, IsDeleted: true }])
  },
)

rule(
  'undelete brings back what was deleted along',
  undeleting(
    'Since a delete call cascade-deletes child records, an undelete call undeletes the cascade-deleted records',
  ),
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    const withIt = await contact('A', { AccountId: accountId })
    const before = await contact('B', { AccountId: accountId })
    await org.conn.sobject('Contact').destroy(before)
    await org.conn.sobject('Account').destroy(accountId)
    expect(await rows('SELECT Id FROM Contact')).toEqual([])
    org.clock.advance(60_000)
    expect(await org.conn.soap.undelete([accountId])).toMatchObject([{ id: accountId, success: true }])
    expect(await rows('SELECT Id, AccountId, SystemModstamp FROM Contact')).toMatchObject([
      { Id: withIt, AccountId: accountId, SystemModstamp: '2026-11-21T10:01:00.000+0000' },
    ])
  },
)

rule(
  'what is not in the recycle bin cannot be undeleted',
  undeleting(
    'Use this call to restore any deleted record that is undeletable, including those records in the Recycle Bin',
  ),
  async () => {
    const live = await contact('A')
    const results = await org.conn.soap.undelete([live, '003000000000001AAA'])
    expect(results).toMatchObject([
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED', message: 'Entity is not in the recycle bin' }] },
      { success: false, errors: [{ statusCode: 'INVALID_CROSS_REFERENCE_KEY' }] },
    ])
  },
)

rule(
  'objects whose describe says so cannot be undeleted alone',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/138077/it-is-possible-to-undelete-sobject-and-other-metadata-using-api',
    says: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY "Entity type is not undeletable"',
  },
  async () => {
    const opportunityId = await make('Opportunity', { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-31' })
    const role = await make('OpportunityContactRole', { OpportunityId: opportunityId, ContactId: await contact('A') })
    expect((await org.conn.sobject('OpportunityContactRole').describe()).undeletable).toBe(false)
    await org.conn.sobject('OpportunityContactRole').destroy(role)
    const error = { statusCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', message: 'Entity type is not undeletable' }
    expect(await org.conn.soap.undelete([role])).toMatchObject([{ success: false, errors: [error] }])
  },
)

rule(
  'a record whose unique value was taken meanwhile stays in the bin',
  {
    evidence: 'assumed',
    at: `${API}sforce_api_calls_undelete.htm`,
    says: 'a unique field has a value once among live records: DUPLICATE_VALUE',
  },
  async () => {
    await addField(org, 'Contact.Tandem_Key__c', KEY_FIELD)
    const first = await contact('A', { Tandem_Key__c: 'k1' })
    await org.conn.sobject('Contact').destroy(first)
    await contact('B', { Tandem_Key__c: 'K1' })
    expect(await org.conn.soap.undelete([first])).toMatchObject([
      { success: false, errors: [{ statusCode: 'DUPLICATE_VALUE' }] },
    ])
  },
)

rule(
  'what is removed from the bin cannot come back, and can be read for a day',
  emptying(
    'Once records are deleted from the Recycle Bin using this call, they can’t be undeleted; they can be queried using queryAll() for some time, typically 24 hours',
  ),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    expect(await org.conn.soap.emptyRecycleBin([id])).toMatchObject([{ id, success: true }])
    expect(await org.conn.soap.undelete([id])).toMatchObject([
      { success: false, errors: [{ statusCode: 'UNDELETE_FAILED' }] },
    ])
    expect(await rows('SELECT Id FROM Contact', 'all')).toHaveLength(1)
    org.clock.advance(DAY_MS + 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toEqual([])
  },
)

rule(
  'what goes along with another record cannot be removed by itself',
  emptying('Do not include the IDs of any records that will be cascade deleted, or an error will occur'),
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    const contactId = await contact('A', { AccountId: accountId })
    await org.conn.sobject('Account').destroy(accountId)
    const results = await org.conn.soap.emptyRecycleBin([contactId, accountId])
    expect(results).toMatchObject([{ success: false }, { success: true }])
  },
)

rule(
  'the bin keeps records for 15 days',
  emptying(
    'The Recycle Bin lets you view and restore recently deleted records for 15 days before they’re permanently deleted',
  ),
  async () => {
    const id = await contact('A')
    await org.conn.sobject('Contact').destroy(id)
    org.clock.advance(15 * DAY_MS - 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toHaveLength(1)
    org.clock.advance(2 * 3600_000)
    expect(await rows('SELECT Id FROM Contact', 'all')).toEqual([])
    const answer = await org.request('GET', `/services/data/v68.0/sobjects/Contact/${id}`)
    expect(answer).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] })
  },
)

rule(
  'the bin and who went with whom survive a snapshot',
  {
    evidence: 'client',
    at: 'https://jsforce.github.io/document/',
    says: 'undelete by id after the sandbox was restored',
  },
  async () => {
    const accountId = await make('Account', { Name: 'Acme' })
    await contact('A', { AccountId: accountId })
    await org.conn.sobject('Account').destroy(accountId)
    org.sandbox.restore(JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>)
    await org.conn.soap.undelete([accountId])
    expect(await rows('SELECT AccountId FROM Contact')).toMatchObject([{ AccountId: accountId }])
  },
)

rule(
  'SOAP creates, updates, upserts and deletes, each record alone',
  {
    evidence: 'documented',
    at: `${API}sforce_api_calls_create.htm`,
    says: 'the default is to allow partial success of a call',
  },
  async () => {
    const { soap } = org.conn
    const made = await soap.create([
      { type: 'Contact', LastName: 'A', DoNotCall: true },
      { type: 'Contact', FirstName: 'Nobody' },
    ])
    expect(made).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }] },
    ])
    const id = String(made[0]?.id)
    expect(await soap.update({ type: 'Contact', Id: id, Title: 'CEO', DoNotCall: false })).toMatchObject({
      id,
      success: true,
    })
    expect(await org.conn.sobject('Contact').retrieve(id)).toMatchObject({ Title: 'CEO', DoNotCall: false })
    expect(await soap.update({ type: 'Contact', Id: id, Title: null })).toMatchObject({ success: true })
    expect(await org.conn.sobject('Contact').retrieve(id)).toMatchObject({ Title: null })
    await addField(org, 'Contact.Tandem_Key__c', KEY_FIELD)
    const upserted = await soap.upsert('Tandem_Key__c', [{ type: 'Contact', LastName: 'B', Tandem_Key__c: 'k' }])
    expect(upserted).toMatchObject([{ success: true, created: true }])
    const again = await soap.upsert('Tandem_Key__c', { type: 'Contact', LastName: 'B2', Tandem_Key__c: 'k' })
    expect(again).toMatchObject({ success: true, created: false, id: upserted[0]?.id })
    expect(await soap.delete([id])).toMatchObject([{ id, success: true }])
  },
)

rule(
  'with the AllOrNone header one refusal takes everything back',
  {
    evidence: 'documented',
    at: `${API}sforce_api_header_allornoneheader.htm`,
    says: 'roll back all changes unless all records are processed successfully',
  },
  async () => {
    const create =
      '<create><sObjects><type>Contact</type><LastName>A</LastName></sObjects><sObjects><type>Contact</type></sObjects></create>'
    const headers = '<AllOrNoneHeader><allOrNone>true</allOrNone></AllOrNoneHeader>'
    const { status, text } = await sendEnvelope(org.conn, create, { headers })
    expect(status).toBe(200)
    expect(text).toContain('<statusCode>ALL_OR_NONE_OPERATION_ROLLED_BACK</statusCode>')
    expect(text).toContain('<statusCode>REQUIRED_FIELD_MISSING</statusCode>')
    expect(await rows('SELECT Id FROM Contact')).toEqual([])
  },
)

rule(
  'SOAP assigns a lead by rule only when the header asks',
  {
    evidence: 'documented',
    at: `${API}sforce_api_header_assignmentruleheader.htm`,
    says: 'useDefaultRule: if true, the default assignment rule is used; otherwise none',
  },
  async () => {
    const { user_id: admin } = await org.admin.identity()
    await org.stop()
    org = await startSandbox({ leadAssignment: { ownerId: admin } })
    const { user_id: me } = await org.conn.identity()
    const create = '<create><sObjects><type>Lead</type><LastName>A</LastName><Company>C</Company></sObjects></create>'
    await sendEnvelope(org.conn, create)
    await sendEnvelope(org.conn, create, {
      headers: '<AssignmentRuleHeader><useDefaultRule>true</useDefaultRule></AssignmentRuleHeader>',
    })
    expect(await rows('SELECT OwnerId FROM Lead ORDER BY Id')).toMatchObject([{ OwnerId: me }, { OwnerId: admin }])
  },
)

rule(
  'the DuplicateRule header saves what only raises an alert',
  {
    evidence: 'documented',
    at: `${API}sforce_api_header_duplicateruleheader.htm`,
    says: 'allowSave: for a duplicate rule, when the Alert option is enabled, set to true to save duplicate records',
  },
  async () => {
    await fetch(`${org.url}/__sandbox/duplicate-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'One_Email',
        object: 'Contact',
        match: { object: 'Contact', equation: [['Email']], methods: { Email: 'exact' } },
      }),
    })
    const create =
      '<create><sObjects><type>Contact</type><LastName>A</LastName><Email>a@acme.test</Email></sObjects></create>'
    await sendEnvelope(org.conn, create)
    const refused = await sendEnvelope(org.conn, create)
    expect(refused.text).toContain('<statusCode>DUPLICATES_DETECTED</statusCode>')
    const headers = '<DuplicateRuleHeader><allowSave>true</allowSave></DuplicateRuleHeader>'
    expect((await sendEnvelope(org.conn, create, { headers })).text).toContain('<success>true</success>')
  },
)
