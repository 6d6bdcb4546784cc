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

const { load, handle, results, failedLoad } = bulkLoads(() => conn)

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
