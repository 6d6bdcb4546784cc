import type { Connection } from 'jsforce'
import { afterEach, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { addField, KEY_FIELD, START, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const GUIDE = 'https://developer.salesforce.com/docs/platform/api-asynch/guide'
const DATA = '/services/data/v68.0'

let org: Started
let conn: Connection
beforeEach(async () => {
  org = await startSandbox()
  conn = org.conn
  conn.bulk2.pollInterval = 2
})
afterEach(() => org.stop())

type JobOptions = Parameters<Connection['bulk2']['createJob']>[0]
type Row = Record<string, string>

/** A whole load through the official client: job, upload, close, poll, results. */
async function load(options: JobOptions, csv: string) {
  const job = conn.bulk2.createJob(options)
  await job.open()
  await job.uploadData(csv)
  await job.close()
  await job.poll(2, 10_000)
  return { job, info: job.getInfo(), results: await results(job) }
}

type IngestJob = ReturnType<Connection['bulk2']['createJob']>

/** Another handle of a job that there is. */
function handle(id: string): IngestJob {
  return conn.bulk2.job('ingest', { id }) as unknown as IngestJob
}

async function results(job: IngestJob) {
  const all = await job.getAllResults()
  return {
    successful: all.successfulResults as unknown as Row[],
    failed: all.failedResults as unknown as Row[],
    unprocessed: all.unprocessedRecords as unknown as Row[],
  }
}

/** A load that is expected to end as Failed; gives the job as GET shows it. */
async function failedLoad(options: JobOptions, csv: string): Promise<Record<string, unknown>> {
  await expect(load(options, csv)).rejects.toThrow('Ingest job failed to complete due to')
  const { records } = await conn.request<{ records: { id: string }[] }>(`${DATA}/jobs/ingest`)
  return conn.request(`${DATA}/jobs/ingest/${records.at(-1)?.id}`)
}

const lead = (name: string) => ({ LastName: name, Company: 'Acme' })

describe('the life of a job', () => {
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
})

describe('what is uploaded', () => {
  rule(
    'a job takes one upload',
    {
      evidence: 'recorded',
      at: 'https://developer.salesforce.com/docs/platform/api-asynch/guide/upload-job-data.html',
      says: "400 BULK_API_ERROR: Found multiple contents for job: <750…>, please 'Close' / 'Abort' / 'Delete' the current Job …",
    },
    async () => {
      const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
      await job.open()
      await job.uploadData('LastName,Company\nOkafor,Acme\n')
      // The client refuses a second upload through the same handle by itself.
      await expect(handle(job.id).uploadData('LastName,Company\nTwo,Acme\n')).rejects.toMatchObject({
        errorCode: 'BULK_API_ERROR',
        message: `Found multiple contents for job: <${job.id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
      })
    },
  )

  rule(
    'an upload may come in chunks and is answered 201 without a body',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/src/api/bulk2.ts',
      says: 'data is piped into the request, which has no length then',
    },
    async () => {
      const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
      await job.open()
      const pieces = ['LastName,Com', 'pany\nOka', 'for,"Ac', 'me, Inc"\n'].map((text) => Buffer.from(text))
      const answer = await fetch(`${org.url}${DATA}/jobs/ingest/${job.id}/batches`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${conn.accessToken}`, 'content-type': 'text/csv' },
        body: ReadableStream.from(pieces),
        duplex: 'half',
      } as RequestInit)
      expect([answer.status, await answer.text()]).toEqual([201, ''])
      await job.close()
      await job.poll(2, 5000)
      const leads = await conn.query<{ Company: string }>('SELECT Company FROM Lead')
      expect(leads.records.map(({ Company }) => Company)).toEqual(['Acme, Inc'])
    },
  )

  rule(
    'an upload above the limit is refused, counted after base64',
    {
      evidence: 'documented',
      at: `${GUIDE}/upload-job-data.html`,
      says: 'a request can provide CSV data that does not in total exceed 150 MB after base64 encoding',
    },
    async () => {
      org.sandbox.controls?.['bulk']?.write({ maxUploadBytes: 40 })
      const job = conn.bulk2.createJob({ object: 'Lead', operation: 'insert' })
      await job.open()
      await expect(job.uploadData(`LastName,Company\n${'x'.repeat(20)}`)).rejects.toMatchObject({
        errorCode: 'REQUEST_ENTITY_TOO_LARGE',
      })
      // 30 bytes are 40 in base64.
      await handle(job.id).uploadData('LastName,Company\n1234567890123')
    },
  )

  rule(
    'the line ending of the job has to be that of the data',
    {
      evidence: 'recorded',
      at: 'https://github.com/forcedotcom/cli/issues/3113',
      says: 'state Failed, errorMessage "ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF"',
    },
    async () => {
      const crlf = 'LastName,Company\r\nOkafor,Acme\r\n'
      const failed = await failedLoad({ object: 'Lead', operation: 'insert' }, crlf)
      expect(failed).toMatchObject({
        state: 'Failed',
        numberRecordsProcessed: 0,
        errorMessage: 'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
      })
      expect((await results(handle(String(failed['id'])))).unprocessed).toHaveLength(1)
      const lf = 'LastName,Company\nOkafor,Acme\n'
      const other = await failedLoad({ object: 'Lead', operation: 'insert', lineEnding: 'CRLF' }, lf)
      expect(other['errorMessage']).toBe(
        'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF',
      )
      const { info } = await load({ object: 'Lead', operation: 'insert', lineEnding: 'CRLF' }, crlf)
      expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1, lineEnding: 'CRLF' })
    },
  )

  rule(
    'six delimiters are known, and results have that of the job',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'back quote, caret, comma, pipe, semicolon, and tab; the default is a comma',
    },
    async () => {
      const delimiters = { BACKQUOTE: '`', CARET: '^', PIPE: '|', SEMICOLON: ';', TAB: '\t', COMMA: ',' } as const
      for (const [columnDelimiter, sign] of Object.entries(delimiters)) {
        const { job } = await load(
          { object: 'Lead', operation: 'insert', columnDelimiter: columnDelimiter as 'PIPE' },
          `LastName${sign}Company\nOkafor${sign}"Acme${sign}Inc"\n`,
        )
        const raw = await job.getSuccessfulResults(true)
        const [saved] = (await conn.query<{ Id: string }>('SELECT Id FROM Lead')).records
        expect(raw).toBe(
          `"sf__Id"${sign}"sf__Created"${sign}LastName${sign}Company\n"${saved?.Id}"${sign}"true"${sign}"Okafor"${sign}"Acme${sign}Inc"\n`,
        )
        await conn.sobject('Lead').destroy(saved?.Id ?? '')
      }
    },
  )

  rule(
    'quotes, delimiters and line breaks inside quoted values are data',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'use double quotes to escape characters that would otherwise get interpreted as field delimiters or line endings',
    },
    async () => {
      const csv = 'LastName,Company,Description\n"O""Brien","Acme, Inc","one\ntwo"\n'
      const { results: all } = await load({ object: 'Lead', operation: 'insert' }, csv)
      expect(all.successful).toMatchObject([{ LastName: 'O"Brien', Company: 'Acme, Inc', Description: 'one\ntwo' }])
      const { records } = await conn.query('SELECT LastName, Company, Description FROM Lead')
      expect(records).toMatchObject([{ LastName: 'O"Brien', Company: 'Acme, Inc', Description: 'one\ntwo' }])
    },
  )

  rule(
    'a file that is no CSV, or too wide for one, fails the job',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-csv-valid-record-rows.html`,
      says: 'a space before or after a double quote generates an error; a field has at most 32,000 characters, the header 32,000; the texts are assumed',
    },
    async () => {
      const insert = { object: 'Lead', operation: 'insert' } as const
      for (const [rows, problem] of [
        ['"Okafor", "Acme"\n', 'a quoted value has to stand alone'],
        ['"Okafor,Acme\n', 'a quoted value has to stand alone'],
        ['Okafor\n', 'The number of columns in row 1 is 1, the header has 2'],
        [`Okafor,${'x'.repeat(32_001)}\n`, 'a field of more than 32000 characters in row 1'],
        ['One,Acme\n"Two","Acme"\r\n', 'LineEnding is invalid on user data'],
      ] as const) {
        const failed = await failedLoad(insert, `LastName,Company\n${rows}`)
        expect(failed['errorMessage'], rows.slice(0, 20)).toContain(problem)
      }
      expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
    },
  )

  rule(
    'characters outside of ASCII arrive as they were sent, however the upload is cut',
    { evidence: 'documented', at: `${GUIDE}/datafiles-prepare-csv.html`, says: 'files must be in UTF-8 format' },
    async () => {
      const names = Array.from({ length: 6000 }, (_, index) => `Søren 李 🚀${index}`)
      const csv = `LastName,Company\n${names.map((name) => `${name},Ærø ApS\n`).join('')}`
      expect(Buffer.byteLength(csv)).toBeGreaterThan(128 * 1024)
      const { info } = await load({ object: 'Lead', operation: 'insert' }, csv)
      expect(info).toMatchObject({ numberRecordsProcessed: names.length, numberRecordsFailed: 0 })
      const found = await conn.query<{ LastName: string }>('SELECT LastName FROM Lead', {
        autoFetch: true,
        maxFetch: 9999,
      })
      expect(new Set(found.records.map(({ LastName }) => LastName))).toEqual(new Set(names))
    },
  )

  rule(
    'field names in the header may have any case, and results show the header as it was sent',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'the first row lists the field names for the object; names of fields have no case in the API',
    },
    async () => {
      const { job } = await load({ object: 'Lead', operation: 'insert' }, 'LASTNAME,company\nOkafor,Acme\n')
      expect((await job.getSuccessfulResults(true)).split('\n')[0]).toBe('"sf__Id","sf__Created",LASTNAME,company')
      expect((await conn.query('SELECT LastName FROM Lead')).records).toMatchObject([{ LastName: 'Okafor' }])
    },
  )

  rule(
    'a column that is no field fails the whole job, and only the first one is named',
    {
      evidence: 'recorded',
      at: 'https://github.com/msrivastav13/node-sf-bulk2/issues/17',
      says: 'InvalidBatch : Field name not found : Name',
    },
    async () => {
      const failed = await failedLoad(
        { object: 'Lead', operation: 'insert' },
        'LastName,Company,Nope__c,Nein__c\nOkafor,Acme,1,2\n',
      )
      expect(failed).toMatchObject({
        state: 'Failed',
        errorMessage: 'InvalidBatch : Field name not found : Nope__c',
        numberRecordsProcessed: 0,
        numberRecordsFailed: 0,
      })
      expect((await conn.query('SELECT Id FROM Lead')).totalSize).toBe(0)
    },
  )

  rule(
    'a byte order mark is part of the first column name',
    {
      evidence: 'reported',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'files must be in UTF-8; with a mark at the start the first field is not found',
    },
    async () => {
      const failed = await failedLoad({ object: 'Lead', operation: 'insert' }, '\uFEFFLastName,Company\nOkafor,Acme\n')
      expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : \uFEFFLastName')
    },
  )

  rule(
    'a field that the user may not see is not found',
    {
      evidence: 'reported',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'newly deployed fields are invisible until field permissions are granted: InvalidBatch : Field name not found',
    },
    async () => {
      await org.admin.tooling.create('CustomField', {
        FullName: 'Lead.Hidden__c',
        Metadata: { type: 'Text', label: 'Hidden', length: 20 },
      })
      const failed = await failedLoad(
        { object: 'Lead', operation: 'insert' },
        'LastName,Company,Hidden__c\nOkafor,Acme,x\n',
      )
      expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : Hidden__c')
    },
  )
})

describe('rows', () => {
  rule(
    'refused rows leave the job complete, with their error text, their id and their cells',
    {
      evidence: 'documented',
      at: `${GUIDE}/get-job-failed-results.html`,
      says: 'sf__Error: error code and message; the client expects REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
    },
    async () => {
      const {
        job,
        info,
        results: all,
      } = await load(
        { object: 'Lead', operation: 'insert' },
        'LastName,Company,Email\nOne,,one@acme.test\nTwo,Acme,nobody\nThree,Acme,three@acme.test\n',
      )
      expect(info).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 2 })
      expect(all.successful).toHaveLength(1)
      const failed = new Map(all.failed.map((row) => [row['LastName'], row]))
      expect(failed.get('One')).toEqual({
        sf__Id: '',
        sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --',
        LastName: 'One',
        Company: '',
        Email: 'one@acme.test',
      })
      expect(failed.get('Two')?.['sf__Error']).toBe(
        'INVALID_EMAIL_ADDRESS:Email: invalid email address: nobody:Email --',
      )
      expect((await job.getFailedResults(true)).split('\n')[0]).toBe('"sf__Id","sf__Error",LastName,Company,Email')
      expect(all.unprocessed).toEqual([])
    },
  )

  rule(
    'results are not in the order of the upload and have no row number',
    {
      evidence: 'documented',
      at: `${GUIDE}/get-job-successful-results.html`,
      says: 'the order of records in the response is not guaranteed to match the ordering of records in the original job data',
    },
    async () => {
      const names = Array.from({ length: 20 }, (_, index) => `Lead ${index}`)
      const csv = `LastName,Company\n${names.map((name) => `${name},Acme\n`).join('')}`
      const { results: all } = await load({ object: 'Lead', operation: 'insert' }, csv)
      const answered = all.successful.map((row) => String(row['LastName']))
      expect(answered).not.toEqual(names)
      expect(answered.toSorted()).toEqual(names.toSorted())
      expect(Object.keys(all.successful[0] ?? {})).toEqual(['sf__Id', 'sf__Created', 'LastName', 'Company'])
    },
  )

  rule(
    'an empty cell leaves a field as it is, #N/A empties it',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-prepare-csv.html`,
      says: 'empty field values are ignored when you update records; to set a field value to null, use #N/A',
    },
    async () => {
      const made = await conn.sobject('Lead').create([
        { ...lead('One'), Title: 'CEO', Phone: '1' },
        { ...lead('Two'), Title: 'CFO', Phone: '2' },
      ])
      const [one, two] = made.map(({ id }) => String(id))
      const { results: all } = await load(
        { object: 'Lead', operation: 'update' },
        `Id,Title,Phone\n${one},,#N/A\n${two},#N/A,22\n`,
      )
      expect(all.successful.map((row) => row['sf__Created'])).toEqual(['false', 'false'])
      const { records } = await conn.query('SELECT LastName, Title, Phone FROM Lead ORDER BY LastName')
      expect(records).toMatchObject([
        { Title: 'CEO', Phone: null },
        { Title: null, Phone: '22' },
      ])
    },
  )

  rule(
    'values come in the types of their fields, and a wrong one fails its row',
    {
      evidence: 'assumed',
      at: `${GUIDE}/datafiles-date-format.html`,
      says: 'INVALID_TYPE_ON_FIELD_IN_RECORD:…: value not of required type: …; a date may carry a zone, 1940-06-07Z',
    },
    async () => {
      const csv = [
        'LastName,Birthdate,HasOptedOutOfEmail,AccountId',
        'One,1940-06-07Z,TRUE,',
        'Two,yesterday,false,',
        'Three,,maybe,',
        '',
      ].join('\n')
      const { results: all } = await load({ object: 'Contact', operation: 'insert' }, csv)
      expect((await conn.query('SELECT Birthdate, HasOptedOutOfEmail FROM Contact')).records).toMatchObject([
        { Birthdate: '1940-06-07', HasOptedOutOfEmail: true },
      ])
      const errors = all.failed.map((row) => String(row['sf__Error']))
      expect(errors.toSorted((a, b) => a.localeCompare(b))).toEqual([
        'INVALID_TYPE_ON_FIELD_IN_RECORD:Birthdate: value not of required type: yesterday:Birthdate --',
        'INVALID_TYPE_ON_FIELD_IN_RECORD:Email Opt Out: value not of required type: maybe:HasOptedOutOfEmail --',
      ])
    },
  )

  rule(
    'an upsert tells created from updated by sf__Created and needs its key column',
    {
      evidence: 'documented',
      at: `${GUIDE}/get-job-successful-results.html`,
      says: 'sf__Created: indicates if the record was created; externalIdFieldName is required for upserts',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      await conn.sobject('Lead').create({ ...lead('Known'), Tandem_Key__c: 'k1' })
      const upsert = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'tandem_key__C' } as const
      const csv = 'Tandem_Key__c,LastName,Company\nK1,Renamed,Acme\nk2,New,Acme\n,Keyless,Acme\n'
      const { info, results: all } = await load(upsert, csv)
      expect(info).toMatchObject({ externalIdFieldName: 'Tandem_Key__c', numberRecordsFailed: 1 })
      expect(Object.fromEntries(all.successful.map((row) => [row['LastName'], row['sf__Created']]))).toEqual({
        Renamed: 'false',
        New: 'true',
      })
      expect(all.failed[0]?.['sf__Error']).toBe('MISSING_ARGUMENT:Tandem_Key__c not specified:--')
      const failed = await failedLoad(upsert, 'LastName,Company\nNew,Acme\n')
      expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : Tandem_Key__c')
      await expect(conn.bulk2.createJob({ object: 'Lead', operation: 'upsert' }).open()).rejects.toMatchObject({
        errorCode: 'INVALIDJOB',
        message: 'InvalidJob : External ID was blank for Lead. An External ID must be specified for upsert.',
      })
    },
  )

  rule(
    'a parent is named by a field of its own, Relationship.Field',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-rel-field-header-row.html`,
      says: 'use RelationshipName.IndexedFieldName; recorded: type is not needed for non polymorphic foreign key references',
    },
    async () => {
      await addField(org, 'Account.Tandem_Key__c', KEY_FIELD)
      const account = await conn.sobject('Account').create({ Name: 'Acme', Tandem_Key__c: 'a1' })
      const { results: all } = await load(
        { object: 'Contact', operation: 'insert' },
        'LastName,Account.Tandem_Key__c\nOkafor,A1\nLost,a2\n',
      )
      expect((await conn.query('SELECT LastName, AccountId FROM Contact')).records).toMatchObject([
        { LastName: 'Okafor', AccountId: account.id },
      ])
      expect(all.failed[0]?.['sf__Error']).toBe(
        'INVALID_FIELD:Foreign key external ID: a2 not found for field Tandem_Key__c in entity Account:--',
      )
      const typed = await failedLoad(
        { object: 'Contact', operation: 'insert' },
        'LastName,Account:Account.Tandem_Key__c\nOkafor,a1\n',
      )
      expect(typed['errorMessage']).toBe(
        'InvalidBatch : type is not needed for non polymorphic foreign key references: Account',
      )
    },
  )

  rule(
    'a relationship of several types needs the type, Type:Relationship.Field',
    {
      evidence: 'documented',
      at: `${GUIDE}/datafiles-rel-field-header-row.html`,
      says: 'for a polymorphic field use ObjectType:RelationshipName.IndexedFieldName',
    },
    async () => {
      const contact = await conn.sobject('Contact').create({ LastName: 'Okafor', Email: 'okafor@acme.test' })
      const { info } = await load(
        { object: 'Task', operation: 'insert' },
        'Subject,Status,Priority,Contact:Who.Email\nCall,Not Started,Normal,okafor@acme.test\n',
      )
      expect(info).toMatchObject({ numberRecordsFailed: 0 })
      expect((await conn.query('SELECT WhoId FROM Task')).records).toMatchObject([{ WhoId: contact.id }])
      const untyped = await failedLoad(
        { object: 'Task', operation: 'insert' },
        'Subject,Status,Priority,Who.Email\nCall,Not Started,Normal,okafor@acme.test\n',
      )
      expect(untyped['errorMessage']).toBe('InvalidBatch : Field name not found : Who.Email')
    },
  )

  rule(
    'delete moves rows to the recycle bin, hardDelete past it, and both take ids only',
    {
      evidence: 'documented',
      at: `${GUIDE}/create-job.html`,
      says: 'with hardDelete the deleted records are not stored in the Recycle Bin; the permission for it is disabled by default; recorded: FeatureNotEnabled hardDelete operation requires special user profile permission, …',
    },
    async () => {
      const made = await conn.sobject('Lead').create([lead('Soft'), lead('Hard')])
      const [soft, hard] = made.map(({ id }) => String(id))
      await expect(conn.bulk2.createJob({ object: 'Lead', operation: 'hardDelete' }).open()).rejects.toMatchObject({
        errorCode: 'FEATURENOTENABLED',
        message:
          'hardDelete operation requires special user profile permission, please contact your system administrator',
      })
      org.sandbox.controls?.['bulk']?.write({ hardDelete: 'allowed' })
      await load({ object: 'Lead', operation: 'delete' }, `Id\n${soft}\n`)
      await load({ object: 'Lead', operation: 'hardDelete' }, `Id\n${hard}\n`)
      const all = await conn.query('SELECT LastName FROM Lead WHERE IsDeleted = true', { scanAll: true })
      expect(all.totalSize).toBe(2)
      // Only what is in the bin comes back.
      const undeleted = await conn.soap.undelete([String(soft), String(hard)])
      expect(undeleted.map(({ success }) => success)).toEqual([true, false])
      await conn.sobject('Lead').destroy(String(soft))
      const again = await load(
        { object: 'Lead', operation: 'delete' },
        `Id\n${soft}\n${hard}\n00Q000000000000EAA\nnoid\n`,
      )
      const errors = again.results.failed.map((row) => [row['sf__Id'], row['sf__Error']])
      expect(errors.toSorted((a, b) => `${a[1]}${a[0]}`.localeCompare(`${b[1]}${b[0]}`))).toEqual([
        [soft, 'ENTITY_IS_DELETED:entity is deleted:--'],
        [hard, 'ENTITY_IS_DELETED:entity is deleted:--'],
        ['00Q000000000000EAA', 'INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--'],
        ['', 'MALFORMED_ID:Record ID: id value of incorrect type: noid:Id --'],
      ])
      const failed = await failedLoad({ object: 'Lead', operation: 'delete' }, `Id,LastName\n${soft},Soft\n`)
      expect(failed['errorMessage']).toBe("InvalidBatch : The 'delete' batch must contain only ids")
    },
  )

  rule(
    'an update needs an Id column',
    {
      evidence: 'recorded',
      at: 'https://github.com/heroku/salesforce-bulk/issues/101',
      says: 'InvalidBatch : Field name not found : Id',
    },
    async () => {
      const failed = await failedLoad({ object: 'Lead', operation: 'update' }, 'LastName\nOkafor\n')
      expect(failed['errorMessage']).toBe('InvalidBatch : Field name not found : Id')
    },
  )

  rule(
    'leads loaded in bulk are assigned only by a rule that the job names',
    {
      evidence: 'documented',
      at: `${GUIDE}/create-job.html`,
      says: 'assignmentRuleId: the ID of an assignment rule to run for a Case or a Lead',
    },
    async () => {
      const { user_id: adminId } = await org.admin.identity()
      const { user_id: userId } = await conn.identity()
      await org.stop()
      org = await startSandbox({ leadAssignment: { ownerId: adminId } })
      conn = org.conn
      await load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nOkafor,Acme\n')
      const { records } = await conn.query('SELECT OwnerId FROM Lead')
      expect(records).toMatchObject([{ OwnerId: userId }])
    },
  )

  rule(
    'an assignment rule that the job names routes its leads',
    {
      evidence: 'documented',
      at: `${GUIDE}/create-job.html`,
      says: 'assignmentRuleId: the ID of an assignment rule to run for a Case or a Lead; shown in the answer',
    },
    async () => {
      const { user_id: adminId } = await org.admin.identity()
      await org.stop()
      org = await startSandbox({ leadAssignment: { ownerId: adminId } })
      conn = org.conn
      const [known] = (await conn.query<{ Id: string }>('SELECT Id FROM AssignmentRule')).records
      const { info } = await load(
        { object: 'Lead', operation: 'insert', assignmentRuleId: known?.Id ?? '' },
        'LastName,Company\nOkafor,Acme\n',
      )
      expect(info).toMatchObject({ assignmentRuleId: known?.Id })
      expect((await conn.query('SELECT OwnerId FROM Lead')).records).toMatchObject([{ OwnerId: adminId }])
    },
  )

  rule(
    'rows of an upsert that share a key are all refused',
    {
      evidence: 'recorded',
      at: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections-upsert.html',
      says: 'DUPLICATE_VALUE "Duplicate external id specified: a-1" for the key A-1',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      const { results: all } = await load(
        { object: 'Lead', operation: 'upsert', externalIdFieldName: 'Tandem_Key__c' },
        'Tandem_Key__c,LastName,Company\nA-1,One,Acme\na-2,Two,Acme\na-1,Three,Acme\n',
      )
      expect(all.successful.map((row) => row['LastName'])).toEqual(['Two'])
      expect(all.failed.map((row) => row['sf__Error'])).toEqual(
        Array(2).fill('DUPLICATE_VALUE:Duplicate external id specified: a-1:Tandem_Key__c --'),
      )
    },
  )

  rule(
    'records are loaded as objects by the client, null emptying a field',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/src/api/bulk2.ts',
      says: 'an array is written as CSV with #N/A for null; loadAndWaitForResults does the whole load',
    },
    async () => {
      const { id } = await conn.sobject('Lead').create({ ...lead('One'), Title: 'CEO', Phone: '1' })
      const all = await conn.bulk2.loadAndWaitForResults({
        object: 'Lead',
        operation: 'update',
        input: [{ Id: String(id), Title: null as unknown as string, Phone: '2' }],
        pollInterval: 2,
      })
      expect(all.successfulResults).toMatchObject([{ sf__Id: id, sf__Created: 'false' }])
      expect((await conn.query('SELECT Title, Phone FROM Lead')).records).toMatchObject([{ Title: null, Phone: '2' }])
      const made = await conn.bulk2.loadAndWaitForResults({
        object: 'Lead',
        operation: 'insert',
        input: Array.from({ length: 450 }, (_, index) => lead(`N${index}`)),
        pollInterval: 2,
      })
      expect(made.successfulResults).toHaveLength(450)
    },
  )

  rule(
    'rows obey the rules that REST writes obey',
    {
      evidence: 'documented',
      at: `${GUIDE}/get-job-failed-results.html`,
      says: 'sf__Error has the code and message of the record error',
    },
    async () => {
      await addField(org, 'Lead.Tandem_Key__c', KEY_FIELD)
      const { id } = await conn.sobject('Lead').create({ ...lead('One'), Tandem_Key__c: 'k1' })
      const { results: all } = await load(
        { object: 'Lead', operation: 'insert' },
        `LastName,Company,Tandem_Key__c,CreatedDate\nTwo,Acme,k1,\n${'x'.repeat(81)},Acme,k2,\n`,
      )
      expect(all.failed.map((row) => String(row['sf__Error'])).toSorted((a, b) => a.localeCompare(b))).toEqual([
        `DUPLICATE_VALUE:duplicate value found: Tandem_Key__c duplicates value on record with id: ${String(id).slice(0, 15)}:--`,
        `STRING_TOO_LONG:Last Name: data value too large: ${'x'.repeat(81)} (max length=80):LastName --`,
      ])
    },
  )
})

describe('what a job must say', () => {
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
})
