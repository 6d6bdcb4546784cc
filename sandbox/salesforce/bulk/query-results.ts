import type { ApiError } from '../errors.ts'
import { apiError, notFound } from '../errors.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import { findJob, wrongState } from './find.ts'
import type { QueryData, QueryJob } from './job.ts'
import { LINE_ENDINGS } from './job.ts'

/** Addresses that one answer of resultPages gives. */
const PAGES_AT_A_TIME = 5
const PAGES_SINCE = 58

/**
 * One page of results as CSV. `Sforce-Locator` names the next page and is the text `null` on the last; a locator can be
 * read again as long as the job exists. https://developer.salesforce.com/docs/platform/api-asynch/guide/query-get-job-results.html
 */
export function queryResults(call: Call): ApiResponse {
  const { job, data } = finished(call)
  const { query } = call.request
  const size = pageSize(call)
  const from = fromLocator(query.get('locator'), data)
  const lines = data.lines.slice(from, from + size)
  const next = from + size < data.lines.length ? toLocator(from + size) : 'null'
  const end = LINE_ENDINGS[job.lineEnding]
  return {
    status: 200,
    body: [data.header, ...lines].map((line) => `${line}${end}`).join(''),
    headers: {
      'Content-Type': 'text/csv',
      'Sforce-Locator': next,
      'Sforce-NumberOfRecords': String(lines.length),
    },
  }
}

/**
 * The addresses of up to five pages, to be read side by side.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/query-get-parallel-job-results.html
 */
export function resultPages(call: Call): ApiResponse {
  if (Number(call.version) < PAGES_SINCE) throw notFound()
  const { job, data } = finished(call)
  const size = pageSize(call)
  const base = `/services/data/v${call.version}/jobs/query/${job.id}`
  const given = call.request.query.get('maxRecords')
  const parameters = (offset: number) => `locator=${toLocator(offset)}${given === null ? '' : `&maxRecords=${size}`}`
  const pages: { readonly resultUrl: string }[] = []
  let at = fromLocator(call.request.query.get('locator'), data)
  for (; at < data.lines.length && pages.length < PAGES_AT_A_TIME; at += size) {
    pages.push({ resultUrl: `${base}/results?${parameters(at)}` })
  }
  const done = at >= data.lines.length
  return {
    status: 200,
    body: {
      resultPages: pages,
      ...(done ? {} : { nextRecordsUrl: `${base}/resultPages?${parameters(at)}` }),
      done,
    },
  }
}

function finished(call: Call): { readonly job: QueryJob; readonly data: QueryData } {
  const job = findJob(call, 'query')
  if (job.apiVersion !== Number(call.version)) {
    // Documented is the status; code and text are assumed.
    throw apiError(
      409,
      'BULK_API_ERROR',
      `The job was created in API version ${job.apiVersion.toFixed(1)}: get its results with the same version`,
    )
  }
  const data = call.org.bulk.queries.get(job.id)
  if (job.state === 'JobComplete' && data !== undefined) return { job, data }
  throw wrongState(`Results of a job in the state ${job.state} are not available`)
}

function pageSize(call: Call): number {
  const most = call.org.bulk.settings.resultPageRows
  const asked = call.request.query.get('maxRecords')
  if (asked === null) return most
  if (!/^[1-9]\d*$/.test(asked)) throw apiError(400, 'INVALID_INPUT', `maxRecords must be a positive number: ${asked}`)
  return Math.min(Number(asked), most)
}

function toLocator(offset: number): string {
  return Buffer.from(String(offset)).toString('base64url')
}

function fromLocator(locator: string | null, data: QueryData): number {
  if (locator === null) return 0
  const offset = Buffer.from(locator, 'base64url').toString()
  if (/^\d+$/.test(offset) && Number(offset) <= data.lines.length && toLocator(Number(offset)) === locator) {
    return Number(offset)
  }
  throw invalidLocator()
}

function invalidLocator(): ApiError {
  return apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
}
