/** One entry of a Salesforce error list; `fields` is sent with data errors, even when empty. */
export interface ErrorItem {
  readonly errorCode: string
  readonly message: string
  readonly fields?: readonly string[]
  /** What this code says besides, under the names of the request's API version, e.g. `duplicateResult`. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * Any refusal by the simulated API. REST answers it as a JSON array, a collections call as one item's `errors`,
 * SOAP as a fault or a result's `errors`.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html
 */
export class ApiError extends Error {
  readonly status: number
  readonly items: readonly ErrorItem[]

  constructor(status: number, items: readonly ErrorItem[]) {
    super(items[0]?.message ?? 'unknown error')
    this.name = 'ApiError'
    this.status = status
    this.items = items
  }

  get errorCode(): string {
    return this.items[0]?.errorCode ?? 'UNKNOWN_EXCEPTION'
  }
}

/** A refused call: no `fields` in the body. */
export function apiError(status: number, errorCode: string, message: string): ApiError {
  return new ApiError(status, [{ errorCode, message }])
}

/** A refused record: always HTTP 400 with `fields`. */
export function dataError(errorCode: string, message: string, fields: readonly string[] = []): ApiError {
  return new ApiError(400, [{ errorCode, message, fields }])
}

export function notFound(message = 'The requested resource does not exist'): ApiError {
  return apiError(404, 'NOT_FOUND', message)
}
