import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Started } from './test/start.ts'
import { startSandbox } from './test/start.ts'

let org: Started
let leadId: string
beforeEach(async () => {
  // Owners as they are written: what the assignment header does has tests of its own.
  org = await startSandbox({ leadsWithoutActiveRule: 'keep-owner' })
  const made = await org.conn.sobject('Lead').create({
    FirstName: 'Ada',
    LastName: 'Okafor',
    Company: 'Acme & Söhne <Ltd>',
    Email: 'ada@acme.test',
    Phone: '+1 555 0100',
    City: 'Berlin',
    LeadSource: 'Web',
  })
  leadId = String(made.id)
})
afterEach(() => org.stop())

const ask = (over: Record<string, unknown> = {}) => ({
  leadId,
  convertedStatus: 'Closed - Converted',
  doNotCreateOpportunity: false,
  overwriteLeadSource: false,
  sendNotificationEmail: false,
  ...over,
})

describe('converting a lead over SOAP', () => {
  it('makes an account by the company, a contact, and an opportunity with its primary contact', async () => {
    const done = await org.conn.soap.convertLead(ask({ opportunityName: 'Acme deal' }))
    expect(done).toMatchObject({ success: true, leadId, errors: [] })
    const { accountId, contactId, opportunityId } = done
    expect(await org.conn.sobject('Account').retrieve(String(accountId))).toMatchObject({
      Name: 'Acme & Söhne <Ltd>',
      BillingCity: 'Berlin',
    })
    expect(await org.conn.sobject('Contact').retrieve(String(contactId))).toMatchObject({
      AccountId: accountId,
      Name: 'Ada Okafor',
      Email: 'ada@acme.test',
      MailingCity: 'Berlin',
    })
    expect(await org.conn.sobject('Opportunity').retrieve(String(opportunityId))).toMatchObject({
      Name: 'Acme deal',
      StageName: 'Prospecting',
      AccountId: accountId,
      CloseDate: '2026-12-31',
    })
    const roles = await org.conn.query('SELECT OpportunityId, ContactId, IsPrimary FROM OpportunityContactRole')
    expect(roles.records).toMatchObject([{ OpportunityId: opportunityId, ContactId: contactId, IsPrimary: true }])
    const lead = await org.conn.query(
      `SELECT Status, IsConverted, ConvertedDate, ConvertedContact.Name, ConvertedOpportunityId FROM Lead WHERE Id = '${leadId}'`,
    )
    expect(lead.records).toMatchObject([
      {
        Status: 'Closed - Converted',
        IsConverted: true,
        ConvertedDate: '2026-11-21',
        ConvertedContact: { Name: 'Ada Okafor' },
        ConvertedOpportunityId: opportunityId,
      },
    ])
  })

  it('moves tasks and events to the contact with a new stamp, and campaign members gain the contact', async () => {
    const task = await org.conn.sobject('Task').create({ WhoId: leadId, Subject: 'Call' })
    const event = await org.conn
      .sobject('Event')
      .create({ WhoId: leadId, StartDateTime: '2026-11-22T09:00:00Z', DurationInMinutes: 30 })
    const campaign = await org.conn.sobject('Campaign').create({ Name: 'Spring' })
    await org.conn.sobject('CampaignMember').create({ CampaignId: campaign.id, LeadId: leadId })
    org.clock.advance(60_000)
    const done = await org.conn.soap.convertLead(ask())
    const tasks = await org.conn.query('SELECT Id, WhoId, Who.Type, AccountId, SystemModstamp FROM Task')
    expect(tasks.records).toMatchObject([
      {
        Id: task.id,
        WhoId: done.contactId,
        Who: { Type: 'Contact' },
        AccountId: done.accountId,
        SystemModstamp: '2026-11-21T10:01:00.000+0000',
      },
    ])
    expect(await org.conn.sobject('Event').retrieve(String(event.id))).toMatchObject({ WhoId: done.contactId })
    const members = await org.conn.query('SELECT LeadId, ContactId FROM CampaignMember')
    expect(members.records).toMatchObject([{ LeadId: leadId, ContactId: done.contactId }])
  })

  it('fills only what an existing contact lacks and makes no opportunity when told so', async () => {
    const account = await org.conn.sobject('Account').create({ Name: 'Known' })
    const contact = await org.conn
      .sobject('Contact')
      .create({ LastName: 'Okafor', Email: 'old@acme.test', AccountId: account.id })
    const done = await org.conn.soap.convertLead(
      ask({ accountId: account.id, contactId: contact.id, doNotCreateOpportunity: true }),
    )
    expect(done).toMatchObject({ accountId: account.id, contactId: contact.id })
    expect(done.opportunityId ?? null).toBeNull()
    expect(await org.conn.sobject('Contact').retrieve(String(contact.id))).toMatchObject({
      Email: 'old@acme.test',
      Phone: '+1 555 0100',
      FirstName: 'Ada',
    })
    expect((await org.conn.query('SELECT Id FROM Opportunity')).totalSize).toBe(0)
  })

  it('makes the lead read-only, for new activities too, and refuses a second conversion', async () => {
    await org.conn.soap.convertLead(ask())
    const again = await org.conn.soap.convertLead([ask()])
    expect(again).toMatchObject([{ success: false, errors: [{ statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD' }] }])
    const refused = { name: 'CANNOT_UPDATE_CONVERTED_LEAD', message: 'cannot reference converted lead' }
    await expect(org.conn.sobject('Lead').update({ Id: leadId, Title: 'x' })).rejects.toMatchObject(refused)
    await expect(org.conn.sobject('Task').create({ WhoId: leadId })).rejects.toMatchObject(refused)
  })

  it('needs a user for a lead that a queue owns, and a converted status', async () => {
    const queue = await org.conn.sobject('Group').create({ Name: 'Inbound', Type: 'Queue' })
    await org.conn.sobject('QueueSobject').create({ QueueId: queue.id, SobjectType: 'Lead' })
    await org.conn.sobject('Lead').update({ Id: leadId, OwnerId: queue.id })
    const { user_id: ownerId } = await org.admin.identity()
    const results = await org.conn.soap.convertLead([
      ask(),
      ask({ ownerId, convertedStatus: 'Working - Contacted' }),
      ask({ ownerId }),
    ])
    expect(results.map((result) => result.success)).toEqual([false, false, true])
    const contact = await org.conn.sobject('Contact').retrieve(String(results[2]?.contactId))
    expect(contact['OwnerId']).toBe(ownerId)
  })

  it('leaves nothing behind when a part fails', async () => {
    const account = await org.conn.sobject('Account').create({ Name: 'Known' })
    const other = await org.conn.sobject('Account').create({ Name: 'Other' })
    const contact = await org.conn.sobject('Contact').create({ LastName: 'x', AccountId: other.id })
    const [result] = await org.conn.soap.convertLead([ask({ accountId: account.id, contactId: contact.id })])
    expect(result?.success).toBe(false)
    expect(await org.conn.sobject('Account').retrieve(String(account.id))).toMatchObject({ Phone: null })
    expect(await org.conn.sobject('Lead').retrieve(leadId)).toMatchObject({ IsConverted: false })
  })

  it('answers a fault for a session that is not known', async () => {
    const answer = await fetch(`${org.url}/services/Soap/u/68.0`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Header><SessionHeader><sessionId>no</sessionId></SessionHeader></e:Header><e:Body><convertLead/></e:Body></e:Envelope>',
    })
    expect(answer.status).toBe(500)
    expect(await answer.text()).toContain('<faultcode>sf:INVALID_SESSION_ID</faultcode>')
  })
})
