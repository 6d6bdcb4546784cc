import type { ApiError } from '../errors.ts'
import { apiError, notFound } from '../errors.ts'
import { toId18 } from '../ids.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import { isRecord } from '../rest/api.ts'
import type { ColumnDelimiter, IngestJob, Job, LineEnding, QueryJob } from './job.ts'
import { DELIMITERS, isOver, LINE_ENDINGS, showJob } from './job.ts'

type JobOf<K extends Job['kind']> = K extends 'ingest' ? IngestJob : QueryJob

/** The job of the path. Throws 404 when there is none of this kind. */
export function findJob<K extends Job['kind']>(call: Call, kind: K): JobOf<K> {
  const job = call.org.bulk.get(toId18(call.params[0] ?? '') ?? '')
  if (job?.kind === kind) return job as JobOf<K>
  throw notFound()
}

export function wrongState(message: string): ApiError {
  return apiError(400, 'INVALIDJOBSTATE', message)
}

export function invalidJob(message: string): ApiError {
  return apiError(400, 'INVALIDJOB', `InvalidJob : ${message}`)
}

export function bodyOf(call: Call): Record<string, unknown> {
  const { body } = call.request
  if (isRecord(body)) return body
  throw apiError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required, but this request has no entity body.')
}

/** Objects that the Bulk API does not know; https://github.com/airbytehq/airbyte has the list of what was met. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['TaskStatus', 'TaskPriority'])

/** Recorded: INVALIDENTITY "Entity 'PartnerRole' is not supported by the Bulk API." */
export function checkSupported(object: string): void {
  if (UNSUPPORTED.has(object)) {
    throw apiError(400, 'INVALIDENTITY', `Entity '${object}' is not supported by the Bulk API.`)
  }
}

/** Ingest jobs are there since v41, query jobs since v47. */
const SINCE = { ingest: 41, query: 47 } as const

export function checkVersion(call: Call, kind: Job['kind']): void {
  if (Number(call.version) < SINCE[kind]) throw notFound()
}

/** What ingest and query jobs have in common when they are made. */
export function formatOf(body: Readonly<Record<string, unknown>>): {
  readonly lineEnding: LineEnding
  readonly columnDelimiter: ColumnDelimiter
} {
  return {
    lineEnding: oneOf(Object.keys(LINE_ENDINGS) as LineEnding[], body['lineEnding'] ?? 'LF', 'lineEnding'),
    columnDelimiter: oneOf(
      Object.keys(DELIMITERS) as ColumnDelimiter[],
      body['columnDelimiter'] ?? 'COMMA',
      'columnDelimiter',
    ),
  }
}

export function oneOf<T extends string>(known: readonly T[], value: unknown, name: string): T {
  const found = known.find((entry) => entry === value)
  if (found !== undefined) return found
  throw apiError(400, 'JSON_PARSER_ERROR', `Invalid value for ${name}: ${JSON.stringify(value)}`)
}

/** Documented: `Aborting already Completed Job not allowed`. What an aborted ingest job has saved stays. */
export function abort(call: Call, job: Job): ApiResponse {
  if (isOver(job.state)) {
    throw wrongState(`Aborting already ${job.state === 'Aborted' ? 'Aborted' : 'Completed'} Job not allowed`)
  }
  const aborted: Job = { ...job, state: 'Aborted', systemModstamp: call.org.stamp() }
  call.org.bulk.put(aborted)
  return { status: 200, body: showJob(aborted) }
}

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/delete-job.html */
export function removeJob(call: Call, job: Job): ApiResponse {
  // A job must be queued or over to be deleted.
  if (job.state === 'Open' || job.state === 'InProgress') {
    throw wrongState(`Deleting a job in the state ${job.state} is not allowed`)
  }
  call.org.bulk.remove(job.id)
  return { status: 204 }
}
