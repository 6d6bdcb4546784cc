import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { codes, refused } from './org-setup.ts'

const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'
const LEAD =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const lead = (over: Record<string, unknown> = {}) => ({ LastName: 'Lovelace', Company: 'Engines', ...over })
const leads = () => org.conn.sobject('Lead')
const make = async (over: Record<string, unknown> = {}) => String((await leads().create(lead(over))).id)
/** Status and body of a refused create or update, as they stand on the wire. */
const answered = async (method: string, path: string, body?: unknown) => {
  const answer = await org.request(method, `${DATA}/sobjects/${path}`, body)
  return [answer.status, answer.body] as const
}

describe('what a value may be', () => {
  rule(
    'required fields are asked for together on create, and cannot be emptied',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/test/crud.test.ts',
      says: 'REQUIRED_FIELD_MISSING "Required fields are missing: [LastName, Company]" with the fields.',
    },
    async () => {
      expect(await answered('POST', 'Lead', { FirstName: 'Ada' })).toEqual([
        400,
        [
          {
            message: 'Required fields are missing: [LastName, Company]',
            errorCode: 'REQUIRED_FIELD_MISSING',
            fields: ['LastName', 'Company'],
          },
        ],
      ])
      const Id = await make()
      expect(await refused(leads().update({ Id, Company: null }))).toMatchObject({
        name: 'REQUIRED_FIELD_MISSING',
        message: 'Required fields are missing: [Company]',
      })
      expect((await refused(leads().update({ Id, LastName: '' }))).name).toBe('REQUIRED_FIELD_MISSING')
    },
  )

  rule(
    'text that is too long is refused with the greatest length',
    { evidence: 'reported', at: CODES, says: 'STRING_TOO_LONG "Last Name: data value too large: … (max length=80)".' },
    async () => {
      const LastName = 'x'.repeat(81)
      expect(await answered('POST', 'Lead', lead({ LastName }))).toEqual([
        400,
        [
          {
            message: `Last Name: data value too large: ${LastName} (max length=80)`,
            errorCode: 'STRING_TOO_LONG',
            fields: ['LastName'],
          },
        ],
      ])
      expect((await leads().create(lead({ LastName: 'x'.repeat(80) }))).success).toBe(true)
    },
  )

  rule(
    'a value outside a restricted picklist is refused, its case is mended',
    {
      evidence: 'reported',
      at: CODES,
      says: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST "Status: bad value for restricted picklist field: X".',
    },
    async () => {
      const value = (fullName: string) => ({ fullName, label: fullName, default: false })
      await addField(org, 'Lead.Tier__c', {
        type: 'Picklist',
        label: 'Tier',
        valueSet: { restricted: true, valueSetDefinition: { sorted: false, value: [value('Gold'), value('Silver')] } },
      })
      expect(await answered('POST', 'Lead', lead({ Tier__c: 'Tin' }))).toEqual([
        400,
        [
          {
            message: 'Tier: bad value for restricted picklist field: Tin',
            errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
            fields: ['Tier__c'],
          },
        ],
      ])
      expect(await leads().retrieve(await make({ Tier__c: 'gold' }))).toMatchObject({ Tier__c: 'Gold' })
    },
  )

  rule(
    'Lead.Status takes any value',
    { evidence: 'recorded', at: LEAD, says: 'Status is a picklist that is not restricted.' },
    async () => {
      const described = (await org.conn.describe('Lead')).fields.find((field) => field.name === 'Status')
      expect(described).toMatchObject({ type: 'picklist', restrictedPicklist: false, nillable: false })
      expect(await leads().retrieve(await make({ Status: 'Nurturing' }))).toMatchObject({ Status: 'Nurturing' })
      expect(await leads().retrieve(await make())).toMatchObject({ Status: 'Open - Not Contacted' })
    },
  )

  rule(
    'an e-mail address has the form of one',
    { evidence: 'documented', at: CODES, says: 'INVALID_EMAIL_ADDRESS "Email: invalid email address: x".' },
    async () => {
      for (const Email of [
        'ada',
        'ada@engines',
        'ada@@engines.test',
        'ada lovelace@engines.test',
        'ada@engines.test,b@c.test',
      ]) {
        expect(await refused(leads().create(lead({ Email })))).toMatchObject({
          name: 'INVALID_EMAIL_ADDRESS',
          message: `Email: invalid email address: ${Email}`,
          data: { fields: ['Email'] },
        })
      }
      expect(await leads().retrieve(await make({ Email: ' Ada.L+x@Engines.TEST ' }))).toMatchObject({
        Email: 'Ada.L+x@Engines.TEST',
      })
    },
  )

  rule(
    'unknown and read-only fields are refused before anything is saved',
    {
      evidence: 'recorded',
      at: CODES,
      says: 'INVALID_FIELD "No such column \'x\' on sobject of type Lead"; INVALID_FIELD_FOR_INSERT_UPDATE "Unable to create/update fields: …".',
    },
    async () => {
      const unknown = await refused(leads().create(lead({ Nope__c: 1 })))
      expect([unknown.name, unknown.message]).toEqual([
        'INVALID_FIELD',
        "No such column 'Nope__c' on sobject of type Lead",
      ])
      const readOnly = await refused(leads().create(lead({ ConvertedDate: '2026-01-01' })))
      expect(readOnly).toMatchObject({ name: 'INVALID_FIELD_FOR_INSERT_UPDATE', data: { fields: ['ConvertedDate'] } })
      expect(readOnly.message).toMatch(
        /^Unable to create\/update fields: ConvertedDate\. Please check the security settings/,
      )
      const Id = await make()
      expect((await refused(leads().update({ Id, IsConverted: true }))).name).toBe('INVALID_FIELD_FOR_INSERT_UPDATE')
      expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(1)
    },
  )

  rule(
    'several bad values answer together',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/src/http-api.ts',
      says: 'Several errors become MULTIPLE_API_ERRORS with data as an array.',
    },
    async () => {
      const error = await refused(leads().create(lead({ Email: 'x', LastName: 'x'.repeat(81) })))
      expect(error.name).toBe('MULTIPLE_API_ERRORS')
      expect((error.data as { errorCode: string }[]).map(({ errorCode }) => errorCode).toSorted()).toEqual([
        'INVALID_EMAIL_ADDRESS',
        'STRING_TOO_LONG',
      ])
    },
  )

  rule(
    'a unique field holds a value once, whatever its case, and records in the recycle bin do not count',
    {
      evidence: 'reported',
      at: CODES,
      says: 'DUPLICATE_VALUE "duplicate value found: HubSpot_Id__c duplicates value on record with id: 00Q…".',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      const first = await make({ Tandem_Key__c: 'k1' })
      expect(codes(await leads().create([lead({ Tandem_Key__c: 'K1' }), lead({ Tandem_Key__c: null })]))).toEqual([
        'DUPLICATE_VALUE',
        'saved',
      ])
      await leads().destroy(first)
      expect((await leads().create(lead({ Tandem_Key__c: 'K1' }))).success).toBe(true)
    },
  )

  rule(
    'the record that has a unique value already is named by 15 characters',
    {
      evidence: 'reported',
      at: 'https://docs.gearset.com/en/articles/4002241-resolving-data-deployment-errors-duplicate_value-duplicate-value-found',
      says: '"duplicate value found: EngineeringReqNumber__c duplicates value on record with id: 5006g00000DklQA".',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      const first = await make({ Tandem_Key__c: 'k1' })
      expect(await refused(leads().create(lead({ Tandem_Key__c: 'K1' })))).toMatchObject({
        name: 'DUPLICATE_VALUE',
        message: `duplicate value found: Tandem_Key__c duplicates value on record with id: ${first.slice(0, 15)}`,
        data: { fields: [] },
      })
    },
  )
})

describe('records that cannot be written', () => {
  rule(
    'a converted lead is read-only',
    { evidence: 'reported', at: CODES, says: 'CANNOT_UPDATE_CONVERTED_LEAD "cannot reference converted lead".' },
    async () => {
      const Id = await make()
      await org.conn.soap.convertLead({ leadId: Id, convertedStatus: 'Closed - Converted' })
      expect(await answered('PATCH', `Lead/${Id}`, { Title: 'CTO' })).toEqual([
        400,
        [{ message: 'cannot reference converted lead', errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD', fields: [] }],
      ])
      expect(codes(await leads().update([{ Id, Title: 'CTO' }]))).toEqual(['CANNOT_UPDATE_CONVERTED_LEAD'])
      const task = org.conn.sobject('Task').create({ WhoId: Id, Subject: 'Call' })
      expect((await refused(task)).name).toBe('CANNOT_UPDATE_CONVERTED_LEAD')
    },
  )

  rule(
    'a deleted record answers 404 ENTITY_IS_DELETED, and is a bad reference for others',
    {
      evidence: 'recorded',
      at: CODES,
      says: '404 [{"message":"entity is deleted","errorCode":"ENTITY_IS_DELETED","fields":[]}].',
    },
    async () => {
      const Id = await make()
      await leads().destroy(Id)
      const gone = [404, [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }]]
      expect(await answered('PATCH', `Lead/${Id}`, { Title: 'CTO' })).toEqual(gone)
      expect(await answered('DELETE', `Lead/${Id}`)).toEqual(gone)
      expect(codes(await leads().update([{ Id, Title: 'CTO' }]))).toEqual(['ENTITY_IS_DELETED'])
      const [status, body] = await answered('POST', 'Task', { WhoId: Id, Subject: 'Call' })
      expect([status, body]).toMatchObject([400, [{ errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted' }]])
    },
  )
})
