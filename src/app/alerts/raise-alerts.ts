import { channelsFor, PEOPLE } from '#domain/alerts/select.ts'
import type { Alert } from '#domain/alerts/types.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'

/**
 * Stores alerts with their channels, in the caller's transaction, and asks for their delivery once it is committed: what is told is
 * what really happened, and happens once. An alert that exists already is left as it is. Nothing is sent here.
 */
export async function raiseAlerts(
  scope: Pick<Scope, 'connection' | 'config' | 'clock' | 'log' | 'newId'>,
  tx: Pick<Store, 'alerts' | 'outbox'>,
  alerts: readonly Alert[],
): Promise<void> {
  if (alerts.length === 0) return
  const { id } = scope.connection
  const now = scope.clock.now()
  // What nobody wants to be told of is no alert.
  const routed = alerts
    .map((alert) => ({ alert, channels: channelsFor(alert, scope.config.alerts.rules) }))
    .filter(({ channels }) => channels.length > 0)
  if (routed.length === 0) return
  await tx.alerts.add(id, routed, now)
  for (const { alert, channels } of routed)
    for (const person of PEOPLE)
      if (channels.includes(person))
        scope.log.warn({ alert: alert.id, person }, 'an alert is for somebody whose e-mail address is not known')
  await tx.outbox.add([{ id: scope.newId(), job: 'deliver-alerts', payload: { connectionId: id }, runAt: now }])
}
