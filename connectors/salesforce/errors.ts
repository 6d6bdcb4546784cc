import * as z from 'zod'
import { RemoteError, type ErrorContext } from '#domain/errors.ts'
import type { DuplicateReport } from '#ports/connector/writes.ts'
import { AGAIN, BY_STATUS, park, retry, ruleOf } from './error-rules.ts'
import { VARIABLES } from './spec.ts'
import { networkCode } from '../shared/network-code.ts'

/** One entry of an error body; collections call the code `statusCode`, everything else `errorCode`. */
export const ErrorEntry = z.looseObject({
  message: z.string().nullish(),
  errorCode: z.string().nullish(),
  statusCode: z.union([z.string(), z.number()]).nullish(),
  fields: z.union([z.array(z.string()), z.string()]).nullish(),
  // The first spelling is how versions up to 56 really send it.
  duplicateResut: z.unknown().optional(),
  duplicateResult: z.unknown().optional(),
})
export type ErrorEntry = z.infer<typeof ErrorEntry>

/** A refused call as our error. Limits are 403 here, never 429, and carry no wait: the waits are ours. */
export function toRemoteError(status: number, body: unknown, endpoint: string): RemoteError {
  const entries = z.array(ErrorEntry).safeParse(body)
  const entry = entries.success ? entries.data[0] : undefined
  if (entry === undefined) {
    const rule =
      status >= 500
        ? retry('SERVER_ERROR')
        : (BY_STATUS[status] ?? park(`HTTP_${status}`, 'See the message of Salesforce.'))
    return new RemoteError({
      message: `Salesforce ${endpoint}: HTTP ${status}`,
      status,
      context: { endpoint },
      ...rule,
    })
  }
  return fromEntry(entry, endpoint, status)
}

/** The first error of a row of a collections answer. */
export function toItemError(entries: readonly unknown[], endpoint: string): RemoteError {
  const parsed = ErrorEntry.safeParse(entries[0])
  return fromEntry(parsed.success ? parsed.data : {}, endpoint, undefined)
}

function fromEntry(entry: ErrorEntry, endpoint: string, status: number | undefined): RemoteError {
  const code = String(entry.errorCode ?? entry.statusCode ?? 'UNKNOWN')
  const message = entry.message ?? code
  return new RemoteError({
    message: `Salesforce ${code}: ${withoutValues(message)}`,
    ...(status === undefined ? {} : { status }),
    context: { endpoint, ...contextOf(entry, code) },
    ...ruleOf(code, message, status),
  })
}

/** Names, ids and counts; never what people typed. */
function contextOf(entry: ErrorEntry, code: string): ErrorContext {
  const fields = typeof entry.fields === 'string' ? entry.fields : (entry.fields ?? []).join(',')
  const existing = /record with id: ([A-Za-z0-9]{15,18})/.exec(entry.message ?? '')?.[1]
  const matches = code === 'DUPLICATES_DETECTED' ? matchesOf(entry.duplicateResult ?? entry.duplicateResut) : null
  return {
    errorCode: code,
    ...(fields === '' ? {} : { fields }),
    ...(existing === undefined ? {} : { existingId: existing }),
    ...matches,
  }
}

const DuplicateResult = z.looseObject({
  allowSave: z.boolean().optional(),
  duplicateRule: z.string().optional(),
  matchResults: z
    .array(
      z.looseObject({
        entityType: z.string().optional(),
        matchRecords: z
          .array(
            z.looseObject({
              record: z.looseObject({
                Id: z.string(),
                attributes: z.looseObject({ type: z.string().optional() }).optional(),
              }),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})

/** Which rule objected and to which records; null when the errors of a row tell of no duplicates. */
export function duplicatesOf(errors: readonly unknown[]): DuplicateReport | null {
  for (const error of errors) {
    const entry = ErrorEntry.safeParse(error)
    const parsed = DuplicateResult.safeParse(entry.data?.duplicateResult ?? entry.data?.duplicateResut)
    if (!parsed.success) continue
    const matches = parsed.data.matchResults.flatMap(({ entityType, matchRecords }) =>
      matchRecords.map(({ record }) => ({ object: record.attributes?.type ?? entityType ?? '', id: record.Id })),
    )
    const unique = new Map(matches.map((match) => [match.id, match]))
    return {
      rule: parsed.data.duplicateRule ?? '',
      kind: parsed.data.allowSave === true ? 'alert' : 'block',
      matches: [...unique.values()],
    }
  }
  return null
}

function matchesOf(result: unknown): ErrorContext {
  const parsed = DuplicateResult.safeParse(result)
  if (!parsed.success) return {}
  const ids = parsed.data.matchResults.flatMap((match) => match.matchRecords.map((found) => found.record.Id))
  return {
    duplicateRule: parsed.data.duplicateRule ?? '',
    allowSave: parsed.data.allowSave ?? false,
    candidateIds: ids.join(','),
  }
}

/** What people typed stands after these words, up to the length that was allowed, or the end; it may hold anything, brackets too. */
const REFUSED_VALUE =
  /(bad value for restricted picklist field|data value too large|invalid email address|value not of required type):.*?( \(max length=\d+\))?$/gis

/** Salesforce repeats the offending value; the parser of JSON in the middle of a sentence. */
function withoutValues(message: string): string {
  return message
    .replace(REFUSED_VALUE, '$1$2')
    .replace(/(from VALUE_\w+ value) .* (or request may be missing)/gis, '$1 $2')
    .replace(/[^\s"'<>:]+@[^\s"'<>]+/g, '<e-mail>')
    .trim()
    .slice(0, 400)
}

/** No answer: refused, reset, timed out. */
export function toNetworkError(cause: unknown, endpoint: string): RemoteError {
  return new RemoteError({
    code: 'NETWORK',
    disposition: 'retry',
    message: `Salesforce ${endpoint}: no answer (${networkCode(cause)})`,
    remedy: `Check that this machine reaches ${VARIABLES.url}; a running sync goes on by itself.`,
    context: { endpoint },
    cause,
  })
}

export function toShapeError(endpoint: string, cause: unknown): RemoteError {
  return new RemoteError({
    code: 'UNEXPECTED_ANSWER',
    disposition: 'retry',
    message: `Salesforce ${endpoint}: the answer has an unexpected shape`,
    remedy: `If it stays, check that ${VARIABLES.url} is the org's My Domain address.`,
    context: { endpoint },
    cause,
  })
}

/** The token endpoint answers with its own, smaller error object. */
export function toAuthError(status: number, body: unknown, remedy: string): RemoteError {
  const parsed = z
    .looseObject({ error: z.string().optional(), error_description: z.string().optional() })
    .safeParse(body)
  const said = parsed.success ? [parsed.data.error, parsed.data.error_description].filter(Boolean).join(': ') : ''
  if (status >= 500)
    return new RemoteError({
      code: 'SERVER_ERROR',
      disposition: 'retry',
      message: `Salesforce token endpoint: HTTP ${status}`,
      remedy: AGAIN,
      status,
    })
  return new RemoteError({
    code: 'CREDENTIALS_REJECTED',
    disposition: 'fatal',
    message: `Salesforce refused the credentials (${said === '' ? `HTTP ${status}` : said})`,
    remedy,
    status,
  })
}

export function unknownObject(object: string): RemoteError {
  return new RemoteError({
    code: 'UNKNOWN_OBJECT',
    disposition: 'park',
    message: `Salesforce has no object "${object}" that Tandem knows`,
    remedy: 'Use an object that connectors/salesforce/objects.ts lists.',
    context: { object },
  })
}

export function noOutcome(endpoint: string): RemoteError {
  return new RemoteError({
    code: 'NO_OUTCOME',
    disposition: 'retry',
    message: 'Salesforce gave no result for this record',
    remedy: AGAIN,
    context: { endpoint },
  })
}
