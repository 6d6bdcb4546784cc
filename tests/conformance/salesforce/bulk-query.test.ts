import type { Connection } from 'jsforce'
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const GUIDE = 'https://developer.salesforce.com/docs/platform/api-asynch/guide'
const DATA = '/services/data/v68.0'

let org: Started
let conn: Connection
let saved: Record<string, unknown>
beforeAll(async () => {
  org = await startSandbox()
  conn = org.conn
  conn.bulk2.pollInterval = 2
  const account = await conn.sobject('Account').create({ Name: 'Acme "North"', AnnualRevenue: 90_000_000 })
  await conn.sobject('Contact').create([
    { LastName: 'Zed', FirstName: 'Amy', AccountId: account.id, Description: 'one\ntwo' },
    { LastName: 'Young', Email: 'bo@acme.test', Birthdate: '1990-02-03' },
  ])
  saved = { ...org.sandbox.snapshot() }
})
beforeEach(() => {
  org.sandbox.restore(saved)
})
afterAll(() => org.stop())

interface Page {
  readonly status: number
  readonly text: string
  readonly locator: string | null
  readonly records: string | null
  readonly type: string | null
}

/** A page of results read by hand: the client cannot page (its streams end too early on the second page). */
async function page(path: string): Promise<Page> {
  const answer = await fetch(`${org.url}${path}`, { headers: { authorization: `Bearer ${conn.accessToken}` } })
  return {
    status: answer.status,
    text: await answer.text(),
    locator: answer.headers.get('sforce-locator'),
    records: answer.headers.get('sforce-numberofrecords'),
    type: answer.headers.get('content-type'),
  }
}

interface QueryJob {
  readonly id: string
  readonly state: string
  readonly [name: string]: unknown
}

async function create(query: string, more: Record<string, unknown> = {}): Promise<QueryJob> {
  const made = await org.request('POST', `${DATA}/jobs/query`, { operation: 'query', query, ...more })
  expect(made.status).toBe(200)
  return made.body as QueryJob
}

async function done(query: string, more: Record<string, unknown> = {}): Promise<QueryJob> {
  const job = await create(query, more)
  const client = conn.bulk2.job('query', { id: job.id })
  await client.poll(2, 5000)
  return client.getInfo() as unknown as QueryJob
}

async function refusal(query: string): Promise<unknown> {
  const answer = await org.request('POST', `${DATA}/jobs/query`, { operation: 'query', query })
  return [answer.status, answer.body]
}

describe('a query job', () => {
  rule(
    'is queued when it is made and complete only later',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-create-job.html`,
      says: 'the response shows the state UploadComplete, the object, concurrencyMode Parallel and contentType CSV',
    },
    async () => {
      const job = await create('select id from contact')
      expect(job).toEqual({
        id: job.id,
        operation: 'query',
        object: 'Contact',
        createdById: (await conn.identity()).user_id,
        createdDate: '2026-11-21T10:00:00.000+0000',
        systemModstamp: '2026-11-21T10:00:00.000+0000',
        state: 'UploadComplete',
        concurrencyMode: 'Parallel',
        contentType: 'CSV',
        apiVersion: 68,
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      })
      expect(job.id).toMatch(/^750/)
      const client = conn.bulk2.job('query', { id: job.id })
      await client.poll(2, 5000)
      expect(client.getInfo()).toMatchObject({
        state: 'JobComplete',
        jobType: 'V2Query',
        numberRecordsProcessed: 2,
        retries: 0,
      })
    },
  )

  rule(
    'is read as records by the client',
    {
      evidence: 'client',
      at: 'https://github.com/jsforce/jsforce/blob/main/src/api/bulk2.ts',
      says: 'bulk2.query opens, polls and reads results until the locator is the text null',
    },
    async () => {
      const stream = await conn.bulk2.query('SELECT LastName, Email FROM Contact ORDER BY LastName', {
        pollInterval: 2,
      })
      expect(await stream.toArray()).toEqual([
        { LastName: 'Young', Email: 'bo@acme.test' },
        { LastName: 'Zed', Email: '' },
      ])
    },
  )

  rule(
    'gives canonical names and quotes every value; null is empty',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: '"Id","Name" in the header, each value in double quotes; the parent field is headed Account.Name',
    },
    async () => {
      const job = await done('SELECT lastname, ACCOUNT.NAME, Description, Email FROM contact ORDER BY LastName DESC')
      const answer = await page(`${DATA}/jobs/query/${job.id}/results`)
      expect(answer.type).toBe('text/csv')
      expect(answer.text).toBe(
        '"LastName","Account.Name","Description","Email"\n"Zed","Acme ""North""","one\ntwo",""\n"Young","","","bo@acme.test"\n',
      )
    },
  )

  rule(
    'shows instants with Z and large numbers with an exponent',
    {
      evidence: 'recorded',
      at: 'https://github.com/forcedotcom/dataloader/issues/1204',
      says: '"AnnualRevenue","Id","type" "9.0E7","0010g00001XiUntAAF","Account"',
    },
    async () => {
      const account = await done('SELECT AnnualRevenue, SystemModstamp, IsDeleted FROM Account')
      expect((await page(`${DATA}/jobs/query/${account.id}/results`)).text).toBe(
        '"AnnualRevenue","SystemModstamp","IsDeleted"\n"9.0E7","2026-11-21T10:00:00.000Z","false"\n',
      )
      const contact = await done("SELECT Birthdate FROM Contact WHERE LastName = 'Young'")
      expect((await page(`${DATA}/jobs/query/${contact.id}/results`)).text).toBe('"Birthdate"\n"1990-02-03"\n')
    },
  )

  rule(
    'may have another delimiter and line ending',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-create-job.html`,
      says: 'columnDelimiter and lineEnding are those of the results; the defaults are COMMA and LF',
    },
    async () => {
      const job = await done('SELECT LastName, FirstName FROM Contact ORDER BY LastName', {
        columnDelimiter: 'PIPE',
        lineEnding: 'CRLF',
      })
      expect((await page(`${DATA}/jobs/query/${job.id}/results`)).text).toBe(
        '"LastName"|"FirstName"\r\n"Young"|""\r\n"Zed"|"Amy"\r\n',
      )
    },
  )

  rule(
    'finds deleted rows with queryAll only',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-create-job.html`,
      says: 'queryAll returns records that have been deleted because of a merge or delete',
    },
    async () => {
      const [contact] = (await conn.query<{ Id: string }>("SELECT Id FROM Contact WHERE LastName = 'Zed'")).records
      await conn.sobject('Contact').destroy(contact?.Id ?? '')
      const live = await done('SELECT LastName FROM Contact')
      const all = await done('SELECT LastName, IsDeleted FROM Contact', { operation: 'queryAll' })
      expect([live['numberRecordsProcessed'], all['numberRecordsProcessed']]).toEqual([1, 2])
      expect((await page(`${DATA}/jobs/query/${all.id}/results`)).text).toContain('"Zed","true"')
    },
  )

  rule(
    'keeps the answer it had when it ran',
    {
      evidence: 'assumed',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'as long as the associated job exists, the locator string for a set of results does not change',
    },
    async () => {
      const job = await done('SELECT LastName FROM Contact ORDER BY LastName')
      await conn.sobject('Contact').create({ LastName: 'Later' })
      const snapshot = JSON.parse(JSON.stringify(org.sandbox.snapshot())) as Record<string, unknown>
      org.sandbox.restore(snapshot)
      expect((await page(`${DATA}/jobs/query/${job.id}/results`)).text).toBe('"LastName"\n"Young"\n"Zed"\n')
    },
  )
})

describe('pages of results', () => {
  const rows = (text: string) => text.trim().split('\n').slice(1)

  rule(
    'each page names the next and the last says null',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'Sforce-Locator: if there are no more results, the value is null; Sforce-NumberOfRecords is the number in this set',
    },
    async () => {
      await conn.sobject('Contact').create([{ LastName: 'A' }, { LastName: 'B' }, { LastName: 'C' }])
      const job = await done('SELECT LastName FROM Contact ORDER BY LastName')
      const path = `${DATA}/jobs/query/${job.id}/results?maxRecords=2`
      const first = await page(path)
      expect([rows(first.text), first.records]).toEqual([['"A"', '"B"'], '2'])
      const second = await page(`${path}&locator=${first.locator}`)
      expect([rows(second.text), second.records]).toEqual([['"C"', '"Young"'], '2'])
      const last = await page(`${path}&locator=${second.locator}`)
      expect([rows(last.text), last.records, last.locator]).toEqual([['"Zed"'], '1', 'null'])
      // Every page has the header, and can be read again.
      expect((await page(`${path}&locator=${first.locator}`)).text).toBe(second.text)
      expect(second.text.startsWith('"LastName"\n')).toBe(true)
    },
  )

  rule(
    'without maxRecords the org decides how long a page is',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'if you do not provide a value for maxRecords, the server uses a default value based on the service',
    },
    async () => {
      org.sandbox.controls?.['bulk']?.write({ resultPageRows: 1 })
      const job = await done('SELECT LastName FROM Contact ORDER BY LastName')
      const first = await page(`${DATA}/jobs/query/${job.id}/results?maxRecords=50`)
      expect([rows(first.text), first.records]).toEqual([['"Young"'], '1'])
      expect(first.locator).not.toBe('null')
    },
  )

  rule(
    'a query without rows has a header and null as its locator',
    {
      evidence: 'assumed',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'nothing is said of an empty answer',
    },
    async () => {
      const job = await done("SELECT Id, LastName FROM Contact WHERE LastName = 'Nobody'")
      expect(await page(`${DATA}/jobs/query/${job.id}/results`)).toMatchObject({
        status: 200,
        text: '"Id","LastName"\n',
        locator: 'null',
        records: '0',
      })
    },
  )

  rule(
    'a locator that was not given is refused',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'do not enter your own value: use the one of the previous set',
    },
    async () => {
      const job = await done('SELECT Id FROM Contact')
      const answer = await page(`${DATA}/jobs/query/${job.id}/results?locator=own`)
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        400,
        [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }],
      ])
    },
  )

  rule(
    'results are read in the API version of the job',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'use the same API version that you used to create the query; otherwise, the call returns a 409 error',
    },
    async () => {
      const job = await done('SELECT Id FROM Contact')
      expect((await page(`/services/data/v67.0/jobs/query/${job.id}/results`)).status).toBe(409)
      expect((await page(`/services/data/v67.0/jobs/query/${job.id}/resultPages`)).status).toBe(409)
      expect((await page(`/services/data/v67.0/jobs/query/${job.id}`)).status).toBe(200)
      const body = { operation: 'query', query: 'SELECT Id FROM Contact' }
      const old = (await org.request('POST', '/services/data/v60.0/jobs/query', body)).body as QueryJob
      await conn.bulk2.job('query', { id: old.id }).poll(2, 5000)
      expect((await page(`${DATA}/jobs/query/${old.id}/results`)).status).toBe(409)
      expect((await page(`/services/data/v60.0/jobs/query/${old.id}/results`)).status).toBe(200)
    },
  )

  rule(
    'results are there only when the job is complete',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-job-results.html`,
      says: 'the job must have the state JobComplete',
    },
    async () => {
      org.sandbox.controls?.['bulk']?.write({ processingMs: 60_000 })
      const job = await create('SELECT Id FROM Contact')
      const answer = await page(`${DATA}/jobs/query/${job.id}/results`)
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('INVALIDJOBSTATE')])
    },
  )

  rule(
    'resultPages gives five addresses at a time, since v58',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-get-parallel-job-results.html`,
      says: 'returns up to five URIs in one response; done indicates whether more resultUrl URIs are available',
    },
    async () => {
      interface Pages {
        readonly resultPages: readonly { readonly resultUrl: string }[]
        readonly nextRecordsUrl?: string
        readonly done: boolean
      }
      await conn.sobject('Contact').create(Array.from({ length: 5 }, (_, index) => ({ LastName: `N${index}` })))
      const job = await done('SELECT LastName FROM Contact')
      const first = await conn.request<Pages>(`${DATA}/jobs/query/${job.id}/resultPages?maxRecords=1`)
      expect([first.resultPages.length, first.done]).toEqual([5, false])
      const rest = await conn.request<Pages>(String(first.nextRecordsUrl))
      expect([rest.resultPages.length, rest.done, rest.nextRecordsUrl]).toEqual([2, true, undefined])
      const read = await Promise.all(
        [...first.resultPages, ...rest.resultPages].map(async ({ resultUrl }) => rows((await page(resultUrl)).text)),
      )
      expect(new Set(read.flat()).size).toBe(7)
      const older = await org.request('POST', '/services/data/v57.0/jobs/query', {
        operation: 'query',
        query: 'SELECT Id FROM Contact',
      })
      const { id } = older.body as { id: string }
      expect((await page(`/services/data/v57.0/jobs/query/${id}/resultPages`)).status).toBe(404)
    },
  )
})

describe('what bulk queries refuse', () => {
  const refused = (message: string) => [400, [{ message, errorCode: 'API_ERROR' }]]

  rule(
    'compound fields',
    {
      evidence: 'recorded',
      at: 'https://github.com/airbytehq/airbyte',
      says: '[API_ERROR] Selecting compound data not supported in Bulk Query',
    },
    async () => {
      const message = 'Selecting compound data not supported in Bulk Query'
      expect(await refusal('SELECT Id, MailingAddress FROM Contact')).toEqual(refused(message))
      await expect(conn.bulk2.query('SELECT FIELDS(ALL) FROM Contact LIMIT 200')).rejects.toMatchObject({
        errorCode: 'API_ERROR',
        message,
      })
    },
  )

  rule(
    'child subqueries',
    {
      evidence: 'recorded',
      at: 'https://github.com/forcedotcom/dataloader',
      says: 'Aggregate Relationships not supported in Bulk Query',
    },
    async () => {
      expect(await refusal('SELECT Id, (SELECT Id FROM Contacts) FROM Account')).toEqual(
        refused('Aggregate Relationships not supported in Bulk Query'),
      )
    },
  )

  rule(
    'aggregates, GROUP BY, OFFSET and TYPEOF',
    {
      evidence: 'documented',
      at: `${GUIDE}/queries.html`,
      says: 'no GROUP BY, OFFSET, or TYPEOF clauses; no aggregate functions such as COUNT(); the texts are assumed',
    },
    async () => {
      const aggregate = refused('Aggregate Queries not supported in Bulk Query')
      expect(await refusal('SELECT COUNT() FROM Contact')).toEqual(aggregate)
      expect(await refusal('SELECT COUNT(Id) FROM Contact')).toEqual(aggregate)
      expect(await refusal('SELECT LastName FROM Contact GROUP BY LastName')).toEqual(aggregate)
      expect(await refusal('SELECT Id FROM Contact LIMIT 10 OFFSET 5')).toEqual(
        refused('OFFSET clause not supported in Bulk Query'),
      )
      expect(await refusal('SELECT TYPEOF Who WHEN Lead THEN Company END FROM Task')).toEqual(
        refused('TYPEOF clause not supported in Bulk Query'),
      )
    },
  )

  rule(
    'queries that are wrong are refused when the job is made',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-create-job.html`,
      says: 'the query is checked with the request; its errors are those of REST queries',
    },
    async () => {
      for (const [soql, code] of [
        ['SELECT Id FROM', 'MALFORMED_QUERY'],
        ['SELECT Nope__c FROM Contact', 'INVALID_FIELD'],
        ['SELECT Id FROM Nope', 'INVALID_TYPE'],
        ["SELECT Id FROM Contact WHERE Nope__c = 'x'", 'INVALID_FIELD'],
      ] as const) {
        await expect(conn.bulk2.query(soql), soql).rejects.toMatchObject({ errorCode: code })
      }
    },
  )
})

describe('limits', () => {
  rule(
    '10,000 query jobs in 24 hours, and the bytes of their results, count down in /limits',
    {
      evidence: 'recorded',
      at: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html',
      says: 'Max bulk v2 query jobs (10000) per 24 hrs has been reached',
    },
    async () => {
      interface Limits {
        readonly [name: string]: { readonly Max: number; readonly Remaining: number }
      }
      const read = () => conn.request<Limits>(`${DATA}/limits`)
      expect((await read())['DailyBulkV2QueryJobs']).toEqual({ Max: 10_000, Remaining: 10_000 })
      await done('SELECT Id FROM Contact')
      const after = await read()
      expect(after['DailyBulkV2QueryJobs']).toEqual({ Max: 10_000, Remaining: 9999 })
      expect(after['DailyBulkV2QueryFileStorageMB']).toEqual({ Max: 976_562, Remaining: 976_561 })
      org.sandbox.controls?.['bulk']?.write({ dailyQueryJobs: 1 })
      expect(await refusal('SELECT Id FROM Contact')).toEqual([
        400,
        [{ message: 'Max bulk v2 query jobs (1) per 24 hrs has been reached', errorCode: 'LIMIT_EXCEEDED' }],
      ])
    },
  )

  rule(
    'a query job can be aborted until it is over, and deleted then',
    {
      evidence: 'documented',
      at: `${GUIDE}/query-abort-job.html`,
      says: '400 INVALIDJOBSTATE: Aborting already Completed Job not allowed',
    },
    async () => {
      const finished = conn.bulk2.job('query', { id: (await done('SELECT Id FROM Contact')).id })
      await expect(finished.abort()).rejects.toMatchObject({
        errorCode: 'INVALIDJOBSTATE',
        message: 'Aborting already Completed Job not allowed',
      })
      await finished.delete()
      await expect(finished.check()).rejects.toMatchObject({ errorCode: 'NOT_FOUND' })
      org.sandbox.controls?.['bulk']?.write({ processingMs: 60_000 })
      const waiting = conn.bulk2.job('query', { id: (await create('SELECT Id FROM Contact')).id })
      expect(await waiting.abort()).toMatchObject({ state: 'Aborted' })
      await expect(waiting.poll(2, 1000)).rejects.toThrow('Job has been aborted')
    },
  )
})
