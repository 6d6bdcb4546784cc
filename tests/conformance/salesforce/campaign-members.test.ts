import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { codes, refused } from './org-setup.ts'

const MEMBER =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm'
const STATUS =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmemberstatus.htm'

let org: Started
let campaign: string
let lead: string
let contact: string
beforeEach(async () => {
  org = await startSandbox()
  const made = async (object: string, values: Record<string, unknown>) =>
    String((await org.conn.sobject(object).create(values)).id)
  campaign = await made('Campaign', { Name: 'Webinar' })
  lead = await made('Lead', { LastName: 'Lovelace', Company: 'Engines' })
  contact = await made('Contact', { LastName: 'Byron' })
})
afterEach(() => org.stop())

const members = () => org.conn.sobject('CampaignMember')
const add = async (values: Record<string, unknown>) =>
  String((await members().create({ CampaignId: campaign, ...values })).id)

rule(
  'a member is a lead or a contact: one of them, never none',
  { evidence: 'documented', at: MEMBER, says: 'The association between a campaign and either a lead or a contact.' },
  async () => {
    expect(await members().retrieve(await add({ LeadId: lead }))).toMatchObject({
      LeadId: lead,
      ContactId: null,
      Type: 'Lead',
      LeadOrContactId: lead,
      LastName: 'Lovelace',
      CompanyOrAccount: 'Engines',
    })
    expect(await members().retrieve(await add({ ContactId: contact }))).toMatchObject({ LeadId: null, Type: 'Contact' })
    expect((await refused(add({}))).name).toBe('REQUIRED_FIELD_MISSING')
  },
)

rule(
  'a member that names both is refused, or the setting lets the contact count',
  { evidence: 'assumed', at: MEMBER, says: 'Either a lead or a contact; nobody says what both at once do.' },
  async () => {
    expect((await refused(add({ LeadId: lead, ContactId: contact }))).name).toBe('FIELD_INTEGRITY_EXCEPTION')
    const lenient = await startSandbox({ membersOfTwoKinds: 'contact-counts' })
    lenient.sandbox.restore(org.sandbox.snapshot())
    const sobject = lenient.conn.sobject('CampaignMember')
    const made = await sobject.create({ CampaignId: campaign, LeadId: lead, ContactId: contact })
    expect(await sobject.retrieve(String(made.id))).toMatchObject({ Type: 'Contact', LeadOrContactId: contact })
    await lenient.stop()
  },
)

rule(
  'a person is a member of a campaign once',
  {
    evidence: 'recorded',
    at: MEMBER,
    says: '[{"message":"Already a campaign member.","errorCode":"DUPLICATE_VALUE"}]',
  },
  async () => {
    const first = await add({ LeadId: lead })
    expect(await refused(add({ LeadId: lead }))).toMatchObject({
      name: 'DUPLICATE_VALUE',
      message: 'Already a campaign member.',
    })
    const results = await members().create([
      { CampaignId: campaign, LeadId: lead },
      { CampaignId: campaign, ContactId: contact },
    ])
    expect(codes(results)).toEqual(['DUPLICATE_VALUE', 'saved'])
    await members().destroy(first)
    expect(await add({ LeadId: lead })).not.toBe(first)
  },
)

rule(
  'who is a member and where cannot be changed afterwards',
  {
    evidence: 'documented',
    at: MEMBER,
    says: 'CampaignId, LeadId and ContactId: Create, Filter, Group, Sort; no Update.',
  },
  async () => {
    const Id = await add({ LeadId: lead })
    for (const values of [{ CampaignId: campaign }, { LeadId: lead }, { ContactId: contact }]) {
      expect((await refused(members().update({ Id, ...values }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
    }
  },
)

rule(
  'a new campaign has the statuses Sent, the default, and Responded',
  {
    evidence: 'documented',
    at: STATUS,
    says: 'One or more member status values defined for a campaign; Sent and Responded by default.',
  },
  async () => {
    const found = await org.conn.query(
      `SELECT Label, IsDefault, HasResponded FROM CampaignMemberStatus WHERE CampaignId = '${campaign}' ORDER BY SortOrder`,
    )
    expect(found.records).toMatchObject([
      { Label: 'Sent', IsDefault: true, HasResponded: false },
      { Label: 'Responded', IsDefault: false, HasResponded: true },
    ])
    expect(await members().retrieve(await add({ LeadId: lead }))).toMatchObject({ Status: 'Sent', HasResponded: false })
  },
)

rule(
  "the status decides HasResponded by the campaign's own list, and the first response keeps its day",
  {
    evidence: 'documented',
    at: MEMBER,
    says: 'Status controls the HasResponded flag; FirstRespondedDate is the date of the first responded status.',
  },
  async () => {
    await org.conn
      .sobject('CampaignMemberStatus')
      .create({ CampaignId: campaign, Label: 'Attended', HasResponded: true })
    const Id = await add({ LeadId: lead })
    await members().update({ Id, Status: 'Attended' })
    expect(await members().retrieve(Id)).toMatchObject({ HasResponded: true, FirstRespondedDate: '2026-11-21' })
    org.clock.advance(3 * 86_400_000)
    await members().update({ Id, Status: 'Sent' })
    expect(await members().retrieve(Id)).toMatchObject({ HasResponded: false, FirstRespondedDate: '2026-11-21' })
    await members().update({ Id, Status: 'Responded' })
    expect(await members().retrieve(Id)).toMatchObject({ HasResponded: true, FirstRespondedDate: '2026-11-21' })
  },
)

rule(
  'HasResponded and FirstRespondedDate cannot be written',
  { evidence: 'documented', at: MEMBER, says: "The HasResponded flag is read-only: it can't be set directly." },
  async () => {
    const Id = await add({ LeadId: lead })
    for (const values of [{ HasResponded: true }, { FirstRespondedDate: '2026-01-01' }]) {
      expect((await refused(members().update({ Id, ...values }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
    }
  },
)

rule(
  'conversion leaves the lead on the member and adds the contact; a converted lead joins no campaign',
  { evidence: 'reported', at: MEMBER, says: 'After conversion the member keeps LeadId and gains ContactId.' },
  async () => {
    const Id = await add({ LeadId: lead })
    const done = await org.conn.soap.convertLead({ leadId: lead, convertedStatus: 'Closed - Converted' })
    const [converted] = [done].flat()
    expect(await members().retrieve(Id)).toMatchObject({ LeadId: lead, ContactId: converted?.contactId })
    const other = await org.conn.sobject('Campaign').create({ Name: 'Next' })
    expect((await refused(members().create({ CampaignId: other.id, LeadId: lead }))).name).toBe(
      'CANNOT_UPDATE_CONVERTED_LEAD',
    )
  },
)
