import { type Disposition, type ErrorContext, TandemError } from '#domain/errors.ts'

/** The database failed us: `retry` when the same work may succeed later, `fatal` when a constraint or a statement is wrong. */
export class StoreError extends TandemError {
  readonly code: string
  readonly disposition: Disposition

  constructor(code: string, disposition: Disposition, message: string, context: ErrorContext, cause: unknown) {
    super(message, context, { cause })
    this.code = code
    this.disposition = disposition
  }
}

// https://www.postgresql.org/docs/15/errcodes-appendix.html: connection exceptions, transaction rollback (deadlock,
// serialization), resources, operator intervention (shutdown), lock not available.
const TRANSIENT_SQLSTATE = /^(?:08|40|53|57|55P03)/
const LOST_CONNECTION =
  /^(?:ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)|Connection terminated|timeout exceeded when/

interface DatabaseFailure {
  readonly code?: string
  readonly constraint?: string
  readonly table?: string
}

/** Translates what the driver threw; anything else (an error of the caller's own work) is handed back untouched. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TandemError) return error
  const { code, constraint, table } = error as DatabaseFailure
  if (LOST_CONNECTION.test(code ?? '') || LOST_CONNECTION.test(error.message))
    return new StoreError(
      'STORE_CONNECTION_LOST',
      'retry',
      `the database connection failed: ${error.message}`,
      {},
      error,
    )
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return error
  const context: ErrorContext = {
    sqlState: code,
    ...(constraint === undefined ? {} : { constraint }),
    ...(table === undefined ? {} : { table }),
  }
  if (TRANSIENT_SQLSTATE.test(code))
    return new StoreError('STORE_BUSY', 'retry', `the database asks to try again: ${error.message}`, context, error)
  if (code.startsWith('23'))
    return new StoreError(
      'STORE_CONSTRAINT',
      'fatal',
      `a rule of the database was broken: ${error.message}`,
      context,
      error,
    )
  return new StoreError(
    'STORE_STATEMENT',
    'fatal',
    `the database refused a statement: ${error.message}`,
    context,
    error,
  )
}

/** The same repository, whose methods reject with StoreError where the driver failed. */
export function withStoreErrors<T extends object>(repository: T): T {
  const guarded = Object.entries(repository).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member]
    const method = member as (...args: readonly unknown[]) => Promise<unknown>
    const guardedMethod = async (...args: readonly unknown[]): Promise<unknown> => {
      try {
        return await method(...args)
      } catch (error) {
        throw toStoreError(error)
      }
    }
    return [name, guardedMethod]
  })
  // The entries are those of `repository`, each function wrapped by one of the same arguments and answer.
  return Object.fromEntries(guarded) as T
}
