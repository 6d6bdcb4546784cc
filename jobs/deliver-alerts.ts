import * as z from 'zod'
import { deliverAlerts } from '#app/alerts/deliver-alerts.ts'
import { syncAlerts } from '#app/alerts/sync-alerts.ts'
import { connectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput } from './per-connection.ts'

/**
 * Asked for through the outbox when an alert is raised. Works for a paused connection too: that it is paused is what people have to
 * be told. A queue of its own, so that a slow receiver holds up nothing but alerts.
 */
export const deliverAlertsJob = defineJob({
  name: 'deliver-alerts',
  queue: 'alerts',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: async (i, deps: JobDeps) => void (await deliverAlerts(deps.scopeOf(connectionId(i.connectionId)), deps.worker)),
})

/** How often it is looked whether the sync works; more often than alerts are needed, more seldom than they are tried again. */
const WATCH_MS = 60_000

/** The turn of what waits for another try, and a look at the sync now and then. */
export function sweepAlerts(everyMs: number | null) {
  let watchedSince: Instant | null = null
  let watchedAt = 0
  return defineJob({
    name: 'sweep-alerts',
    queue: 'alerts',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      const now = deps.clock.now()
      watchedSince ??= now
      const watches = now - watchedAt >= WATCH_MS
      if (watches) watchedAt = now
      for (const id of await deps.connections()) {
        if (watches) await syncAlerts(deps.scopeOf(id), watchedSince)
        await deps.jobs.enqueue('deliver-alerts', { connectionId: id })
      }
    },
  })
}
