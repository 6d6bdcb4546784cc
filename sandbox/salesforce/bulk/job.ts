export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const
export type IngestOperation = (typeof INGEST_OPERATIONS)[number]

export const QUERY_OPERATIONS = ['query', 'queryAll'] as const
export type QueryOperation = (typeof QUERY_OPERATIONS)[number]

/**
 * Open, then UploadComplete (queued), InProgress, and one of the three ends. A job with refused rows is complete.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/how-requests-are-processed.html
 */
export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

export const DELIMITERS = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const
export type ColumnDelimiter = keyof typeof DELIMITERS

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const
export type LineEnding = keyof typeof LINE_ENDINGS

interface JobBase {
  readonly id: string
  readonly object: string
  readonly createdById: string
  readonly createdDate: string
  readonly systemModstamp: string
  readonly state: JobState
  readonly apiVersion: number
  readonly lineEnding: LineEnding
  readonly columnDelimiter: ColumnDelimiter
  /** Epoch milliseconds of creation and of entering the queue. */
  readonly createdAt: number
  readonly queuedAt: number | null
  readonly errorMessage: string | null
  readonly processed: number
  /** Milliseconds spent working on it, by the clock of the org. */
  readonly workedMs: number
}

export interface IngestJob extends JobBase {
  readonly kind: 'ingest'
  readonly operation: IngestOperation
  readonly externalIdFieldName: string | null
  readonly assignmentRuleId: string | null
  readonly failed: number
}

export interface QueryJob extends JobBase {
  readonly kind: 'query'
  readonly operation: QueryOperation
  readonly query: string
}

export type Job = IngestJob | QueryJob

/** What became of one row, in input order. */
export interface RowResult {
  /** Empty when there is no record, e.g. after a refused insert. */
  readonly id: string
  readonly created: boolean
  /** `CODE:message:fields --`, or null for a saved row. */
  readonly error: string | null
}

/** An upload: as it came until it is read, then its rows. `results` grows row by row, in input order. */
export interface IngestData {
  text: string | null
  header: readonly string[]
  rows: readonly (readonly string[])[]
  results: RowResult[]
}

/** A query's answer: one CSV line a record, without the line ending. */
export interface QueryData {
  readonly header: string
  readonly lines: readonly string[]
}

export function isOver(state: JobState): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted'
}

/** A job as POST and PATCH answer it: no counts. */
export function showJob(job: Job): Record<string, unknown> {
  const shown: Record<string, unknown> = {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.systemModstamp,
    state: job.state,
  }
  if (job.kind === 'ingest') {
    if (job.externalIdFieldName !== null) shown['externalIdFieldName'] = job.externalIdFieldName
    if (job.assignmentRuleId !== null) shown['assignmentRuleId'] = job.assignmentRuleId
  }
  Object.assign(shown, { concurrencyMode: 'Parallel', contentType: 'CSV', apiVersion: job.apiVersion })
  if (job.kind === 'ingest' && job.state === 'Open') {
    shown['contentUrl'] = `services/data/v${job.apiVersion.toFixed(1)}/jobs/ingest/${job.id}/batches`
  }
  return { ...shown, lineEnding: job.lineEnding, columnDelimiter: job.columnDelimiter }
}

/**
 * A job as GET answers it, with counts.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-info.html
 */
export function showJobInfo(job: Job): Record<string, unknown> {
  const worked = job.workedMs
  const counts = { numberRecordsProcessed: job.processed }
  if (job.kind === 'query') {
    return {
      ...showJob(job),
      jobType: 'V2Query',
      ...counts,
      retries: 0,
      totalProcessingTime: worked,
      isPkChunkingSupported: true,
    }
  }
  return {
    ...showJob(job),
    jobType: 'V2Ingest',
    ...counts,
    numberRecordsFailed: job.failed,
    retries: 0,
    totalProcessingTime: worked,
    apiActiveProcessingTime: worked,
    apexProcessingTime: 0,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  }
}
