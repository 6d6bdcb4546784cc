import * as z from 'zod'
import { RemoteError, type Disposition, type ErrorContext } from '#domain/errors.ts'
import type { DuplicateReport } from '#ports/connector.ts'
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

interface Rule {
  readonly code: string
  readonly disposition: Disposition
  readonly remedy: string
  readonly retryAfterMs?: number
}

const AGAIN = 'Nothing to do: Tandem tries again.'
const LIMIT_WAIT_MS = 15 * 60_000
const CONCURRENCY_WAIT_MS = 30_000

const park = (code: string, remedy: string): Rule => ({ code, disposition: 'park', remedy })
const fatal = (code: string, remedy: string): Rule => ({ code, disposition: 'fatal', remedy })
const retry = (code: string): Rule => ({ code, disposition: 'retry', remedy: AGAIN })

/** Source: https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html and what orgs really answer. */
const RULES: Readonly<Record<string, Rule>> = {
  DUPLICATE_VALUE: park(
    'DUPLICATE_VALUE',
    'Another record holds this unique value: link that one, or clear the value there.',
  ),
  DUPLICATES_DETECTED: park(
    'DUPLICATES_DETECTED',
    'A duplicate rule matched: merge the records or link the one shown, or change the rule in Salesforce Setup.',
  ),
  REQUIRED_FIELD_MISSING: park(
    'REQUIRED_FIELD_MISSING',
    'Map the field that Salesforce asks for, or give it a default in the mapping.',
  ),
  FIELD_CUSTOM_VALIDATION_EXCEPTION: park(
    'VALIDATION_RULE',
    'A validation rule of the org refused the values: correct them, or except the integration user from the rule.',
  ),
  FIELD_INTEGRITY_EXCEPTION: park(
    'FIELD_INTEGRITY',
    'The values do not fit together for Salesforce: see the message, correct the value or the mapping.',
  ),
  STRING_TOO_LONG: park(
    'VALUE_TOO_LONG',
    'The text is longer than the field: shorten it at its source, or add `truncate` to the field map.',
  ),
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: park(
    'INVALID_OPTION',
    'Add the value to the picklist (and record type), or map it to an existing one.',
  ),
  INVALID_EMAIL_ADDRESS: park('INVALID_EMAIL', 'Correct the e-mail address on the record it comes from.'),
  INVALID_FIELD: park(
    'UNKNOWN_FIELD',
    'The field does not exist or the integration user may not see it: run `tandem provision`, or give it field permission.',
  ),
  INVALID_FIELD_FOR_INSERT_UPDATE: park(
    'FIELD_NOT_WRITABLE',
    'Give the integration user edit permission on the field, or make the field map one-way from Salesforce.',
  ),
  INVALID_TYPE: park(
    'UNKNOWN_OBJECT',
    'The object does not exist or the integration user may not see it: check its permissions.',
  ),
  INVALID_TYPE_ON_FIELD_IN_RECORD: park(
    'INVALID_VALUE',
    'The value does not fit the type of the field: correct it or the mapping.',
  ),
  NUMBER_OUTSIDE_VALID_RANGE: park(
    'INVALID_NUMBER',
    'The number does not fit the field: correct it or widen the field.',
  ),
  JSON_PARSER_ERROR: park('INVALID_VALUE', 'The value does not fit the type of the field: correct it or the mapping.'),
  CANNOT_UPDATE_CONVERTED_LEAD: park(
    'LEAD_CONVERTED',
    'The lead was converted: Tandem moves the link to its contact with the next change it sees.',
  ),
  ENTITY_IS_DELETED: park(
    'RECORD_NOT_FOUND',
    'The record was deleted in Salesforce: unlink it, or restore it from the recycle bin.',
  ),
  NOT_FOUND: park(
    'RECORD_NOT_FOUND',
    'Salesforce knows no such record or address for this user: it may be deleted or hidden.',
  ),
  INVALID_CROSS_REFERENCE_KEY: park(
    'RECORD_NOT_FOUND',
    'A record that is named does not exist or is hidden from the integration user.',
  ),
  MALFORMED_ID: park('INVALID_ID', 'An id has the wrong form: correct the mapping of the reference field.'),
  INACTIVE_OWNER_OR_USER: park(
    'INACTIVE_OWNER',
    'The owner is deactivated: choose another in the owner map, or reactivate the user.',
  ),
  TRANSFER_REQUIRES_READ: park(
    'OWNER_WITHOUT_ACCESS',
    'The new owner may not read this object: change the permissions or the owner.',
  ),
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: park(
    'NO_ACCESS',
    'The integration user may not use a record that is named: share it or change the owner.',
  ),
  INSUFFICIENT_ACCESS_OR_READONLY: park(
    'NO_ACCESS',
    'The integration user may not change this record: share it, or give the permission.',
  ),
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: park(
    'AUTOMATION_FAILED',
    'A flow or trigger of the org failed on this record: see the message, mend it there.',
  ),
  CANNOT_EXECUTE_FLOW_TRIGGER: park(
    'AUTOMATION_FAILED',
    'A flow of the org failed on this record: see the message, mend it there.',
  ),
  UNABLE_TO_LOCK_ROW: retry('RECORD_LOCKED'),
  QUERY_TIMEOUT: retry('QUERY_TIMEOUT'),
  INVALID_QUERY_LOCATOR: retry('QUERY_EXPIRED'),
  SERVER_UNAVAILABLE: retry('SERVER_ERROR'),
  UNKNOWN_EXCEPTION: retry('SERVER_ERROR'),
  INVALID_SESSION_ID: fatal(
    'CREDENTIALS_REJECTED',
    `Salesforce refused a fresh token: check ${VARIABLES.clientId}, ${VARIABLES.url} and the app's policies.`,
  ),
  INVALID_AUTH_HEADER: fatal(
    'CREDENTIALS_REJECTED',
    `Salesforce refused a fresh token: check ${VARIABLES.clientId}, ${VARIABLES.url} and the app's policies.`,
  ),
  API_DISABLED_FOR_ORG: fatal(
    'API_DISABLED',
    'This edition or user has no API access: enable it for the integration user.',
  ),
  API_CURRENTLY_DISABLED: fatal(
    'API_DISABLED',
    'This edition or user has no API access: enable it for the integration user.',
  ),
  UNSUPPORTED_API_VERSION: fatal('API_VERSION_RETIRED', 'Choose a supported API version.'),
}

const BY_STATUS: Readonly<Record<number, Rule>> = {
  401: RULES['INVALID_SESSION_ID'] ?? fatal('CREDENTIALS_REJECTED', ''),
  403: park('FORBIDDEN', 'The integration user may not do this: check its permission sets.'),
  404: RULES['NOT_FOUND'] ?? park('RECORD_NOT_FOUND', ''),
  408: retry('TIMEOUT'),
  410: fatal('API_VERSION_RETIRED', 'Choose a supported API version.'),
  420: retry('SERVER_ERROR'),
  // Salesforce itself says 403; a gateway in front of it may say this.
  429: { code: 'RATE_LIMITED', disposition: 'retry-after', remedy: AGAIN, retryAfterMs: CONCURRENCY_WAIT_MS },
}

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

function ruleOf(code: string, message: string, status: number | undefined): Rule {
  if (code === 'REQUEST_LIMIT_EXCEEDED') {
    const daily = /TotalRequests/i.test(message)
    return {
      code: daily ? 'DAILY_LIMIT' : 'RATE_LIMITED',
      disposition: 'retry-after',
      remedy: daily
        ? 'The API calls of the org for 24 hours are used up: Tandem goes on as soon as there are some; other apps share them.'
        : AGAIN,
      retryAfterMs: daily ? LIMIT_WAIT_MS : CONCURRENCY_WAIT_MS,
    }
  }
  const rule = RULES[code]
  if (rule) return rule
  if (status !== undefined && status >= 500) return retry('SERVER_ERROR')
  const byStatus = status === undefined ? undefined : BY_STATUS[status]
  return byStatus ?? park(code, 'See what Salesforce says; correct the value or the mapping, then retry.')
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
