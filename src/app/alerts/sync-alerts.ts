import { alertId } from '#domain/alerts/alert-id.ts'
import { whyBroken } from '#domain/alerts/sync-state.ts'
import type { Alert } from '#domain/alerts/types.ts'
import type { Instant } from '#domain/instant.ts'
import { streamsOf } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { raiseAlerts } from './raise-alerts.ts'

/**
 * Tells when the sync of a connection stops working (paused, nothing read or worked on for half an hour) and when it works again:
 * once for each change, however many workers look. Nothing is told of a connection that never broke.
 *
 * @param watchedSince what was so before then, while nobody ran, is not told of. @returns what was told now.
 */
export async function syncAlerts(
  scope: Pick<Scope, 'connection' | 'config' | 'store' | 'clock' | 'log' | 'newId'>,
  watchedSince: Instant,
): Promise<'sync-broken' | 'sync-restored' | null> {
  const { store, clock, config } = scope
  const { id } = scope.connection
  const now = clock.now()
  const [connection, capturedAt, inbox, last] = await Promise.all([
    store.connections.get(id),
    store.inbox.capturedAt(id, streamsOf(config)),
    store.inbox.depth(id, now),
    store.alerts.lastOf(id, ['sync-broken', 'sync-restored']),
  ])
  const before = last?.kind === 'sync-broken' ? 'broken' : 'working'
  const pausedReason = connection?.state === 'paused' ? (connection.pausedReason ?? 'no reason is known') : null
  const signs = { pausedReason, capturedAt, oldestDueAt: inbox.dueNow > 0 ? inbox.oldestAt : null, watchedSince }
  const why = whyBroken(signs, before, now)
  if ((why !== null) === (before === 'broken')) return null
  const kind = why === null ? 'sync-restored' : 'sync-broken'
  const alert = alertOf(scope, { kind, why: why ?? 'Changes are read and worked on as usual', after: last, now })
  await store.transaction(async (tx) => {
    await raiseAlerts(scope, tx, [alert])
    // Kept although nobody may want to be told of it: it is what the next change is compared with.
    await tx.alerts.add(id, [{ alert, channels: [] }], now)
  })
  return kind
}

/** Named after the alert before it: two workers that see the same change raise one. */
function alertOf(
  { connection }: Pick<Scope, 'connection'>,
  told: {
    readonly kind: 'sync-broken' | 'sync-restored'
    readonly why: string
    readonly after: Alert | null
    readonly now: Instant
  },
): Alert {
  return {
    id: alertId({ kind: told.kind, subject: connection.id, change: `after ${told.after?.at ?? 'the start'}` }),
    kind: told.kind,
    at: told.now,
    linkId: null,
    handoffId: null,
    facts: {
      lead: '',
      company: '',
      reason: `${connection.name}: ${told.why}`,
      deadline: '',
      owner: '',
      urgency: '',
      campaign: '',
      policy: '',
      link: '',
    },
    ownerEmail: null,
    managerEmail: null,
    alsoTo: [],
  }
}
