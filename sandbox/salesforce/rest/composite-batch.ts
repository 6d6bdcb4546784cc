import { apiError } from '../errors.ts'
import { textOf } from '../text.ts'
import type { ApiRequest, ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

const MAX_SUBREQUESTS = 25
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

interface Result {
  readonly statusCode: number
  readonly result: unknown
}

/**
 * Up to 25 independent requests in one, each of which counts against the limits. They run one after the other, none is taken
 * back, and the whole answers 200. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-batch.html
 */
export function compositeBatch(call: Call): ApiResponse {
  const body = isRecord(call.request.body) ? call.request.body : {}
  const requests = readRequests(call, body['batchRequests'])
  const results: Result[] = []
  for (const request of requests) {
    const halts = body['haltOnError'] === true && results.some(isError)
    results.push(halts ? HALTED : shown(call.part(request, 'counted')))
  }
  return { status: 200, body: { hasErrors: results.some(isError), results } }
}

/** The code and the status are documented, the text is assumed. */
const HALTED: Result = {
  statusCode: 412,
  result: [{ errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted because of an earlier error' }],
}

function isError({ statusCode }: Result): boolean {
  return statusCode >= 400
}

function shown(answer: ApiResponse): Result {
  return { statusCode: answer.status, result: answer.body ?? null }
}

/** A part that is not a request refuses all of them: "Salesforce returns an HTTP 400 Bad Request without processing any". */
function readRequests(call: Call, sent: unknown): readonly ApiRequest[] {
  if (!Array.isArray(sent)) throw apiError(400, 'JSON_PARSER_ERROR', 'batchRequests is required')
  if (sent.length > MAX_SUBREQUESTS) {
    throw apiError(400, 'LIMIT_EXCEEDED', `The request can’t contain more than ${MAX_SUBREQUESTS} operations.`)
  }
  return sent.map((entry: unknown) => {
    const given = isRecord(entry) ? entry : {}
    const method = textOf(given['method']).toUpperCase()
    // Addresses begin at the version: `v68.0/sobjects/Account/001…`.
    const url = textOf(given['url']).replace(/^\/?(?:services\/data\/)?(?=v\d)/i, '/services/data/')
    if (!METHODS.has(method) || !url.startsWith('/services/data/')) {
      throw apiError(
        400,
        'INVALID_INPUT',
        `Invalid method or url in a subrequest: ${textOf(given['method'])} ${textOf(given['url'])}`,
      )
    }
    const target = new URL(url, 'http://org.invalid')
    return { ...call.request, method, path: target.pathname, query: target.searchParams, body: given['richInput'] }
  })
}
