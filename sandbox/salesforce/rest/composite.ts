import { textOf } from '../text.ts'
import { ApiError, apiError } from '../errors.ts'
import type { ApiRequest, ApiResponse, Call } from './api.ts'
import { isRecord } from './api.ts'

const MAX_SUBREQUESTS = 25
/** Queries and collections count against a smaller limit. */
const MAX_HEAVY = 5

interface Subrequest {
  readonly method: string
  readonly url: string
  readonly referenceId: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

interface Subresponse {
  readonly body: unknown
  readonly httpHeaders: Readonly<Record<string, string>>
  readonly httpStatusCode: number
  readonly referenceId: string
}

/** Runs one subrequest as if it had come alone; errors are answers. */
export type Dispatch = (request: ApiRequest) => ApiResponse

/**
 * Up to 25 requests in one call; later ones may use what earlier ones answered, `@{ref.id}`.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite.html
 */
export function composite(call: Call, dispatch: Dispatch): ApiResponse {
  const { body } = call.request
  const subrequests = readSubrequests(body)
  const allOrNone = isRecord(body) && body['allOrNone'] === true
  const answers: Subresponse[] = []
  const failed = new Set<string>()
  try {
    const answerAll = () => {
      for (const subrequest of subrequests) {
        const answer = answerOne(call, dispatch, subrequest, answers, failed)
        answers.push(answer)
        if (answer.httpStatusCode < 400) continue
        failed.add(subrequest.referenceId)
        if (allOrNone) throw new Halted()
      }
    }
    // Without allOrNone each subrequest commits by itself.
    if (allOrNone) call.org.transaction(answerAll)
    else answerAll()
  } catch (error) {
    if (!(error instanceof Halted)) throw error
    return { status: 200, body: { compositeResponse: subrequests.map((entry) => halted(entry, answers, failed)) } }
  }
  return { status: 200, body: { compositeResponse: answers } }
}

class Halted extends Error {}

function halted(subrequest: Subrequest, answers: readonly Subresponse[], failed: ReadonlySet<string>): Subresponse {
  const own = answers.find((answer) => answer.referenceId === subrequest.referenceId)
  if (own && failed.has(subrequest.referenceId)) return own
  return refusal(subrequest, 'The transaction was rolled back since another operation in the same transaction failed.')
}

function refusal(subrequest: Subrequest, message: string): Subresponse {
  return {
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId: subrequest.referenceId,
  }
}

function readSubrequests(body: unknown): Subrequest[] {
  const sent = isRecord(body) ? body['compositeRequest'] : undefined
  if (!Array.isArray(sent)) {
    throw apiError(400, 'JSON_PARSER_ERROR', 'compositeRequest is required')
  }
  const subrequests = sent.filter(isRecord).map((entry): Subrequest => ({
    method: (textOf(entry['method']) || 'GET').toUpperCase(),
    url: textOf(entry['url']),
    referenceId: textOf(entry['referenceId']),
    body: entry['body'],
    headers: lowerCased(entry['httpHeaders']),
  }))
  const heavy = subrequests.filter((entry) =>
    /\/(?:query|queryAll|composite\/sobjects)(?:[/?]|$)/i.test(entry.url),
  ).length
  if (subrequests.length > MAX_SUBREQUESTS || heavy > MAX_HEAVY) {
    const limit = subrequests.length > MAX_SUBREQUESTS ? MAX_SUBREQUESTS : MAX_HEAVY
    throw apiError(400, 'INVALID_INPUT', `The composite request cannot contain more than ${limit} such operations`)
  }
  const seen = new Set<string>()
  for (const { referenceId } of subrequests) {
    if (referenceId === '' || seen.has(referenceId)) {
      throw apiError(400, 'INVALID_INPUT', `Provided referenceId ('${referenceId}') is missing or not unique`)
    }
    seen.add(referenceId)
  }
  return subrequests
}

function lowerCased(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) return {}
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function answerOne(
  call: Call,
  dispatch: Dispatch,
  subrequest: Subrequest,
  answers: readonly Subresponse[],
  failed: ReadonlySet<string>,
): Subresponse {
  let url: string
  let body: unknown
  try {
    url = fill(subrequest.url, answers, failed)
    body = fillDeep(subrequest.body, answers, failed)
  } catch (error) {
    if (error instanceof ApiError) return refusal(subrequest, error.message)
    throw error
  }
  const target = new URL(url, 'http://org.invalid')
  const answer = dispatch({
    method: subrequest.method,
    path: target.pathname.replaceAll(/\/{2,}/g, '/'),
    query: target.searchParams,
    headers: { ...call.request.headers, ...subrequest.headers },
    body,
    baseUrl: call.request.baseUrl,
  })
  return {
    body: answer.body ?? null,
    httpHeaders: answer.headers?.['Location'] === undefined ? {} : { Location: answer.headers['Location'] },
    httpStatusCode: answer.status,
    referenceId: subrequest.referenceId,
  }
}

function fillDeep(value: unknown, answers: readonly Subresponse[], failed: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return fill(value, answers, failed)
  if (Array.isArray(value)) return value.map((entry) => fillDeep(entry, answers, failed))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, fillDeep(entry, answers, failed)]))
}

function fill(text: string, answers: readonly Subresponse[], failed: ReadonlySet<string>): string {
  return text.replaceAll(/@\{([^}]+)\}/g, (_, path: string) => {
    const [reference = '', ...steps] = path.split('.')
    if (failed.has(reference)) {
      throw apiError(400, 'PROCESSING_HALTED', 'The request failed because a referenced subrequest failed')
    }
    let value: unknown = answers.find((answer) => answer.referenceId === reference)?.body
    for (const step of steps) {
      const [, name = step, index] = /^([^[]*)(?:\[(\d+)\])?$/.exec(step) ?? []
      if (name !== '') value = isRecord(value) ? value[name] : undefined
      if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined
    }
    if (value === undefined || value === null) {
      throw apiError(400, 'PROCESSING_HALTED', `Invalid reference specified. No value for ${path} found`)
    }
    return textOf(value)
  })
}
