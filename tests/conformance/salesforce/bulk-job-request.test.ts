import type { Connection } from 'jsforce'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { START, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { bulkLoads, DATA, GUIDE } from './bulk-load.ts'

let org: Started
let conn: Connection
beforeEach(async () => {
  org = await startSandbox()
  conn = org.conn
  conn.bulk2.pollInterval = 2
})
afterEach(() => org.stop())

const { load, handle, results, failedLoad } = bulkLoads(() => conn)

rule(
  'a job and its data may come in one multipart request, which queues it',
  {
    evidence: 'documented',
    at: `${GUIDE}/walkthrough-upload-multipart-data.html`,
    says: 'parts job and content; after you create a multipart job, it is closed automatically; at most 100,000 characters',
  },
  async () => {
    const send = async (csv: string) => {
      const form = new FormData()
      form.append('job', JSON.stringify({ object: 'Lead', operation: 'insert', lineEnding: 'LF' }))
      form.append('content', new Blob([csv], { type: 'text/csv' }), 'content')
      const headers = { authorization: `Bearer ${conn.accessToken}` }
      const answer = await fetch(`${org.url}${DATA}/jobs/ingest`, { method: 'POST', headers, body: form })
      return { status: answer.status, body: (await answer.json()) as { id: string; state: string } }
    }
    const { status, body } = await send('LastName,Company\nOkafor,Acme\n')
    expect([status, body.state]).toEqual([200, 'UploadComplete'])
    const job = handle(body.id)
    await job.poll(2, 5000)
    expect((await results(job)).successful).toMatchObject([{ LastName: 'Okafor', Company: 'Acme' }])
    expect((await send(`LastName,Company\n${'x'.repeat(100_000)},Acme\n`)).status).toBe(413)
  },
)

rule(
  'ingest jobs are there since v41, query jobs since v47, and some objects are not',
  {
    evidence: 'documented',
    at: `${GUIDE}/create-job.html`,
    says: "available in API version 41.0 and later; recorded: INVALIDENTITY Entity 'PartnerRole' is not supported by the Bulk API.",
  },
  async () => {
    const at = async (version: number, kind: string, body: Record<string, unknown>) =>
      (await org.request('POST', `/services/data/v${version}.0/jobs/${kind}`, body)).status
    const ingest = { object: 'Lead', operation: 'insert' }
    const query = { operation: 'query', query: 'SELECT Id FROM Lead' }
    expect([await at(40, 'ingest', ingest), await at(41, 'ingest', ingest)]).toEqual([404, 200])
    expect([await at(46, 'query', query), await at(47, 'query', query)]).toEqual([404, 200])
    await expect(conn.bulk2.query('SELECT Id FROM TaskStatus')).rejects.toMatchObject({
      errorCode: 'INVALIDENTITY',
      message: "Entity 'TaskStatus' is not supported by the Bulk API.",
    })
  },
)

rule(
  'the object has to be there',
  {
    evidence: 'assumed',
    at: `${GUIDE}/create-job.html`,
    says: 'object: the object type for the data being processed; required',
  },
  async () => {
    await expect(conn.bulk2.createJob({ object: 'Nope', operation: 'insert' }).open()).rejects.toMatchObject({
      errorCode: 'INVALIDJOB',
      message: 'InvalidJob : Unable to find object: Nope',
    })
  },
)

rule(
  'every 10,000 rows count as one batch of the day',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html',
    says: 'up to 15,000 batches per rolling 24 hours, shared between Bulk API and Bulk API 2.0',
  },
  async () => {
    interface Limits {
      readonly DailyBulkApiBatches: { readonly Max: number; readonly Remaining: number }
    }
    const remaining = async () => (await conn.request<Limits>(`${DATA}/limits`)).DailyBulkApiBatches
    expect(await remaining()).toEqual({ Max: 15_000, Remaining: 15_000 })
    await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    expect(await remaining()).toEqual({ Max: 15_000, Remaining: 14_999 })
    org.sandbox.controls?.['bulk']?.write({ dailyBatches: 1 })
    const failed = await failedLoad({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    expect(failed['errorMessage']).toBe('ExceededQuota : ApiBatchItems Limit exceeded.')
    org.clock.freeze(START + 25 * 3600_000)
    expect(await remaining()).toEqual({ Max: 1, Remaining: 1 })
  },
)
