import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const API = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/'
const merging = (says: string) => ({ evidence: 'documented', at: `${API}sforce_api_calls_merge.htm`, says }) as const
const undeleting = (says: string) =>
  ({ evidence: 'documented', at: `${API}sforce_api_calls_undelete.htm`, says }) as const

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
  'a custom lookup to a loser leads to the master',
  merging('merge() makes the main record the new parent of the related records'),
  async () => {
    const nameField = { type: 'Text', label: 'Name' } as const
    const visit = { fullName: 'Visit__c', label: 'Visit', pluralLabel: 'Visits', nameField }
    await org.admin.metadata.create('CustomObject', visit)
    const lookup = { type: 'Lookup', label: 'Guest', referenceTo: 'Contact', relationshipName: 'Visits' }
    await addField(org, 'Visit__c.Guest__c', lookup)
    const [masterId, loser] = [await contact('A'), await contact('B')]
    const visitId = await make('Visit__c', { Name: 'V', Guest__c: loser })
    expect((await merge('Contact', { Id: masterId }, [loser])).updatedRelatedIds).toEqual([visitId])
    expect(await org.conn.sobject('Visit__c').retrieve(visitId)).toMatchObject({ Guest__c: masterId })
  },
)
