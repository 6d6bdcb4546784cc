import type { InboxRow } from '#ports/store/inbox.ts'
import type { Scope } from './scope.ts'

/** A worker that died gives its rows back after this; one that lives renews long before. */
export const LEASE_MS = 5 * 60_000
const RENEW_EVERY_MS = LEASE_MS / 3

/**
 * Works on leased rows and renews their lease for as long as that takes: a bulk job of a platform may take an hour. A renewal that
 * fails is tried again with the next one; until then the lease itself is long enough for two of them to fail.
 */
export async function keepingLease<T>(scope: Scope, rows: readonly InboxRow[], work: () => Promise<T>): Promise<T> {
  const renew = async (): Promise<void> => {
    try {
      await scope.store.inbox.renew(scope.connection.id, rows, scope.clock.now() + LEASE_MS)
    } catch (error) {
      scope.log.warn({ err: error }, 'the lease of a batch could not be renewed; it is tried again')
    }
  }
  const heartbeat = setInterval(() => void renew(), RENEW_EVERY_MS)
  heartbeat.unref()
  try {
    return await work()
  } finally {
    clearInterval(heartbeat)
  }
}
