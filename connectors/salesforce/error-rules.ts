import type { Disposition } from '#domain/errors.ts'
import { VARIABLES } from './spec.ts'

/** What Tandem does about an error code of Salesforce, and what it tells people. */
export interface Rule {
  readonly code: string
  readonly disposition: Disposition
  readonly remedy: string
  readonly retryAfterMs?: number
}

export const AGAIN = 'Nothing to do: Tandem tries again.'
const LIMIT_WAIT_MS = 15 * 60_000
const CONCURRENCY_WAIT_MS = 30_000

export const park = (code: string, remedy: string): Rule => ({ code, disposition: 'park', remedy })
const fatal = (code: string, remedy: string): Rule => ({ code, disposition: 'fatal', remedy })
export const retry = (code: string): Rule => ({ code, disposition: 'retry', remedy: AGAIN })

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
    'A validation rule of the org refused the values: correct them, change them on their way by a step of the field’s map (page Mappings), or except the integration user from the rule.',
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

export const BY_STATUS: Readonly<Record<number, Rule>> = {
  401: RULES['INVALID_SESSION_ID'] ?? fatal('CREDENTIALS_REJECTED', ''),
  403: park('FORBIDDEN', 'The integration user may not do this: check its permission sets.'),
  404: RULES['NOT_FOUND'] ?? park('RECORD_NOT_FOUND', ''),
  408: retry('TIMEOUT'),
  410: fatal('API_VERSION_RETIRED', 'Choose a supported API version.'),
  420: retry('SERVER_ERROR'),
  // Salesforce itself says 403; a gateway in front of it may say this.
  429: { code: 'RATE_LIMITED', disposition: 'retry-after', remedy: AGAIN, retryAfterMs: CONCURRENCY_WAIT_MS },
}

/** The decision on an error: by its code, else by the status of the call, else it waits for a person. */
export function ruleOf(code: string, message: string, status: number | undefined): Rule {
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
