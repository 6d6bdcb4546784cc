import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { codes, refused, setUp, setUpRefusal } from './org-setup.ts'

const GUIDE = 'https://help.salesforce.com/s/articleView?id=platform.fields_about_field_validation.htm'
const ORDER =
  'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_order_of_execution.htm'
const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const lead = (over: Record<string, unknown> = {}) => ({ LastName: 'Lovelace', Company: 'Engines', ...over })
const make = (over: Record<string, unknown> = {}) => org.conn.sobject('Lead').create(lead(over))
const define = (over: Record<string, unknown>) =>
  setUp(org, 'validation-rules', {
    name: 'Reachable',
    object: 'Lead',
    condition: 'Phone = null AND Email = null',
    message: 'Give a phone number or an e-mail address.',
    ...over,
  })

rule(
  "a validation rule answers with the administrator's text and the field it stands beside",
  {
    evidence: 'reported',
    at: CODES,
    says: "FIELD_CUSTOM_VALIDATION_EXCEPTION with the admin's text; fields is the error field or [].",
  },
  async () => {
    await define({ errorField: 'phone' })
    const answer = await org.request('POST', `${DATA}/sobjects/Lead`, lead())
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual([
      {
        message: 'Give a phone number or an e-mail address.',
        errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        fields: ['Phone'],
      },
    ])
    await define({ errorField: null })
    const error = await refused(make())
    expect(error).toMatchObject({ name: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', data: { fields: [] } })
    expect((await make({ Email: 'ada@engines.test' })).success).toBe(true)
  },
)

rule(
  'several rules that fail answer together',
  {
    evidence: 'client',
    at: 'https://github.com/jsforce/jsforce/blob/main/src/http-api.ts',
    says: 'Several errors become MULTIPLE_API_ERRORS with data as an array.',
  },
  async () => {
    await define({})
    await define({
      name: 'Not_Acme',
      condition: "Company LIKE 'Eng%'",
      message: 'Not this company.',
      errorField: 'Company',
    })
    const error = await refused(make())
    expect(error.name).toBe('MULTIPLE_API_ERRORS')
    expect(error.data).toMatchObject([
      { message: 'Give a phone number or an e-mail address.', fields: [] },
      { message: 'Not this company.', fields: ['Company'] },
    ])
  },
)

rule(
  'the record is judged as it would be saved, on every save',
  { evidence: 'documented', at: GUIDE, says: 'Validation rules verify the data before the record is saved.' },
  async () => {
    const { id } = await make({ Email: 'ada@engines.test' })
    await define({})
    const leads = org.conn.sobject('Lead')
    expect((await refused(leads.update({ Id: String(id), Email: null }))).name).toBe(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    )
    expect((await leads.update({ Id: String(id), Email: null, Phone: '1' })).success).toBe(true)
    await setUp(org, 'validation-rules', { name: 'Reachable', active: false })
    expect((await leads.update({ Id: String(id), Phone: null })).success).toBe(true)
    await setUp(org, 'validation-rules', { name: 'Reachable', active: true })
    // A record that was saved before the rule is refused at the next edit of anything.
    expect((await refused(leads.update({ Id: String(id), Title: 'CTO' }))).name).toBe(
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
    )
  },
)

rule(
  'a rule that asks for changes lets other edits pass',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=platform.customize_functions_ischanged.htm',
    says: 'ISCHANGED compares a field with its value before the save.',
  },
  async () => {
    const { id } = await make({ Status: 'Nurturing' })
    await define({ condition: "Status = 'Nurturing'", whenChanged: ['Status'], message: 'Not by hand.' })
    const leads = org.conn.sobject('Lead')
    expect((await leads.update({ Id: String(id), Title: 'CTO' })).success).toBe(true)
    await leads.update({ Id: String(id), Status: 'Working - Contacted' })
    expect((await refused(leads.update({ Id: String(id), Status: 'Nurturing' }))).message).toBe('Not by hand.')
    expect((await refused(make({ Status: 'Nurturing' }))).message).toBe('Not by hand.')
  },
)

rule(
  'rules see fields that the writing user does not',
  { evidence: 'documented', at: GUIDE, says: 'Rules use the record, whatever field-level security the user has.' },
  async () => {
    await org.admin.tooling.create('CustomField', {
      FullName: 'Lead.Hidden__c',
      Metadata: { type: 'Checkbox', label: 'Hidden', defaultValue: 'false' },
    })
    await define({ condition: 'Hidden__c = false', message: 'Hidden is empty.' })
    expect((await refused(make())).message).toBe('Hidden is empty.')
  },
)

rule(
  "a rule can look at a parent's field",
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=platform.customize_cross_object.htm',
    says: 'Cross-object formulas reference merge fields of related objects.',
  },
  async () => {
    await define({
      object: 'Contact',
      condition: "Account.Industry = 'Banking'",
      message: 'Banks are served elsewhere.',
    })
    const bank = await org.conn.sobject('Account').create({ Name: 'Bank', Industry: 'Banking' })
    const other = await org.conn.sobject('Account').create({ Name: 'Other' })
    const contact = (AccountId: unknown) => org.conn.sobject('Contact').create({ LastName: 'x', AccountId })
    expect((await refused(contact(bank.id))).message).toBe('Banks are served elsewhere.')
    expect((await contact(other.id)).success).toBe(true)
  },
)

rule(
  'validation comes before duplicate rules and after the checks of the platform',
  {
    evidence: 'documented',
    at: ORDER,
    says: 'Runs system validation, then custom validation rules, then duplicate rules.',
  },
  async () => {
    await make({ Email: 'ada@engines.test' })
    await setUp(org, 'duplicate-rules', {
      name: 'One',
      object: 'Lead',
      onCreate: 'block',
      match: { equation: [['Email']] },
    })
    await define({ condition: "Email = 'ada@engines.test'", message: 'No.' })
    expect((await refused(make({ Email: 'ada@engines.test' }))).name).toBe('FIELD_CUSTOM_VALIDATION_EXCEPTION')
    const unnamed = org.conn.sobject('Lead').create({ Email: 'ada@engines.test' })
    expect((await refused(unnamed)).name).toBe('REQUIRED_FIELD_MISSING')
  },
)

rule(
  'collections, composites, SOAP and bulk jobs meet the same rule',
  { evidence: 'documented', at: ORDER, says: 'The order of execution is that of a save, whichever API asks for it.' },
  async () => {
    await define({ errorField: 'Phone' })
    const results = await org.conn.sobject('Lead').create([lead(), lead({ Phone: '1' })])
    expect(codes(results)).toEqual(['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'saved'])
    expect(results[0]?.errors).toEqual([
      {
        statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        message: 'Give a phone number or an e-mail address.',
        fields: ['Phone'],
      },
    ])
    const [soap] = [await org.conn.soap.create([{ type: 'Lead', ...lead() }])].flat()
    expect(soap).toMatchObject({ success: false, errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION' }] })
    const job = org.conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData([lead()])
    await job.close()
    await job.poll(2, 5000)
    expect((await job.getFailedResults()).map((row) => row['sf__Error'])).toEqual([
      'FIELD_CUSTOM_VALIDATION_EXCEPTION:Give a phone number or an e-mail address.:Phone --',
    ])
  },
)

rule(
  'a lead conversion meets the rules of what it makes',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=sales.customize_leads.htm',
    says: 'Require Validation for Converted Leads enforces validation rules when leads are converted.',
  },
  async () => {
    await addField(org, 'Contact.Region__c', { type: 'Text', label: 'Region', length: 20 })
    const { id } = await make()
    await define({
      object: 'Contact',
      condition: 'Region__c = null',
      message: 'Region is missing.',
      errorField: 'Region__c',
    })
    const converted = await org.conn.soap.convertLead({ leadId: String(id), convertedStatus: 'Closed - Converted' })
    expect([converted].flat()[0]).toMatchObject({
      success: false,
      errors: [{ statusCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Region is missing.' }],
    })
    expect((await org.conn.query('SELECT Id FROM Account')).totalSize).toBe(0)
  },
)

rule(
  'a condition that is none is refused with the reason',
  { evidence: 'assumed', at: '/__sandbox/validation-rules', says: 'A bad body answers 400 with the reason.' },
  async () => {
    const refusal = (condition: string) =>
      setUpRefusal(org, 'validation-rules', { name: 'X', object: 'Lead', condition, message: 'm' })
    expect(await refusal('Nope__c = 1')).toContain("No such column 'Nope__c' on entity 'Lead'")
    expect(await refusal('Phone = = null')).toContain('condition of a rule on Lead')
    expect(await refusal('Id IN (SELECT LeadId FROM CampaignMember)')).toBe('a rule cannot use a subquery')
  },
)
