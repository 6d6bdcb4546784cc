import type { Connection } from 'jsforce'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
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

const { load, handle, results } = bulkLoads(() => conn)

rule(
  'a new ingest job is Open and says where its data goes',
  {
    evidence: 'documented',
    at: `${GUIDE}/create-job.html`,
    says: 'contentUrl is the URL to use for Upload Job Data requests; the defaults are COMMA, LF, CSV and Parallel',
  },
  async () => {
    const job = await conn.request<{ id: string }>({
      method: 'POST',
      url: `${DATA}/jobs/ingest`,
      body: JSON.stringify({ object: 'lead', operation: 'insert' }),
      headers: { 'content-type': 'application/json' },
    })
    expect(job.id).toMatch(/^750[0-9A-Za-z]{15}$/)
    expect(job).toEqual({
      id: job.id,
      operation: 'insert',
      object: 'Lead',
      createdById: (await conn.identity()).user_id,
      createdDate: '2026-11-21T10:00:00.000+0000',
      systemModstamp: '2026-11-21T10:00:00.000+0000',
      state: 'Open',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 68,
      contentUrl: `services/data/v68.0/jobs/ingest/${job.id}/batches`,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    })
  },
)

rule(
  'closing a job queues it: it is never done in the same answer',
  {
    evidence: 'documented',
    at: `${GUIDE}/how-requests-are-processed.html`,
    says: 'UploadComplete: all job data has been uploaded, the job is queued and ready to be processed',
  },
  async () => {
    const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData('LastName,Company\nOkafor,Acme\n')
    await job.close()
    expect(job.getInfo()).toMatchObject({ state: 'UploadComplete' })
    await job.poll(2, 5000)
    expect(job.getInfo()).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Ingest',
      numberRecordsProcessed: 1,
      numberRecordsFailed: 0,
      retries: 0,
      apexProcessingTime: 0,
    })
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(1)
  },
)

rule(
  'a queued job waits for its turn by the clock of the org, and is InProgress only then',
  {
    evidence: 'assumed',
    at: `${GUIDE}/how-requests-are-processed.html`,
    says: 'how long a job is queued depends on the load; the setting processingMs says it',
  },
  async () => {
    const answer = await fetch(`${org.url}/__sandbox/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ processingMs: 60_000 }),
    })
    expect(await answer.json()).toMatchObject({ settings: { processingMs: 60_000 } })
    const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData('LastName,Company\nOkafor,Acme\n')
    await job.close()
    await expect(job.poll(2, 30)).rejects.toMatchObject({ name: 'JobPollingTimeout' })
    expect((await job.check()).state).toBe('UploadComplete')
    org.clock.advance(60_000)
    await job.poll(2, 5000)
    expect(job.getInfo().state).toBe('JobComplete')
  },
)

rule(
  'a job that was closed cannot be closed or aborted again',
  {
    evidence: 'recorded',
    at: `${GUIDE}/close-job.html`,
    says: 'INVALIDJOBSTATE: Closing already Completed Job not allowed; Aborting already Completed Job not allowed',
  },
  async () => {
    const { job } = await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    await expect(job.close()).rejects.toMatchObject({
      errorCode: 'INVALIDJOBSTATE',
      message: 'Closing already Completed Job not allowed',
    })
    await expect(job.abort()).rejects.toMatchObject({
      errorCode: 'INVALIDJOBSTATE',
      message: 'Aborting already Completed Job not allowed',
    })
  },
)

rule(
  'an aborted job saves nothing more and gives its rows back as unprocessed',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-unprocessed-results.html`,
    says: 'a list of unprocessed records for failed or aborted jobs; the columns are those of the upload',
  },
  async () => {
    await fetch(`${org.url}/__sandbox/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ processingMs: 60_000 }),
    })
    const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData('LastName,Company\nOkafor,Acme\n')
    await job.close()
    await job.abort()
    expect(job.getInfo().state).toBe('Aborted')
    org.clock.advance(120_000)
    const { successful, failed, unprocessed } = await results(job)
    expect([successful, failed]).toEqual([[], []])
    expect(unprocessed).toEqual([{ LastName: 'Okafor', Company: 'Acme' }])
    expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
  },
)

rule(
  'a deleted job is gone, and an open one cannot be deleted',
  {
    evidence: 'documented',
    at: `${GUIDE}/delete-job.html`,
    says: 'to be deleted, a job must have a state of UploadComplete, JobComplete, Aborted, or Failed',
  },
  async () => {
    const open = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await open.open()
    await expect(open.delete()).rejects.toMatchObject({ errorCode: 'INVALIDJOBSTATE' })
    const { job } = await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    await job.delete()
    await expect(job.check()).rejects.toMatchObject({
      errorCode: 'NOT_FOUND',
      message: 'The requested resource does not exist',
    })
  },
)

rule(
  'jobs are removed after seven days',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html',
    says: 'jobs and their results are kept seven days',
  },
  async () => {
    const { job } = await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
    org.clock.advance(7 * 24 * 3600_000 - 1000)
    expect((await job.check()).state).toBe('JobComplete')
    org.clock.advance(2000)
    await expect(job.check()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)

rule(
  'other calls are answered while a large job is InProgress, and see how far it is',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-job-info.html`,
    says: 'numberRecordsProcessed: the number of records already processed',
  },
  async () => {
    const total = 8000
    const rows = Array.from({ length: total }, (_, index) => `Name ${index},Acme\n`)
    const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await job.open()
    await job.uploadData(`LastName,Company\n${rows.join('')}`)
    await job.close()
    const seen: number[] = []
    for (let info = await job.check(); info.state !== 'JobComplete'; info = await job.check()) {
      if (info.state === 'InProgress') seen.push(info.numberRecordsProcessed)
    }
    expect(seen.length).toBeGreaterThan(2)
    expect(seen.some((count) => count > 0 && count < total)).toBe(true)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect((await conn.query('SELECT COUNT() FROM Lead')).totalSize).toBe(total)
  },
)

rule(
  'a job and what it has done come back with a snapshot, and one under way goes on',
  { evidence: 'assumed', at: 'sandbox', says: 'state is everything that a client can see' },
  async () => {
    await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n,None\n')
    org.sandbox.controls?.['bulk']?.write({ processingMs: 60_000 })
    const waiting = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
    await waiting.open()
    await waiting.uploadData('LastName,Company\nLater,Acme\n')
    await waiting.close()
    const saved = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
    await waiting.abort()
    org.sandbox.restore(saved)
    const { records } = await conn.request<{ records: { id: string; state: string }[] }>(`${DATA}/jobs/ingest`)
    expect(records.map(({ state }) => state)).toEqual(['JobComplete', 'UploadComplete'])
    expect((await results(handle(records[0]?.id ?? ''))).failed).toHaveLength(1)
    org.clock.advance(60_000)
    await waiting.poll(2, 5000)
    expect((await results(waiting)).successful).toMatchObject([{ LastName: 'Later' }])
  },
)

rule(
  'all jobs are listed a thousand at a time, by kind',
  {
    evidence: 'documented',
    at: `${GUIDE}/get-all-jobs.html`,
    says: 'up to 1000 result rows per request, with a nextRecordsUrl that has the locator; jobType and isPkChunkingEnabled filter',
  },
  async () => {
    interface Page {
      done: boolean
      records: { id: string; jobType: string }[]
      nextRecordsUrl: string | null
    }
    const body = { object: 'Lead', operation: 'insert' }
    for (let batch = 0; batch < 11; batch += 1) {
      const size = batch < 10 ? 100 : 1
      await Promise.all(Array.from({ length: size }, () => org.request('POST', `${DATA}/jobs/ingest`, body)))
    }
    await org.request('POST', `${DATA}/jobs/query`, { operation: 'query', query: 'SELECT Id FROM Lead' })
    const first = await conn.request<Page>(`${DATA}/jobs/ingest`)
    expect([first.done, first.records.length]).toEqual([false, 1000])
    expect(first.nextRecordsUrl).toMatch(/^\/services\/data\/v68\.0\/jobs\/ingest\?queryLocator=/)
    const rest = await conn.request<Page>(String(first.nextRecordsUrl))
    expect(rest).toMatchObject({ done: true, nextRecordsUrl: null })
    expect(rest.records).toHaveLength(1)
    expect(new Set([...first.records, ...rest.records].map(({ id }) => id)).size).toBe(1001)
    const queries = await conn.request<Page>(`${DATA}/jobs/ingest?jobType=V2Query`)
    expect(queries.records.map(({ jobType }) => jobType)).toEqual(['V2Query'])
    const chunked = await conn.request<Page>(`${DATA}/jobs/ingest?isPkChunkingEnabled=true`)
    expect(chunked).toEqual({ done: true, records: [], nextRecordsUrl: null })
  },
)
