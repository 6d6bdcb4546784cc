/**
 * An answer that refuses a call, in HubSpot's envelope. Only status, message and correlationId can be relied on; categories and
 * codes are there where HubSpot sends them: https://developers.hubspot.com/docs/api-reference/error-handling
 */
export class HubSpotError extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: ErrorBody, headers: Readonly<Record<string, string>> = {}) {
    super(body.message)
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** The envelope without `status` and `correlationId`, which the responder adds. */
export interface ErrorBody {
  readonly message: string
  readonly category?: string
  readonly subCategory?: string
  readonly errorType?: string
  readonly policyName?: string
  readonly groupName?: string
  readonly requestId?: string
  readonly errors?: readonly ErrorDetail[]
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly links?: Readonly<Record<string, string>>
}

export interface ErrorDetail {
  readonly message: string
  readonly code?: string
  readonly in?: string
  readonly subCategory?: string
  readonly context?: Readonly<Record<string, readonly string[]>>
}

/**
 * Another contact has the address. A single create names it in the message alone, a batch with trace ids also in the context, a batch
 * without not at all (seen on the wire).
 */
export class ContactExists extends HubSpotError {
  readonly holderId: number

  constructor(holderId: number) {
    super(409, { message: `Contact already exists. Existing ID: ${holderId}`, category: 'CONFLICT' })
    this.holderId = holderId
  }
}

export const notFound = () => new HubSpotError(404, { message: 'resource not found' })

export const objectNotFound = (message: string) => new HubSpotError(404, { message, category: 'OBJECT_NOT_FOUND' })

export const invalid = (message: string, extra: Omit<ErrorBody, 'message' | 'category'> = {}) =>
  new HubSpotError(400, { message, category: 'VALIDATION_ERROR', ...extra })

/** Broken JSON and wrong JSON shapes carry no category. */
export const badInput = (message: string) => new HubSpotError(400, { message })

export const unknownObjectType = (word: string) => badInput(`Unable to infer object type from: ${word}`)

/** One refused property value; several of them make one 400. */
export interface PropertyProblem {
  readonly name: string
  readonly error: string
  readonly message: string
}

/** The whole list of problems as JSON inside the message, and again as `errors[]`: so does HubSpot. */
export function invalidProperties(problems: readonly PropertyProblem[], portalId: number): HubSpotError {
  const listed = problems.map(({ name, error, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId,
  }))
  return invalid(`Property values were not valid: ${JSON.stringify(listed)}`, {
    errors: problems.map(({ name, error, message }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  })
}
