import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const REST = 'https://developer.salesforce.com/docs/platform/api-rest/guide'
const DATA = '/services/data/v68.0'

let org: Started
let lead: string
let contact: string
beforeAll(async () => {
  org = await startSandbox()
  lead = String((await org.conn.sobject('Lead').create({ LastName: 'Lovelace', Company: 'Engines' })).id)
  contact = String((await org.conn.sobject('Contact').create({ LastName: 'Byron' })).id)
})
afterAll(() => org.stop())

const refusal = (statusCode: string, message: string, fields: readonly string[] = []) => ({
  success: false,
  errors: [{ statusCode, message, fields }],
})
const MISSING = refusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id')

rule(
  'an id that is none of the object is malformed, one that nobody has is a bad reference',
  {
    evidence: 'reported',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm',
    says: 'MALFORMED_ID: an id has 15 characters, or 18 with a valid extension; "id value of incorrect type" is told of ids of other objects too. INVALID_CROSS_REFERENCE_KEY: invalid cross reference id.',
  },
  async () => {
    const answer = await org.conn.sobject('Lead').update([
      { Id: 'abc', LastName: 'A' },
      { Id: contact, LastName: 'B' },
      { Id: '00Q5e00000zzzzz', LastName: 'C' },
      { Id: lead, LastName: 'D' },
    ])
    expect(answer).toEqual([
      refusal('MALFORMED_ID', 'Lead ID: id value of incorrect type: abc', ['Id']),
      refusal('MALFORMED_ID', `Lead ID: id value of incorrect type: ${contact}`, ['Id']),
      MISSING,
      { id: lead, success: true, errors: [] },
    ])
  },
)

rule(
  'a record of an unknown object is refused alone',
  {
    evidence: 'recorded',
    at: `${REST}/errorcodes.html`,
    says: "INVALID_TYPE: sObject type 'Foo' is not supported.",
  },
  async () => {
    const answer = await org.conn.request<unknown[]>({
      method: 'POST',
      url: `${DATA}/composite/sobjects`,
      body: JSON.stringify({
        records: [
          { attributes: { type: 'Foo' }, Name: 'A' },
          { attributes: { type: 'Account' }, Name: 'B' },
        ],
      }),
    })
    expect(answer).toMatchObject([{ success: false, errors: [{ statusCode: 'INVALID_TYPE' }] }, { success: true }])
    expect(JSON.stringify(answer[0])).toContain("sObject type 'Foo' is not supported.")
  },
)

rule(
  'a collection with something that is no record is refused as a whole, so that no result stands for another record',
  {
    evidence: 'documented',
    at: `${REST}/resources-composite-sobjects-collections-create.html`,
    says: 'records is a list of sObjects; the response has a result for each in the order of the request.',
  },
  async () => {
    const before = (await org.conn.query('SELECT COUNT() FROM Account')).totalSize
    const records = [null, { attributes: { type: 'Account' }, Name: 'C' }]
    const answer = await org.request('POST', `${DATA}/composite/sobjects`, { records })
    expect([answer.status, answer.body]).toMatchObject([400, [{ errorCode: 'JSON_PARSER_ERROR' }]])
    expect((await org.conn.query('SELECT COUNT() FROM Account')).totalSize).toBe(before)
  },
)
