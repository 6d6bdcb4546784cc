import * as z from 'zod'
import { RemoteError, type Disposition, type ErrorContext } from '#domain/errors.ts'
import { TOKEN_VARIABLE } from './spec.ts'
import { networkCode } from '../shared/network-code.ts'

const Detail = z.looseObject({
  message: z.string().optional(),
  code: z.string().optional(),
  subCategory: z.unknown().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
})

/** HubSpot's error envelope; only `status`, `message` and `correlationId` can be relied on. */
export const ErrorBody = z.looseObject({
  message: z.string().optional(),
  category: z.string().optional(),
  subCategory: z.unknown().optional(),
  errorType: z.string().optional(),
  policyName: z.string().optional(),
  correlationId: z.string().optional(),
  errors: z.array(Detail).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
})
export type ErrorBody = z.infer<typeof ErrorBody>

interface Rule {
  readonly code: string
  readonly disposition: Disposition
  readonly remedy: string
}

/** By the code of the first detail, else by category: what it means for us and what a person can do. */
const RULES: Readonly<Record<string, Rule>> = {
  PROPERTY_DOESNT_EXIST: park(
    'PROPERTY_DOESNT_EXIST',
    'Create the property in HubSpot (`tandem provision` makes the tandem_ ones) or take it out of the mapping.',
  ),
  INVALID_OPTION: park(
    'INVALID_OPTION',
    'Add the option to the HubSpot property, or map the value to an existing one.',
  ),
  INVALID_EMAIL: park('INVALID_EMAIL', 'Correct the e-mail address on the record it comes from.'),
  INVALID_LONG: park('INVALID_NUMBER', 'The property takes a whole number: correct the value or the mapping.'),
  INVALID_INTEGER: park('INVALID_NUMBER', 'The property takes a number: correct the value or the mapping.'),
  INVALID_DATE: park('INVALID_DATE', 'The property takes a date: correct the value or the mapping.'),
  READ_ONLY_VALUE: park(
    'READ_ONLY_PROPERTY',
    'HubSpot sets this property itself: make the field map one-way from HubSpot.',
  ),
  MISSING_REQUIRED_PROPERTY: park(
    'REQUIRED_PROPERTY_MISSING',
    'Map the property that HubSpot asks for, or give it a default in the mapping.',
  ),
  MISSING_CONDITIONAL_REQUIRED_PROPERTY: park(
    'REQUIRED_PROPERTY_MISSING',
    'Map the property that HubSpot asks for with this value, or relax the rule in HubSpot.',
  ),
  CONFLICT: park(
    'ALREADY_EXISTS',
    'Another contact has this e-mail address: merge the two in HubSpot, or correct the address on one of them.',
  ),
  OBJECT_NOT_FOUND: park(
    'RECORD_NOT_FOUND',
    'The record was deleted or merged in HubSpot: unlink it, or restore it within 90 days.',
  ),
  MISSING_SCOPES: fatal(
    'MISSING_SCOPES',
    `Give the app or service key behind ${TOKEN_VARIABLE} the scopes named in the message.`,
  ),
  INVALID_AUTHENTICATION: fatal('CREDENTIALS_REJECTED', `Put a valid service key or app token into ${TOKEN_VARIABLE}.`),
  EXPIRED_AUTHENTICATION: fatal(
    'CREDENTIALS_REJECTED',
    `The token is wrong, has expired or was rotated: put a valid one into ${TOKEN_VARIABLE}.`,
  ),
  NOT_UNIQUE: park(
    'DUPLICATE_VALUE',
    'Another record holds this unique value: merge the two in HubSpot or clear the value on one.',
  ),
}

function park(code: string, remedy: string): Rule {
  return { code, disposition: 'park', remedy }
}
function fatal(code: string, remedy: string): Rule {
  return { code, disposition: 'fatal', remedy }
}

const AGAIN = 'Nothing to do: Tandem tries again.'

/** By status, where no code helps. Source: https://developers.hubspot.com/docs/api-reference/error-handling */
const BY_STATUS: Readonly<Record<number, Rule>> = {
  401: fatal('CREDENTIALS_REJECTED', `Put a valid service key or app token into ${TOKEN_VARIABLE}.`),
  403: fatal(
    'FORBIDDEN',
    `The token in ${TOKEN_VARIABLE} may not do this: check its scopes and its owner's permissions.`,
  ),
  404: park(
    'NOT_FOUND',
    'HubSpot knows no such record or address: it may have been deleted, or the API version is wrong.',
  ),
  409: park('CONFLICT', 'Another record holds this value: link the two or merge them in HubSpot.'),
  414: park('REQUEST_TOO_LONG', 'Too many properties in one request: map fewer of them.'),
}

/** Waits that HubSpot documents without a Retry-After header: 423 at least 2 s, 477 up to a day. */
const LOCKED_WAIT_MS = 2_000
const MIGRATION_WAIT_MS = 60_000

export interface ErrorResponse {
  readonly status: number
  readonly body: unknown
  readonly endpoint: string
  /** Seconds of a Retry-After header, if there was one. */
  readonly retryAfterSeconds?: number
  /** Until the daily counter starts anew. */
  readonly dailyResetMs: number
}

/** A refused call as our error. Messages are HubSpot's own, without the property values it repeats in JSON. */
export function toRemoteError(response: ErrorResponse): RemoteError {
  const parsed = ErrorBody.safeParse(response.body)
  const body: ErrorBody = parsed.success ? parsed.data : {}
  const { status } = response
  const said = readableMessage(body) ?? `HTTP ${status}`
  const base = {
    message: `HubSpot ${response.endpoint}: ${said}`,
    status,
    context: contextOf(body, response.endpoint),
  }
  if (status === 429) return new RemoteError({ ...base, ...rateLimit(body, response) })
  if (status === 423) return waiting(base, 'LOCKED', response.retryAfterSeconds, LOCKED_WAIT_MS)
  if (status === 477) return waiting(base, 'ACCOUNT_MIGRATION', response.retryAfterSeconds, MIGRATION_WAIT_MS)
  if (status >= 500) {
    if (response.retryAfterSeconds !== undefined) return waiting(base, 'SERVER_ERROR', response.retryAfterSeconds, 0)
    return new RemoteError({ ...base, code: 'SERVER_ERROR', disposition: 'retry', remedy: AGAIN })
  }
  return new RemoteError({ ...base, ...ruleOf(body, status) })
}

/** Refusals of one input that say nothing about the input: the next try may pass. */
const PASSING: Readonly<Record<string, string>> = { RATE_LIMITS: 'RATE_LIMITED', INTERNAL_ERROR: 'SERVER_ERROR' }

/** One entry of a 207's `errors` as our error. */
export function toItemError(entry: unknown, endpoint: string): RemoteError {
  const parsed = ErrorBody.safeParse(entry)
  const body: ErrorBody = parsed.success ? parsed.data : {}
  const passing = PASSING[body.category ?? '']
  const rule =
    passing === undefined ? ruleOf(body, 400) : ({ code: passing, disposition: 'retry', remedy: AGAIN } as const)
  return new RemoteError({
    message: `HubSpot: ${readableMessage(body) ?? 'the record was refused'}`,
    context: contextOf(body, endpoint),
    ...rule,
  })
}

/** No answer: refused, reset, timed out. */
export function toNetworkError(cause: unknown, endpoint: string): RemoteError {
  return new RemoteError({
    code: 'NETWORK',
    disposition: 'retry',
    message: `HubSpot ${endpoint}: no answer (${networkCode(cause)})`,
    remedy:
      'Check that this machine reaches HubSpot (TANDEM_HUBSPOT_URL if it is set); a running sync goes on by itself.',
    context: { endpoint },
    cause,
  })
}

/** What HubSpot sent is not what its documentation says. */
export function toShapeError(endpoint: string, cause: unknown): RemoteError {
  return new RemoteError({
    code: 'UNEXPECTED_ANSWER',
    disposition: 'retry',
    message: `HubSpot ${endpoint}: the answer has an unexpected shape`,
    remedy: 'If it stays, check TANDEM_HUBSPOT_URL and the API version.',
    context: { endpoint },
    cause,
  })
}

export function unknownObject(object: string): RemoteError {
  return new RemoteError({
    code: 'UNKNOWN_OBJECT',
    disposition: 'park',
    message: `HubSpot has no object "${object}" that Tandem knows`,
    remedy: 'Use contacts, companies, deals or tasks in the configuration.',
    context: { object },
  })
}

/** The platform took the call but said nothing about this record. */
export function noOutcome(endpoint: string): RemoteError {
  return new RemoteError({
    code: 'NO_OUTCOME',
    disposition: 'retry',
    message: 'HubSpot gave no result for this record',
    remedy: AGAIN,
    context: { endpoint },
  })
}

export function recordGone(endpoint: string): RemoteError {
  return new RemoteError({
    code: 'RECORD_NOT_FOUND',
    disposition: 'park',
    message: 'HubSpot did not update the record: it was deleted',
    remedy: 'Unlink the record, or restore it within 90 days.',
    context: { endpoint },
  })
}

/** The record lives on under another id, of which the next poll tells. */
export function mergedAway(survivorId: string, endpoint: string): RemoteError {
  return new RemoteError({
    code: 'RECORD_MERGED',
    disposition: 'retry',
    message: 'HubSpot did not update the record: it was merged into another',
    remedy: 'Nothing to do: Tandem goes on with the surviving record as soon as it has seen the merge.',
    context: { endpoint, survivorId },
  })
}

function ruleOf(body: ErrorBody, status: number): Rule {
  for (const detail of body.errors ?? []) {
    const rule = detail.code === undefined ? undefined : RULES[detail.code]
    if (rule) return rule
  }
  if (/already has that value/.test(body.message ?? '')) return RULES['NOT_UNIQUE'] ?? BY_STATUS[409]!
  if (/Unable to infer object type/.test(body.message ?? ''))
    return park('UNKNOWN_OBJECT', 'Use an object type that this HubSpot account has.')
  const embedded = /"error":"([A-Z_]+)"/.exec(body.message ?? '')?.[1]
  const byCode = RULES[embedded ?? ''] ?? RULES[body.category ?? ''] ?? BY_STATUS[status]
  return (
    byCode ??
    park(body.category ?? `HTTP_${status}`, 'See what HubSpot says; correct the value or the mapping, then retry.')
  )
}

function rateLimit(
  body: ErrorBody,
  response: ErrorResponse,
): { code: string; disposition: Disposition; remedy: string; retryAfterMs: number } {
  const policy = body.policyName ?? ''
  const message = body.message ?? ''
  const asked = response.retryAfterSeconds === undefined ? undefined : response.retryAfterSeconds * 1000
  if (policy === 'DAILY' || /daily limit/i.test(message))
    return {
      code: 'DAILY_LIMIT',
      disposition: 'retry-after',
      remedy:
        'The daily API limit of the HubSpot account is used up: Tandem goes on after its midnight; other apps share the limit.',
      retryAfterMs: asked ?? response.dailyResetMs,
    }
  const short = policy === 'SECONDLY' || (!/ten_secondly/i.test(message) && /secondly/i.test(message))
  return {
    code: 'RATE_LIMITED',
    disposition: 'retry-after',
    remedy: AGAIN,
    retryAfterMs: asked ?? (short ? 1_000 : 10_000),
  }
}

function waiting(
  base: { message: string; status: number; context: ErrorContext },
  code: string,
  seconds: number | undefined,
  leastMs: number,
): RemoteError {
  const retryAfterMs = Math.max(leastMs, (seconds ?? 0) * 1000)
  return new RemoteError({ ...base, code, disposition: 'retry-after', remedy: AGAIN, retryAfterMs })
}

/** Values that people typed are inside HubSpot's validation JSON and identity errors: property names stay, values go. */
function readableMessage(body: ErrorBody): string | null {
  const names = propertyNames(body)
  const message = (body.message ?? '')
    .replace(/value=[^}]*/g, 'value=...')
    .replace(/\[\{.*$/s, '')
    .replace(/^.*( was not (?:one of the allowed options|a valid ))/s, '<value>$1')
    .replace(/(Email address) .* (is invalid)/s, '$1 $2')
    .replace(/[^\s"'<>]+@[^\s"'<>]+/g, '<e-mail>')
    .trim()
  if (message === '') return null
  const codes = [...new Set((body.errors ?? []).map((detail) => detail.code).filter((code) => code !== undefined))]
  const about = names.length === 0 ? '' : ` (${names.join(', ')}${codes.length === 0 ? '' : `: ${codes.join(', ')}`})`
  return message.slice(0, 300) + about
}

function propertyNames(body: ErrorBody): readonly string[] {
  const listed = (body.errors ?? []).flatMap((detail) => strings(detail.context?.['propertyName']))
  const embedded = [...(body.message ?? '').matchAll(/"name":"([A-Za-z0-9_]+)"/g)].map((match) => match[1] ?? '')
  return [...new Set([...listed, ...embedded])]
}

function contextOf(body: ErrorBody, endpoint: string): ErrorContext {
  const said = /Existing ID: (\d+)|\. (\d+) already has that value/.exec(body.message ?? '')
  const existing = strings(body.context?.['existingId'])[0] ?? said?.[1] ?? said?.[2]
  const names = propertyNames(body)
  return {
    endpoint,
    ...(body.category === undefined ? {} : { category: body.category }),
    ...(body.policyName === undefined ? {} : { policyName: body.policyName }),
    ...(body.correlationId === undefined ? {} : { correlationId: body.correlationId }),
    ...(existing === undefined ? {} : { existingId: existing }),
    ...(names.length === 0 ? {} : { properties: names.join(',') }),
  }
}

export function strings(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' ? [value] : []
}
