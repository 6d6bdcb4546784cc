import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, startSandbox } from '#sandbox/salesforce/test/start.ts'
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
  'a conversion gives an account named by the company, a contact and an opportunity',
  documented(
    'Converts a Lead into an Account, Contact, or (optionally) an Opportunity; the opportunity is named by the company when no name is given',
  ),
  async () => {
    const id = await lead()
    const done = await org.conn.soap.convertLead(ask(id))
    expect(done).toMatchObject({ success: true, leadId: id, errors: [] })
    expect(await org.conn.sobject('Account').retrieve(String(done.accountId))).toMatchObject({ Name: 'Acme' })
    expect(await org.conn.sobject('Contact').retrieve(String(done.contactId))).toMatchObject({
      AccountId: done.accountId,
      Name: 'Ada Okafor',
    })
    expect(await org.conn.sobject('Opportunity').retrieve(String(done.opportunityId))).toMatchObject({
      Name: 'Acme',
      AccountId: done.accountId,
    })
  },
)

rule(
  'the lead stays, read-only, with the ids of what it became',
  {
    evidence: 'reported',
    at: 'https://help.salesforce.com/s/articleView?id=sales.leads_considerations_for_converting.htm',
    says: 'IsConverted is true, Converted ids and date are filled; writes fail with CANNOT_UPDATE_CONVERTED_LEAD, "cannot reference converted lead"',
  },
  async () => {
    const id = await lead()
    const done = await org.conn.soap.convertLead(ask(id))
    expect(await org.conn.sobject('Lead').retrieve(id)).toMatchObject({
      Status: 'Closed - Converted',
      IsConverted: true,
      ConvertedDate: '2026-11-21',
      ConvertedAccountId: done.accountId,
      ConvertedContactId: done.contactId,
      ConvertedOpportunityId: done.opportunityId,
    })
    await expect(org.conn.sobject('Lead').update({ Id: id, Title: 'CEO' })).rejects.toMatchObject({
      errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD',
      message: 'cannot reference converted lead',
    })
    const again = await org.conn.soap.convertLead([ask(id)])
    expect(again).toMatchObject([{ success: false, errors: [{ statusCode: 'CANNOT_UPDATE_CONVERTED_LEAD' }] }])
  },
)

rule(
  'only empty fields of an existing contact are filled',
  documented('only empty fields in the target object are overwritten: existing data are not overwritten'),
  async () => {
    const account = await org.conn.sobject('Account').create({ Name: 'Known', Industry: 'Media' })
    const values = { LastName: 'Okafor', Email: 'old@acme.test', AccountId: account.id, LeadSource: 'Other' }
    const contact = await org.conn.sobject('Contact').create(values)
    const id = await lead({ Email: 'new@acme.test', Phone: '+1 555 0100', Industry: 'Energy' })
    await org.conn.soap.convertLead(ask(id, { accountId: account.id, contactId: contact.id }))
    expect(await org.conn.sobject('Contact').retrieve(String(contact.id))).toMatchObject({
      Email: 'old@acme.test',
      Phone: '+1 555 0100',
      FirstName: 'Ada',
      LeadSource: 'Other',
    })
    expect(await org.conn.sobject('Account').retrieve(String(account.id))).toMatchObject({
      Name: 'Known',
      Industry: 'Media',
    })
  },
)

rule(
  'overwriteLeadSource replaces the lead source of an existing contact',
  documented(
    'if overwriteLeadSource is true the LeadSource field in the target Contact is overwritten with that of the Lead',
  ),
  async () => {
    const account = await org.conn.sobject('Account').create({ Name: 'Known' })
    const contact = await org.conn
      .sobject('Contact')
      .create({ LastName: 'O', AccountId: account.id, LeadSource: 'Other' })
    const target = { accountId: account.id, contactId: contact.id, overwriteLeadSource: true }
    await org.conn.soap.convertLead(ask(await lead(), target))
    expect(await org.conn.sobject('Contact').retrieve(String(contact.id))).toMatchObject({ LeadSource: 'Web' })
  },
)

rule(
  'a contact can be named only together with its account',
  documented(
    'contactId: this contact must be associated with the specified accountId, and an accountId must be specified',
  ),
  async () => {
    const account = await org.conn.sobject('Account').create({ Name: 'One' })
    const other = await org.conn.sobject('Account').create({ Name: 'Two' })
    const contact = await org.conn.sobject('Contact').create({ LastName: 'O', AccountId: account.id })
    const id = await lead()
    const results = await org.conn.soap.convertLead([
      ask(id, { contactId: contact.id }),
      ask(id, { contactId: contact.id, accountId: other.id }),
      ask(id, { contactId: contact.id, accountId: account.id }),
    ])
    expect(results.map((result) => result.success)).toEqual([false, false, true])
  },
)

rule(
  'no opportunity is made when asked so, and then none can be named',
  documented(
    'If doNotCreateOpportunity is true, no Opportunity is created and opportunityName must be left blank; otherwise an error is returned',
  ),
  async () => {
    const id = await lead()
    const [refused] = await org.conn.soap.convertLead([ask(id, { doNotCreateOpportunity: true, opportunityName: 'X' })])
    expect(refused?.success).toBe(false)
    const done = await org.conn.soap.convertLead(ask(id, { doNotCreateOpportunity: true }))
    expect(done.opportunityId ?? null).toBeNull()
    expect(await rows('SELECT Id FROM Opportunity')).toEqual([])
  },
)

rule(
  'a lead of a queue needs an owner who is a user',
  documented(
    'ownerId: when converting leads owned by a queue, the owner must be specified, because accounts and contacts cannot be owned by a queue',
  ),
  async () => {
    const queue = await org.admin.sobject('Group').create({ Name: 'Inbound', Type: 'Queue' })
    await org.admin.sobject('QueueSobject').create({ QueueId: queue.id, SobjectType: 'Lead' })
    const id = await lead()
    await org.conn.request({
      method: 'PATCH',
      url: `/services/data/v68.0/sobjects/Lead/${id}`,
      body: JSON.stringify({ OwnerId: queue.id }),
      headers: { 'content-type': 'application/json', 'Sforce-Auto-Assign': 'FALSE' },
    })
    const { user_id: ownerId } = await org.admin.identity()
    const [without, given] = await org.conn.soap.convertLead([ask(id), ask(id, { ownerId })])
    expect(without).toMatchObject({ success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] })
    expect(given?.success).toBe(true)
    expect(await rows(`SELECT OwnerId FROM Contact WHERE Id = '${given?.contactId}'`)).toMatchObject([
      { OwnerId: ownerId },
    ])
  },
)

rule(
  'the status must be one that means converted',
  documented('convertedStatus: valid LeadStatus value for a converted lead. Required.'),
  async () => {
    const id = await lead()
    const [result] = await org.conn.soap.convertLead([ask(id, { convertedStatus: 'Working - Contacted' })])
    expect(result).toMatchObject({ success: false, errors: [{ statusCode: 'INVALID_STATUS' }] })
    expect(await org.conn.sobject('Lead').retrieve(id)).toMatchObject({ IsConverted: false })
  },
)

rule(
  'at most 100 leads are converted in one call',
  documented('Maximum of 100 leads for one call to convertLead()'),
  async () => {
    const many = Array.from({ length: 101 }, () => ask('00Q000000000000'))
    await expect(org.conn.soap.convertLead(many)).rejects.toMatchObject({ errorCode: 'sf:EXCEEDED_MAX_SIZE_REQUEST' })
  },
)

rule(
  'each lead of a call succeeds or fails alone',
  documented(
    'the client application iterates through the returned results to determine whether conversion succeeded for each lead',
  ),
  async () => {
    const id = await lead()
    const results = await org.conn.soap.convertLead([ask('00Qnope'), ask(id)])
    expect(results.map((result) => result.success)).toEqual([false, true])
  },
)

rule(
  'a custom field survives only where an administrator mapped it',
  documented(
    'For custom lead fields, your Salesforce administrator can specify how they map to custom account, contact, and opportunity fields',
  ),
  async () => {
    const text = { type: 'Text', label: 'Segment', length: 40 }
    await addField(org, 'Lead.Segment__c', text)
    await addField(org, 'Lead.Hobby__c', { ...text, label: 'Hobby' })
    await addField(org, 'Contact.Segment__c', text)
    await addField(org, 'Contact.Hobby__c', { ...text, label: 'Hobby' })
    const done = await org.conn.soap.convertLead(ask(await lead({ Segment__c: 'SMB', Hobby__c: 'Chess' })))
    expect(await org.conn.sobject('Contact').retrieve(String(done.contactId))).toMatchObject({
      Segment__c: 'SMB',
      Hobby__c: null,
    })
  },
)

rule(
  'duplicate rules look at the new contact unless the request bypasses them',
  {
    evidence: 'client',
    at: 'https://jsforce.github.io/jsforce/types/api_soap_schema.LeadConvert.html',
    says: 'bypassAccountDedupeCheck and bypassContactDedupeCheck are arguments of each lead',
  },
  async () => {
    const made = await fetch(`${org.url}/__sandbox/duplicate-rules`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: 'One_Email',
        object: 'Contact',
        onCreate: 'block',
        match: { object: 'Contact', equation: [['Email']], methods: { Email: 'exact' } },
      }),
    })
    expect(made.status, await made.text()).toBe(200)
    await org.conn.sobject('Contact').create({ LastName: 'Twin', Email: 'ada@acme.test' })
    const id = await lead({ Email: 'ada@acme.test' })
    const [refused, done] = await org.conn.soap.convertLead([ask(id), ask(id, { bypassContactDedupeCheck: true })])
    expect(refused).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATES_DETECTED' }] })
    expect(done?.success).toBe(true)
  },
)
