import { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { Scope } from '../scope.ts'

/** Refusals are the same at every look: each is told once for each credential. */
const told = new WeakMap<object, Set<string>>()

const NAMES: Readonly<Record<Side, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce' }

/** Missing scopes and accounts without campaigns; a rejected credential (401) is not one of them, nor is a limit (403 too). */
const REFUSED_STATUS: ReadonlySet<number | undefined> = new Set([403, 404])
const REFUSED_CODE: ReadonlySet<string> = new Set(['UNKNOWN_OBJECT', 'UNKNOWN_FIELD'])

const isRefusal = (error: unknown): error is RemoteError =>
  error instanceof RemoteError &&
  error.disposition !== 'retry' &&
  error.disposition !== 'retry-after' &&
  (REFUSED_STATUS.has(error.status) || REFUSED_CODE.has(error.code))

/**
 * Costs need permissions of their own, and Marketing Hub Professional, which a connection can do without.
 * Source: https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/spend/create-spend-item
 *
 * @param what names what is read, in the warning.
 * @returns null when the platform refuses, which is told once; other errors are thrown.
 */
export async function readableCosts<T>(
  scope: Scope,
  side: Side,
  what: string,
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (!isRefusal(error)) throw error
    const { code, message: said, remedy } = error
    tellOnce(scope, side, what, { code, said, remedy })
    return null
  }
}

/** Warns that costs are left out, the first time. */
export function tellOnce(scope: Scope, side: Side, what: string, facts: object): void {
  const connector = scope[side]
  const before = told.get(connector) ?? new Set()
  told.set(connector, before)
  if (before.has(what)) return
  before.add(what)
  scope.log.warn(
    { connectionId: scope.connection.id, ...facts },
    `costs left out: ${NAMES[side]} refuses to tell ${what}`,
  )
}
