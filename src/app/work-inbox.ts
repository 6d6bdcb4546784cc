import { RemoteError } from '#domain/errors.ts'
import type { InboxRow } from '#ports/store.ts'
import { reconcileActivities } from './reconcile-activities.ts'
import { reconcileDeals } from './reconcile-deals.ts'
import { reconcilePeople } from './reconcile-people.ts'
import { FAMILIES, STREAMS } from './scope.ts'
import type { Family, Scope } from './scope.ts'

/** Two hundred is what one Salesforce collections call takes. */
const BATCH = 200
/** Longer than any batch takes; a worker that died gives its rows back after this. */
const LEASE_MS = 5 * 60_000

const RECONCILE: Readonly<Record<Family, (scope: Scope, rows: readonly InboxRow[]) => Promise<void>>> = {
  people: reconcilePeople,
  activities: reconcileActivities,
  deals: reconcileDeals,
}

/** Works off everything in the inbox that is due, family after family. @returns rows worked on. */
export async function workInbox(scope: Scope, worker: string): Promise<number> {
  let worked = 0
  for (const family of FAMILIES) worked += await workFamily(scope, family, worker)
  return worked
}

async function workFamily(scope: Scope, family: Family, worker: string): Promise<number> {
  let worked = 0
  for (;;) {
    const rows = await scope.store.inbox.lease(scope.connection.id, STREAMS[family], {
      limit: BATCH,
      leaseMs: LEASE_MS,
      worker,
      now: scope.clock.now(),
    })
    if (rows.length === 0) return worked
    await workBatch(scope, family, rows)
    worked += rows.length
  }
}

/** A batch that fails as a whole gives its rows back before the error goes on: the runtime decides when to try again. */
async function workBatch(scope: Scope, family: Family, rows: readonly InboxRow[]): Promise<void> {
  try {
    await RECONCILE[family](scope, rows)
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const after = error instanceof RemoteError ? (error.retryAfterMs ?? 0) : 0
    await scope.store.inbox.retry(scope.connection.id, rows, scope.clock.now() + Math.max(1000, after), reason)
    throw error
  }
}
