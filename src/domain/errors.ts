/**
 * What the job runtime does with an error; callers decide by this and never by message.
 * - `retry`: the same call may succeed later. - `retry-after`: as retry, but not before `retryAfterMs`.
 * - `park`: a person has to change something; the record waits with an explanation. - `fatal`: the connection is paused.
 */
export const DISPOSITIONS = ['retry', 'retry-after', 'park', 'fatal'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

export type ErrorContext = Readonly<Record<string, string | number | boolean>>

/** Base of every error that Tandem raises on purpose. `context` holds ids and names, never values of personal fields. */
export abstract class TandemError extends Error {
  /** Stable, upper snake case: metric label and key of the explanation shown to people. */
  abstract readonly code: string
  abstract readonly disposition: Disposition
  readonly context: ErrorContext

  constructor(message: string, context: ErrorContext = {}, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.context = context
  }
}

/** An error of one of the two CRMs, translated by `connectors/<side>/errors.ts`. */
export class RemoteError extends TandemError {
  readonly code: string
  readonly disposition: Disposition
  /** Only with `retry-after`: milliseconds to wait, from the platform's own rule. */
  readonly retryAfterMs: number | undefined
  /** What a person can do about it; shown next to parked records. */
  readonly remedy: string
  readonly status: number | undefined

  constructor(input: {
    readonly code: string
    readonly disposition: Disposition
    readonly message: string
    readonly remedy: string
    readonly status?: number
    readonly retryAfterMs?: number
    readonly context?: ErrorContext
    readonly cause?: unknown
  }) {
    super(input.message, input.context, input.cause === undefined ? undefined : { cause: input.cause })
    this.code = input.code
    this.disposition = input.disposition
    this.remedy = input.remedy
    this.status = input.status
    this.retryAfterMs = input.retryAfterMs
  }
}

/** Wrong input of a person (file, flag, environment, mapping). The message is one line and says what to do; exit code 2. */
export class UsageError extends TandemError {
  readonly code = 'USAGE'
  readonly disposition = 'fatal'
}

/** A rule of our own was broken: a bug. */
export class InvariantError extends TandemError {
  readonly code = 'INVARIANT'
  readonly disposition = 'fatal'
}
