import { apiError } from '../errors.ts'
import type { ApiResponse, Call } from '../rest/api.ts'
import type { Job } from './job.ts'
import { showJobInfo } from './job.ts'

/** Jobs a page. */
const PAGE = 1000

/**
 * All jobs, of the endpoint's kind unless `jobType` names one. Only Bulk API 1.0 jobs have PK chunking, and there are none.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/get-all-jobs.html
 */
export function listJobs(call: Call, kind: Job['kind']): ApiResponse {
  const { query } = call.request
  const jobType = query.get('jobType') ?? (kind === 'ingest' ? 'V2Ingest' : 'V2Query')
  const pkChunking = query.get('isPkChunkingEnabled') === 'true'
  const jobs = pkChunking ? [] : call.org.bulk.all().filter((job) => typeOf(job) === jobType)
  const from = offsetOf(query.get('queryLocator'))
  const done = from + PAGE >= jobs.length
  const parameters = new URLSearchParams(query)
  parameters.set('queryLocator', `${LOCATOR}-${from + PAGE}`)
  return {
    status: 200,
    body: {
      done,
      records: jobs.slice(from, from + PAGE).map(showJobInfo),
      nextRecordsUrl: done ? null : `/services/data/v${call.version}/jobs/${kind}?${parameters.toString()}`,
    },
  }
}

const LOCATOR = '01g5e0000000001AAA'

function offsetOf(locator: string | null): number {
  if (locator === null) return 0
  const offset = locator.startsWith(`${LOCATOR}-`) ? Number(locator.slice(LOCATOR.length + 1)) : Number.NaN
  if (Number.isInteger(offset) && offset >= 0) return offset
  throw apiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator')
}

function typeOf(job: Job): string {
  return job.kind === 'ingest' ? 'V2Ingest' : 'V2Query'
}
