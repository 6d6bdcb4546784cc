import type { Scope } from '../scope.ts'

const DAY_MS = 86_400_000
/** Rows of one statement; others work on the tables meanwhile. */
const AT_ONCE = 5_000

export interface Forgotten {
  readonly actions: number
  readonly alerts: number
  /** Deliveries that had waited parked all the time, and went with their alerts. */
  readonly parked: number
}

/**
 * Removes what was done and told longer ago than the configuration keeps it, in small portions. Steps of clocks stay, so nothing that was
 * removed is asked for again; what waits, and what tells how the sync is, stays as well.
 */
export async function forgetOld({ store, connection, config, clock, log }: Scope): Promise<Forgotten> {
  const before = clock.now() - config.alerts.keepDays * DAY_MS
  let [actions, alerts, parked] = [0, 0, 0]
  for (;;) {
    const count = await store.actions.forget(connection.id, before, AT_ONCE)
    actions += count
    if (count < AT_ONCE) break
  }
  for (;;) {
    const gone = await store.alerts.forget(connection.id, before, AT_ONCE)
    alerts += gone.alerts
    parked += gone.parked
    if (gone.alerts < AT_ONCE) break
  }
  const forgotten = { actions, alerts, parked }
  if (actions + alerts > 0)
    log.info({ connectionId: connection.id, ...forgotten }, 'old actions and alerts were removed')
  return forgotten
}
