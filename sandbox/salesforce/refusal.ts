/**
 * The body Salesforce sends with a status, for faults that name none: an array, also for the limits, which are 403 and never 429.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
 */
export function refusal(status: number): unknown {
  const [errorCode, message] = CODES[status] ?? ['UNKNOWN_EXCEPTION', 'An unexpected error occurred.']
  return [{ message, errorCode }]
}

const CODES: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'],
  401: ['INVALID_SESSION_ID', 'Session expired or invalid'],
  403: ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  404: ['NOT_FOUND', 'The requested resource does not exist'],
  503: ['SERVER_UNAVAILABLE', 'Server too busy.'],
}
