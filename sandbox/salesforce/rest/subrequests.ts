import { ApiError, apiError } from '../errors.ts'
import { textOf } from '../text.ts'
import type { Call } from './api.ts'
import { isRecord } from './api.ts'
import { fillReferences, fillText } from './references.ts'

export interface Subrequest {
  readonly method: string
  readonly url: string
  readonly referenceId: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export interface Subresponse {
  readonly body: unknown
  readonly httpHeaders: Readonly<Record<string, string>>
  readonly httpStatusCode: number
  readonly referenceId: string
}

/** What happens to the others when one fails. */
export type FailureMode = 'roll-back-all' | 'carry-on'

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])
const INHERITED = ['accept', 'authorization', 'content-type']

/**
 * Reads the parts of a composite or a graph. What is wrong with one refuses the whole request.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/requests-composite.html
 */
export function readSubrequests(sent: unknown): readonly Subrequest[] {
  if (!Array.isArray(sent)) throw apiError(400, 'JSON_PARSER_ERROR', 'compositeRequest is required')
  const seen = new Set<string>()
  return sent.map((entry: unknown) => {
    const given = isRecord(entry) ? entry : {}
    const subrequest = {
      method: textOf(given['method']),
      url: textOf(given['url']),
      referenceId: textOf(given['referenceId']),
      body: given['body'],
      headers: lowerCased(given['httpHeaders']),
    }
    check(subrequest, seen)
    seen.add(subrequest.referenceId)
    return subrequest
  })
}

function check({ method, referenceId, headers }: Subrequest, seen: ReadonlySet<string>): void {
  // The methods are written in capitals.
  if (!METHODS.has(method)) throw apiError(400, 'INVALID_INPUT', `Invalid HTTP method: ${method}`)
  if (!/^[A-Za-z0-9]\w*$/.test(referenceId)) {
    throw apiError(
      400,
      'INVALID_INPUT',
      `Provided referenceId ('${referenceId}') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`,
    )
  }
  if (seen.has(referenceId)) throw apiError(400, 'INVALID_INPUT', `Duplicate referenceId: ${referenceId}`)
  const own = INHERITED.find((name) => headers[name] !== undefined)
  if (own !== undefined) throw apiError(400, 'INVALID_INPUT', `The header ${own} is not allowed in a subrequest`)
}

function lowerCased(headers: unknown): Record<string, string> {
  if (!isRecord(headers)) return {}
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
}

/** Answers the parts in order. When all are taken back, the one that failed keeps its error and the others say so. */
export function answerAll(
  call: Call,
  subrequests: readonly Subrequest[],
  mode: FailureMode,
): { readonly outcome: 'done' | 'rolled-back'; readonly responses: readonly Subresponse[] } {
  const answers: Subresponse[] = []
  const failed = new Set<string>()
  const work = () => {
    for (const subrequest of subrequests) {
      const answer = answerOne(call, subrequest, answers, failed, mode)
      answers.push(answer)
      if (!isFailure(answer, mode)) continue
      failed.add(subrequest.referenceId)
      if (mode === 'roll-back-all') throw new RolledBack()
    }
  }
  // Where nothing is taken back each part commits by itself.
  if (mode === 'carry-on') {
    work()
    return { outcome: 'done', responses: answers }
  }
  try {
    call.org.transaction(work)
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    const culprit = answers.at(-1)
    return {
      outcome: 'rolled-back',
      responses: subrequests.map((entry) =>
        entry.referenceId === culprit?.referenceId ? culprit : halted(entry, ROLLED_BACK),
      ),
    }
  }
  return { outcome: 'done', responses: answers }
}

class RolledBack extends Error {}

const ROLLED_BACK = 'The transaction was rolled back since another operation in the same transaction failed.'

/** Under all-or-none a collection with a refused record has failed, though it answers 200. */
function isFailure({ httpStatusCode, body }: Subresponse, mode: FailureMode): boolean {
  if (httpStatusCode >= 300 && httpStatusCode !== 304) return true
  if (mode === 'carry-on' || !Array.isArray(body)) return false
  return body.some((entry) => isRecord(entry) && entry['success'] === false)
}

function halted({ referenceId }: Subrequest, message: string): Subresponse {
  return {
    body: [{ errorCode: 'PROCESSING_HALTED', message }],
    httpHeaders: {},
    httpStatusCode: 400,
    referenceId,
  }
}

function answerOne(
  call: Call,
  subrequest: Subrequest,
  answers: readonly Subresponse[],
  failed: ReadonlySet<string>,
  mode: FailureMode,
): Subresponse {
  const bodyOf = (reference: string) =>
    failed.has(reference) ? undefined : answers.find((answer) => answer.referenceId === reference)?.body
  let url: string
  let body: unknown
  try {
    url = fillText(subrequest.url, bodyOf)
    body = fillReferences(subrequest.body, bodyOf)
  } catch (error) {
    if (error instanceof ApiError) return halted(subrequest, error.message)
    throw error
  }
  const target = new URL(url, 'http://org.invalid')
  const path = target.pathname.replaceAll(/\/{2,}/g, '/')
  if (mode === 'roll-back-all' && /\/composite\/sobjects(?:\/|$)/i.test(path)) {
    // "The all-or-none behavior also applies to each of the sObject Collections subrequests, overriding the value of allOrNone".
    // https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-allornone.html
    if (isRecord(body)) body = { ...body, allOrNone: true }
    target.searchParams.set('allOrNone', 'true')
  }
  const headers = { ...call.request.headers, ...subrequest.headers }
  const request = { ...call.request, method: subrequest.method, path, query: target.searchParams, headers, body }
  const answer = call.part(request, 'free')
  return {
    body: answer.body ?? null,
    httpHeaders: answer.headers?.['Location'] === undefined ? {} : { Location: answer.headers['Location'] },
    httpStatusCode: answer.status,
    referenceId: subrequest.referenceId,
  }
}
