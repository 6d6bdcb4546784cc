import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { sendEnvelope } from './soap-envelope.ts'

const API = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

async function rows(soql: string, scan: 'live' | 'all' = 'live') {
  return (await org.conn.query(soql, { scanAll: scan === 'all' })).records
}

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
