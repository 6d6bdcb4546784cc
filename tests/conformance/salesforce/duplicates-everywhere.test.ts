import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { ACKNOWLEDGED, ada, make, oneEmail } from './duplicates.ts'
import { codes, refused } from './org-setup.ts'

const HEADER = 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html'
const DATA = '/services/data/v68.0'

let org: Started
beforeEach(async () => {
  org = await startSandbox({ standardDuplicateRules: 'inactive' })
})
afterEach(() => org.stop())

describe('every way of writing decides the same', () => {
  beforeEach(async () => {
    await make(org, ada())
    await oneEmail(org)
  })
  const says = {
    evidence: 'documented',
    at: HEADER,
    says: 'Applied when records are created, updated, and upserted.',
  } as const

  rule('in a collection the duplicate is one error, and the others are saved', says, async () => {
    const records = [ada({ Email: 'new@engines.test' }), ada()]
    const results = await org.conn.sobject('Lead').create(records)
    expect(codes(results)).toEqual(['saved', 'DUPLICATES_DETECTED'])
    expect(results[1]?.errors[0]).toMatchObject({
      message: "You're creating a duplicate record. We recommend you use an existing record instead.",
      fields: [],
      duplicateResult: { allowSave: true, duplicateRule: 'One_Email' },
    })
    expect(codes(await org.conn.sobject('Lead').create([ada()], { headers: ACKNOWLEDGED }))).toEqual(['saved'])
  })

  rule('within one collection the second record meets the first', says, async () => {
    const twins = [ada({ Email: 'twin@engines.test' }), ada({ Email: 'twin@engines.test' })]
    expect(codes(await org.conn.sobject('Lead').create(twins))).toEqual(['saved', 'DUPLICATES_DETECTED'])
  })

  rule('an upsert that would create meets the rule, one that updates itself does not', says, async () => {
    await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
    const upsert = (values: Record<string, unknown>) => org.conn.sobject('Lead').upsert(values, 'Tandem_Key__c')
    expect((await refused(upsert(ada({ Tandem_Key__c: 'k1' })))).name).toBe('DUPLICATES_DETECTED')
    await make(org, ada({ Tandem_Key__c: 'k2' }), ACKNOWLEDGED)
    expect((await upsert({ Tandem_Key__c: 'k2', Title: 'CTO' })).success).toBe(true)
  })

  rule('a composite answers it for its part, with the header of the whole', says, async () => {
    const part = { method: 'POST', url: `${DATA}/sobjects/Lead`, referenceId: 'lead', body: ada() }
    const send = async (headers: Record<string, string>) => {
      const answer = await org.conn.request<{ compositeResponse: { httpStatusCode: number; body: unknown }[] }>({
        method: 'POST',
        url: `${DATA}/composite`,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ compositeRequest: [part] }),
      })
      return answer.compositeResponse[0]
    }
    expect(await send({})).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'DUPLICATES_DETECTED' }] })
    expect(await send(ACKNOWLEDGED)).toMatchObject({ httpStatusCode: 201 })
  })

  rule('a tree answers it for the record and saves nothing of the tree', says, async () => {
    const records = [ada({ Email: 'new@engines.test' }), ada()].map((values, index) => ({
      attributes: { type: 'Lead', referenceId: `ref${index}` },
      ...values,
    }))
    const send = (headers: Record<string, string>) =>
      org.request('POST', `${DATA}/composite/tree/Lead`, { records }, headers)
    const answer = await send({})
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { hasErrors: true, results: [{ referenceId: 'ref1', errors: [{ statusCode: 'DUPLICATES_DETECTED' }] }] },
    ])
    expect((await org.conn.query('SELECT Id FROM Lead')).totalSize).toBe(1)
    expect((await send(ACKNOWLEDGED)).status).toBe(201)
  })

  rule('SOAP answers it as an error of the record', says, async () => {
    const [made] = [await org.conn.soap.create([{ type: 'Lead', ...ada() }])].flat()
    expect(made).toMatchObject({ success: false, errors: [{ statusCode: 'DUPLICATES_DETECTED' }] })
  })

  rule('a bulk job lists it among the failed rows', says, async () => {
    org.conn.bulk2.pollInterval = 2
    const job = org.conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData([ada(), ada({ Email: 'new@engines.test' })])
    await job.close()
    await job.poll(2, 5000)
    const { failedResults, successfulResults } = await job.getAllResults()
    expect(successfulResults).toHaveLength(1)
    expect(failedResults.map((row) => row['sf__Error'])).toEqual([
      "DUPLICATES_DETECTED:You're creating a duplicate record. We recommend you use an existing record instead.:--",
    ])
  })
})
