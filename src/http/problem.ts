import { STATUS_CODES } from 'node:http'
import type { Response } from 'express'
import type * as z from 'zod'
import { RemoteError, TandemError, UsageError } from '#domain/errors.ts'
import type { Problem } from './contract/problem.ts'

/** A request that fails for a reason its sender should read. */
export class HttpError extends TandemError {
  readonly code: string
  readonly disposition = 'fatal'
  readonly status: number
  readonly remedy: string
  /** When it may be tried again; undefined: it is not a matter of time. */
  readonly retryAfterMs: number | undefined

  constructor(input: {
    readonly status: number
    readonly code: string
    readonly message: string
    readonly remedy: string
    readonly retryAfterMs?: number
    readonly cause?: unknown
  }) {
    super(input.message, {}, input.cause === undefined ? undefined : { cause: input.cause })
    this.status = input.status
    this.code = input.code
    this.remedy = input.remedy
    this.retryAfterMs = input.retryAfterMs
  }
}

/**
 * What the sender gets to read of any thrown value. Messages of errors that were not raised on purpose stay in the log:
 * they may hold SQL, paths or values of records.
 */
export function toProblem(error: unknown): Problem {
  if (error instanceof HttpError) return problem(error.status, error.code, error.message, error.remedy)
  if (error instanceof RemoteError) return problem(502, error.code, error.message, error.remedy)
  if (error instanceof UsageError)
    return problem(400, error.code, error.message, 'Change the request as the message says.')
  if (error instanceof TandemError && error.disposition === 'retry')
    return problem(503, error.code, 'Tandem cannot answer at the moment.', 'Try again; if it stays, look at its log.')
  const status = clientErrorStatus(error)
  if (status !== null)
    return problem(status, 'BAD_REQUEST', 'The request could not be read.', 'Check its address, headers and body.')
  return problem(500, 'INTERNAL', 'Something in Tandem went wrong.', 'Try again; if it stays, look at its log.')
}

export function sendProblem(res: Response, body: Problem): void {
  // What was to be sent in place of it may have been compressed.
  res.removeHeader('Content-Encoding')
  res.status(body.status).type('application/problem+json').send(JSON.stringify(body))
}

/** Parses what came in. @throws HttpError 400 that names every wrong field. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  refuseUnstorable(input)
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => {
    const where = issue.path.join('.')
    return where === '' ? issue.message : `${where}: ${issue.message}`
  })
  throw new HttpError({
    status: 400,
    code: 'INVALID_INPUT',
    message: wrong.join('; '),
    remedy: 'Correct the named parts of the request.',
  })
}

/** PostgreSQL keeps neither a NUL nor half a surrogate pair, so no operation takes them. By a list: a body may be deep. */
function refuseUnstorable(input: unknown): void {
  const left: { readonly at: string; readonly value: unknown }[] = [{ at: '', value: input }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { at, value } = next
    if (typeof value === 'string' && !isStorable(value)) throw unstorable(at)
    if (typeof value !== 'object' || value === null) continue
    for (const [key, part] of Object.entries(value)) {
      if (!isStorable(key)) throw unstorable(at)
      left.push({ at: at === '' ? key : `${at.slice(0, 200)}.${key.slice(0, 100)}`, value: part })
    }
  }
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

const unstorable = (at: string): HttpError =>
  new HttpError({
    status: 400,
    code: 'INVALID_INPUT',
    message: `${at === '' ? '' : `${at}: `}there is a NUL character or half of a character in it`,
    remedy: 'Correct the named parts of the request.',
  })

function problem(status: number, code: string, detail: string, remedy: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code, remedy }
}

/** Express and its parsers throw errors that carry a status, such as 400 for a malformed escape in the path. */
function clientErrorStatus(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null
  const { status } = error
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
