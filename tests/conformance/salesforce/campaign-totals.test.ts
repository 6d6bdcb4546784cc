import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { refused } from './org-setup.ts'

const FIELDS = 'https://help.salesforce.com/s/articleView?id=sales.campaigns_fields.htm'

let org: Started
let campaign: string
let lead: string
beforeEach(async () => {
  org = await startSandbox()
  campaign = await made('Campaign', { Name: 'Webinar' })
  lead = await made('Lead', { LastName: 'Lovelace', Company: 'Engines' })
})
afterEach(() => org.stop())

const made = async (object: string, values: Record<string, unknown>) =>
  String((await org.conn.sobject(object).create(values)).id)
const member = (values: Record<string, unknown>) => made('CampaignMember', { CampaignId: campaign, ...values })
const deal = (values: Record<string, unknown>) =>
  made('Opportunity', {
    Name: 'Deal',
    StageName: 'Prospecting',
    CloseDate: '2026-12-01',
    CampaignId: campaign,
    ...values,
  })
const totals = (id = campaign) => org.conn.sobject('Campaign').retrieve(id)

rule(
  'a campaign counts its members and their responses, and nobody writes the numbers',
  {
    evidence: 'documented',
    at: FIELDS,
    says: 'Leads, contacts and responses in campaign are calculated automatically; the statistics are read-only.',
  },
  async () => {
    expect(await totals()).toMatchObject({ NumberOfLeads: 0, NumberOfContacts: 0, NumberOfResponses: 0 })
    const stamp = (await totals())['SystemModstamp']
    org.clock.advance(60_000)
    const id = await member({ LeadId: lead, Status: 'Responded' })
    await member({ ContactId: await made('Contact', { LastName: 'Byron' }) })
    expect(await totals()).toMatchObject({
      NumberOfLeads: 1,
      NumberOfContacts: 1,
      NumberOfResponses: 1,
      SystemModstamp: stamp,
    })
    await org.conn.sobject('CampaignMember').update({ Id: id, Status: 'Sent' })
    expect(await totals()).toMatchObject({ NumberOfLeads: 1, NumberOfResponses: 0 })
    expect((await refused(org.conn.sobject('Campaign').update({ Id: campaign, NumberOfLeads: 9 }))).name).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    )
  },
)

rule(
  'who leaves a campaign is not counted any more, however it happens',
  {
    evidence: 'documented',
    at: FIELDS,
    says: 'The numbers are calculated from the records that are associated with the campaign.',
  },
  async () => {
    const first = await member({ LeadId: lead, Status: 'Responded' })
    await org.conn.sobject('CampaignMember').destroy(first)
    expect(await totals()).toMatchObject({ NumberOfLeads: 0, NumberOfResponses: 0 })
    await member({ LeadId: lead })
    await org.conn.sobject('Lead').destroy(lead)
    expect(await totals()).toMatchObject({ NumberOfLeads: 0 })
    const members = [{ CampaignId: campaign, LeadId: await made('Lead', { LastName: 'Two', Company: 'B' }) }, {}]
    await org.conn.sobject('CampaignMember').create(members, { allOrNone: true })
    expect(await totals()).toMatchObject({ NumberOfLeads: 0 })
  },
)

rule(
  'a converted lead stays among the leads of its campaign and is a contact and a converted lead besides',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=003964576&language=ja',
    says: 'NumberOfLeads includes NumberOfConvertedLeads: a conversion does not lower it and raises NumberOfContacts.',
  },
  async () => {
    await member({ LeadId: lead })
    await org.conn.soap.convertLead({
      leadId: lead,
      convertedStatus: 'Closed - Converted',
      doNotCreateOpportunity: true,
    })
    expect(await totals()).toMatchObject({ NumberOfLeads: 1, NumberOfConvertedLeads: 1, NumberOfContacts: 1 })
  },
)

rule(
  'a campaign adds up its opportunities and what was won',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/object-reference/references/standard-objects/object-campaign.html',
    says: 'AmountAllOpportunities: money in all opportunities of the campaign, won ones included. AmountWonOpportunities: in won ones.',
  },
  async () => {
    const open = await deal({ Amount: 100.1 })
    await deal({ Amount: 200.2, StageName: 'Closed Won' })
    await deal({})
    const all = { NumberOfOpportunities: 3, AmountAllOpportunities: 300.3 }
    expect(await totals()).toMatchObject({ ...all, NumberOfWonOpportunities: 1, AmountWonOpportunities: 200.2 })
    await org.conn.sobject('Opportunity').update({ Id: open, StageName: 'Closed Won' })
    expect(await totals()).toMatchObject({ ...all, NumberOfWonOpportunities: 2, AmountWonOpportunities: 300.3 })
    const other = await made('Campaign', { Name: 'Fair' })
    await org.conn.sobject('Opportunity').update({ Id: open, CampaignId: other })
    expect(await totals()).toMatchObject({ NumberOfOpportunities: 2, AmountWonOpportunities: 200.2 })
    expect(await totals(other)).toMatchObject({ NumberOfOpportunities: 1, AmountAllOpportunities: 100.1 })
  },
)

rule(
  'a campaign that comes back from the recycle bin counts what comes back with it',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm',
    says: 'Child records that were deleted along with their parent are undeleted with it.',
  },
  async () => {
    await member({ LeadId: lead })
    await org.conn.sobject('Campaign').destroy(campaign)
    await org.conn.soap.undelete([campaign])
    expect(await totals()).toMatchObject({ NumberOfLeads: 1 })
  },
)
