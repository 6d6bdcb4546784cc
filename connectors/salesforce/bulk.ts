import * as z from 'zod'
import { RemoteError } from '#domain/errors.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { WriteOperation } from '#ports/connector/writes.ts'
import { bulkRow, csvSlices, readResults, type BulkRow, type ResultRow } from './bulk-csv.ts'
import type { Call, SalesforceClient } from './client.ts'
import { noOutcome, toItemError } from './errors.ts'
import { toNative } from './native.ts'
import { failRest, type Outcomes } from '../shared/outcomes.ts'
import type { ReadContext } from './read.ts'
import { toEndIt } from '../shared/lane.ts'
import { BULK_PATIENCE_MS, BULK_POLL_MS } from './spec.ts'

type Keyed = Extract<WriteOperation, { kind: 'update' | 'upsert' }>
type RecordWrite = Extract<WriteOperation, { kind: 'create' | 'update' | 'upsert' }>

const Job = z.looseObject({
  id: z.string(),
  state: z.string(),
  errorMessage: z.string().nullish(),
  numberRecordsProcessed: z.number().nullish(),
  numberRecordsFailed: z.number().nullish(),
})
type Job = z.infer<typeof Job>

/**
 * Bulk 2.0 for many updates or keyed upserts of one object; all keys differ. Rows of the results come in any order and carry no
 * number, so each is told by its own key: the external id, or Id. No assignment rule runs: leads that come in bulk are not routed.
 *
 * @returns operations that collections have to write: those that fit into no CSV, those that a duplicate rule refused (which only
 * collections explain), and all of a job that Salesforce would not take at all.
 * Source: https://developer.salesforce.com/docs/platform/api-asynch/guide/asynch-api-intro.html
 */
export async function writeInBulk(
  { client }: ReadContext,
  operations: readonly RecordWrite[],
  keyField: string | null,
  schema: ObjectSchema,
  outcomes: Outcomes,
): Promise<readonly RecordWrite[]> {
  const keyName = keyField ?? 'Id'
  const rows: BulkRow<Keyed>[] = []
  const left: RecordWrite[] = []
  for (const operation of operations) {
    const row = operation.kind === 'create' ? null : bulkRow(operation, keyName, toNative(operation.values, schema))
    if (row === null) left.push(operation)
    else rows.push(row)
  }
  for (const { csv, rows: slice } of csvSlices(rows, keyName))
    left.push(...(await runJob(client, slice, keyField, csv, outcomes)))
  return left
}

/** One job from beginning to end. Every row has an outcome afterwards, or is given back. */
async function runJob(
  client: SalesforceClient,
  rows: readonly BulkRow<Keyed>[],
  keyField: string | null,
  csv: string,
  outcomes: Outcomes,
): Promise<readonly Keyed[]> {
  const operations = rows.map((row) => row.operation)
  const object = operations[0]?.object ?? ''
  const body = {
    object,
    operation: keyField === null ? 'update' : 'upsert',
    ...(keyField === null ? {} : { externalIdFieldName: keyField }),
    contentType: 'CSV',
    lineEnding: 'LF',
    columnDelimiter: 'COMMA',
  }
  let job: Job | null = null
  try {
    job = (await client.write({ method: 'POST', path: JOBS, label: `${JOBS}#${object}`, body }, Job)).body
    await client.write(callOf(job, 'PUT', '/batches', { csv }), z.unknown())
    const ended = await finish(client, await close(client, job))
    return await settle(client, ended, rows, keyField ?? 'Id', outcomes)
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    // Refused before anything was loaded, such as an object that Bulk does not take: collections say what is the matter.
    if (job === null && error.disposition === 'park') return operations
    if (job !== null) await abort(client, job)
    failRest(operations, error.disposition === 'park' ? stopped(error.message) : error, outcomes)
    return []
  }
}

const JOBS = '/jobs/ingest'

const callOf = (job: Job, method: Call['method'], rest: string, more: Partial<Call> = {}): Call => ({
  method,
  path: `${JOBS}/${job.id}${rest}`,
  label: `${JOBS}/{id}${rest}`,
  ...more,
})

/** A lost answer leaves open whether the job was queued: the job itself knows. */
async function close(client: SalesforceClient, job: Job): Promise<Job> {
  try {
    return (await client.write(callOf(job, 'PATCH', '', { body: { state: 'UploadComplete' } }), Job)).body
  } catch (error) {
    const now = await client.read(callOf(job, 'GET', ''), Job)
    if (now.body.state === 'Open') throw error
    return now.body
  }
}

const ENDED = new Set(['JobComplete', 'Failed', 'Aborted'])

/** Looks at the job now and then until it has ended; jsforce's own polling deletes a job that takes long, results and all. */
async function finish(client: SalesforceClient, closed: Job): Promise<Job> {
  let job = closed
  let wait = BULK_POLL_MS.first
  for (let waited = 0; !ENDED.has(job.state);) {
    if (waited >= BULK_PATIENCE_MS) {
      await abort(client, job)
      return (await client.read(callOf(job, 'GET', ''), Job)).body
    }
    await client.sleep(wait)
    waited += wait
    wait = Math.min(wait * 2, BULK_POLL_MS.longest)
    job = (await client.read(callOf(job, 'GET', ''), Job)).body
  }
  return job
}

/** Best effort: a job that is over, or gone, needs no end. What it did, it did. No budget holds it back: the job would go on. */
async function abort(client: SalesforceClient, job: Job): Promise<void> {
  try {
    await toEndIt(() => client.write(callOf(job, 'PATCH', '', { body: { state: 'Aborted' } }), z.unknown()))
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
  }
}

/** A complete job with refused rows is usual. A failed one may have written some rows all the same. */
async function settle(
  client: SalesforceClient,
  job: Job,
  rows: readonly BulkRow<Keyed>[],
  keyName: string,
  outcomes: Outcomes,
): Promise<readonly Keyed[]> {
  const results = async (name: string): Promise<readonly ResultRow[]> =>
    readResults((await client.read(callOf(job, 'GET', `/${name}`, { answer: 'text' }), z.string())).body, keyName)
  const processed = job.numberRecordsProcessed ?? rows.length
  const failures = job.numberRecordsFailed ?? processed
  if (job.state === 'Failed' && processed === 0) return rows.map((row) => row.operation)
  const [successful, failed] = await Promise.all([
    processed > failures ? results('successfulResults') : [],
    failures > 0 ? results('failedResults') : [],
  ])
  const byKey = new Map(rows.map((row) => [row.key, row.operation]))
  const again: Keyed[] = []
  for (const { key, id, created } of successful) {
    const operation = byKey.get(key)
    if (operation === undefined) continue
    const effect = operation.kind === 'upsert' && created ? 'created' : 'updated'
    outcomes.set(operation, { traceId: operation.traceId, ok: true, id, effect })
  }
  for (const { key, refusal } of failed) {
    const operation = byKey.get(key)
    if (operation === undefined || refusal === null) continue
    if (refusal.statusCode === 'DUPLICATES_DETECTED') again.push(operation)
    else outcomes.set(operation, { traceId: operation.traceId, ok: false, error: toItemError([refusal], ENDPOINT) })
  }
  const waiting = new Set<WriteOperation>(again)
  const open = rows.map((row) => row.operation).filter((o) => !outcomes.has(o) && !waiting.has(o))
  const why = job.state === 'JobComplete' ? noOutcome(ENDPOINT) : stopped(job.errorMessage ?? job.state)
  failRest(open, why, outcomes)
  return again
}

const ENDPOINT = `POST ${JOBS}`

function stopped(said: string): RemoteError {
  return new RemoteError({
    code: 'BULK_JOB_STOPPED',
    disposition: 'retry',
    message: `Salesforce ended a bulk load before this record: ${said.slice(0, 300)}`,
    remedy: 'Nothing to do: Tandem tries again.',
    context: { endpoint: ENDPOINT },
  })
}
