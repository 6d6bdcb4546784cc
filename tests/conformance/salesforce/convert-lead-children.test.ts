import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const AT = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_convertlead.htm'
const documented = (says: string, at = AT) => ({ evidence: 'documented', at, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox({ leadConversionFields: { Segment__c: 'Contact.Segment__c' } })
})
afterEach(() => org.stop())

async function lead(values: Record<string, unknown> = {}): Promise<string> {
  const sent = { FirstName: 'Ada', LastName: 'Okafor', Company: 'Acme', LeadSource: 'Web', ...values }
  return String((await org.conn.sobject('Lead').create(sent)).id)
}

const ask = (leadId: string, more: Record<string, unknown> = {}) => ({
  leadId,
  convertedStatus: 'Closed - Converted',
  doNotCreateOpportunity: false,
  overwriteLeadSource: false,
  sendNotificationEmail: false,
  ...more,
})

async function rows(soql: string) {
  return (await org.conn.query(soql)).records
}

rule(
  'tasks and events follow to the contact, with a new SystemModstamp',
  {
    evidence: 'reported',
    at: 'https://help.salesforce.com/s/articleView?id=sales.leads_considerations_for_converting.htm',
    says: 'open and closed activities of the lead are attached to the contact, account and opportunity: WhoId changes from 00Q to 003',
  },
  async () => {
    const id = await lead()
    const task = await org.conn.sobject('Task').create({ WhoId: id, Subject: 'Call' })
    const event = { WhoId: id, StartDateTime: '2026-11-22T09:00:00Z', DurationInMinutes: 30 }
    await org.conn.sobject('Event').create(event)
    org.clock.advance(60_000)
    const done = await org.conn.soap.convertLead(ask(id))
    const moved = { WhoId: done.contactId, AccountId: done.accountId, SystemModstamp: '2026-11-21T10:01:00.000+0000' }
    expect(await rows('SELECT Id, WhoId, AccountId, SystemModstamp FROM Task')).toMatchObject([
      { Id: task.id, ...moved },
    ])
    expect(await rows('SELECT WhoId, AccountId, SystemModstamp FROM Event')).toMatchObject([moved])
  },
)

rule(
  'a converted lead takes no new activities',
  {
    evidence: 'reported',
    at: 'https://help.salesforce.com/s/articleView?id=sales.leads_considerations_for_converting.htm',
    says: 'CANNOT_UPDATE_CONVERTED_LEAD, "cannot reference converted lead"',
  },
  async () => {
    const WhoId = await lead()
    await org.conn.soap.convertLead(ask(WhoId))
    for (const [object, values] of [
      ['Task', { Subject: 'Call' }],
      ['Event', { StartDateTime: '2026-11-22T09:00:00Z', DurationInMinutes: 30 }],
    ] as const) {
      await expect(org.conn.sobject(object).create({ ...values, WhoId })).rejects.toMatchObject({
        errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD',
        message: 'cannot reference converted lead',
      })
    }
  },
)

rule(
  'campaign members keep the lead and gain the contact',
  {
    evidence: 'reported',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm',
    says: 'a converted lead’s CampaignMember keeps LeadId and has ContactId from then on',
  },
  async () => {
    const id = await lead()
    const campaign = await org.conn.sobject('Campaign').create({ Name: 'Spring' })
    await org.conn.sobject('CampaignMember').create({ CampaignId: campaign.id, LeadId: id })
    const done = await org.conn.soap.convertLead(ask(id))
    expect(await rows('SELECT LeadId, ContactId FROM CampaignMember')).toMatchObject([
      { LeadId: id, ContactId: done.contactId },
    ])
    expect(await rows('SELECT CampaignId FROM Opportunity')).toMatchObject([{ CampaignId: campaign.id }])
  },
)

rule(
  'the contact is the primary contact of the new opportunity',
  documented(
    'a contact role is created for the contact on the opportunity',
    'https://help.salesforce.com/s/articleView?id=sales.leads_convert_considerations.htm',
  ),
  async () => {
    const done = await org.conn.soap.convertLead(ask(await lead()))
    const roles = await rows('SELECT OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole')
    expect(roles).toMatchObject([{ OpportunityId: done.opportunityId, ContactId: done.contactId, IsPrimary: true }])
  },
)

rule(
  'an opportunity that has a primary contact keeps it when another lead is converted into it',
  documented(
    'each opportunity has only one primary contact; only what is empty is filled',
    'https://help.salesforce.com/s/articleView?id=sales.leads_convert_considerations.htm',
  ),
  async () => {
    const first = await org.conn.soap.convertLead(ask(await lead()))
    const { accountId, opportunityId } = first
    const second = await org.conn.soap.convertLead({ ...ask(await lead()), accountId, opportunityId })
    const roles = await rows('SELECT ContactId, IsPrimary FROM OpportunityContactRole ORDER BY Id')
    expect(roles).toMatchObject([
      { ContactId: first.contactId, IsPrimary: true },
      { ContactId: second.contactId, IsPrimary: false },
    ])
  },
)
