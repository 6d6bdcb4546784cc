import type { ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'
import { answerAll, readSubrequests } from './subrequests.ts'

const MAX_SUBREQUESTS = 25
/** Queries and collections together have a smaller limit. */
const MAX_HEAVY = 5
const HEAVY = /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/i

/**
 * Up to 25 requests in one call, which counts once; later ones may use what earlier ones answered. The answer is HTTP 200
 * though parts fail. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite.html
 */
export function composite(call: Call): ApiResponse {
  const body = isRecord(call.request.body) ? call.request.body : {}
  const subrequests = readSubrequests(body['compositeRequest'])
  if (subrequests.length > MAX_SUBREQUESTS)
    return tooMany(`The request can’t contain more than ${MAX_SUBREQUESTS} operations.`)
  if (subrequests.filter(({ url }) => HEAVY.test(url)).length > MAX_HEAVY) {
    return tooMany(`The request can’t contain more than ${MAX_HEAVY} query or sObject Collections operations.`)
  }
  const mode = body['allOrNone'] === true ? 'roll-back-all' : 'carry-on'
  return { status: 200, body: { compositeResponse: answerAll(call, subrequests, mode).responses } }
}

/**
 * Recorded in this form for 25 operations, without the status of the whole: 200 is assumed, which only a client that reads
 * the parts notices. https://github.com/guardian/support-service-lambdas/pull/766
 */
function tooMany(message: string): ApiResponse {
  const refusal = {
    body: [{ errorCode: 'LIMIT_EXCEEDED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: null,
  }
  return { status: 200, body: { compositeResponse: [refusal] } }
}
