import type { ApiResponse, Call } from '../rest/api.ts'
import { findJob, wrongState } from './find.ts'
import type { IngestData, IngestJob, RowResult } from './job.ts'
import { DELIMITERS, isOver, LINE_ENDINGS } from './job.ts'
import { quoted } from './write-csv.ts'

type Picked = readonly [cells: readonly string[], result: RowResult]

/** https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-successful-results.html */
export function successfulResults(call: Call): ApiResponse {
  const { job, data } = finished(call)
  const picked = rowsWhere(data, (result) => result.error === null)
  return csv(job, data, ['sf__Id', 'sf__Created'], picked, ({ id, created }) => [id, String(created)])
}

/** From v53 on a refused row shows the id it had. https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-failed-results.html */
export function failedResults(call: Call): ApiResponse {
  const { job, data } = finished(call)
  const picked = rowsWhere(data, (result) => result.error !== null)
  const own = (result: RowResult) => [job.apiVersion >= 53 ? result.id : '', result.error ?? '']
  return csv(job, data, ['sf__Id', 'sf__Error'], picked, own)
}

/** The rows that were never tried. https://developer.salesforce.com/docs/platform/api-asynch/guide/get-job-unprocessed-results.html */
export function unprocessedRecords(call: Call): ApiResponse {
  const { job, data } = finished(call)
  // A file that could not be read comes back as it was sent.
  if (data.text !== null) return text(data.text)
  const picked = data.rows.slice(data.results.length).map((cells): Picked => [cells, UNTRIED])
  return csv(job, data, [], picked, () => [])
}

const UNTRIED: RowResult = { id: '', created: false, error: null }

function finished(call: Call): { job: IngestJob; data: IngestData } {
  const job = findJob(call, 'ingest')
  if (!isOver(job.state)) throw wrongState(`Results of a job in the state ${job.state} are not available`)
  return { job, data: call.org.bulk.ingests.get(job.id) ?? { text: null, header: [], rows: [], results: [] } }
}

/**
 * Matching rows in an order that is not that of the upload: "the order of records in the response is not guaranteed to match
 * the ordering of records in the original job data", and there is no row number.
 */
function rowsWhere(data: IngestData, wanted: (result: RowResult) => boolean): readonly Picked[] {
  const picked: Picked[] = []
  for (const [index, result] of data.results.entries()) {
    if (wanted(result)) picked.push([data.rows[index] ?? [], result])
  }
  return shuffled(picked)
}

/** Every entry once, in strides from the end: the same order every time, and never that of the input. */
function shuffled<T>(entries: readonly T[]): readonly T[] {
  const count = entries.length
  const stride = STRIDES.find((prime) => count % prime !== 0) ?? 1
  const mixed: T[] = []
  for (let step = 0, at = count - 1; step < count; step += 1, at = (at + stride) % count) mixed.push(entries[at] as T)
  return mixed
}

const STRIDES = [7919, 7907, 7901]

/** The platform's own columns are in quotes in the header, those of the upload as they came. */
function csv(
  job: IngestJob,
  data: IngestData,
  names: readonly string[],
  picked: readonly Picked[],
  own: (result: RowResult) => readonly string[],
): ApiResponse {
  const delimiter = DELIMITERS[job.columnDelimiter]
  const end = LINE_ENDINGS[job.lineEnding]
  const lines = [[...names.map(quoted), ...data.header].join(delimiter)]
  for (const [cells, result] of picked) lines.push([...own(result), ...cells].map(quoted).join(delimiter))
  return text(lines.map((line) => `${line}${end}`).join(''))
}

function text(body: string): ApiResponse {
  return { status: 200, body, headers: { 'Content-Type': 'text/csv' } }
}
