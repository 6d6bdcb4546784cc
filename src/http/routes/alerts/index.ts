import { withJob } from '#app/ask-for-job.ts'
import type { AlertRule, Channel } from '#domain/alerts/types.ts'
import { DELIVERY_SORTS, type StoredDelivery } from '#ports/store/alerts.ts'
import {
  readAlertsContract,
  resumeAlertsContract,
  testChannelContract,
  type DeliveryView,
} from '../../contract/alerts.ts'
import { COUNTED_UP_TO } from '../../contract/paging.ts'
import { pagingOf } from '../../cursor.ts'
import { toInstantText, toInstantTextOrNull } from '../../present/instants.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute, type ApiRoute } from '../../route.ts'

const readAlerts = connectionRoute(readAlertsContract, async ({ scope, query }) => {
  const { channels, rules } = scope.config.alerts
  const { store, connection } = scope
  const paging = pagingOf(DELIVERY_SORTS, 'alerts', query)
  const [rows, counted] = await Promise.all([
    store.alerts.page(connection.id, paging.slice),
    store.alerts.count(connection.id, COUNTED_UP_TO),
  ])
  const { shown, nextCursor } = paging.pageOf(rows)
  return {
    channels: Object.entries(channels).map(([name, channel]) => ({
      name,
      type: channel.type,
      to: addressOf(channel),
      kinds: kindsOf(name, rules),
    })),
    items: shown.map(toDelivery),
    nextCursor,
    total: counted.all,
    parked: counted.parked,
  }
})

const testChannel = connectionRoute(testChannelContract, async ({ scope, params, note }) => {
  const { channels } = scope.config.alerts
  const channel = Object.hasOwn(channels, params.channel) ? channels[params.channel] : undefined
  if (channel === undefined)
    throw new HttpError({
      status: 404,
      code: 'CHANNEL_NOT_FOUND',
      message: `There is no channel "${params.channel}".`,
      remedy: 'Choose one of those of the mapping that is in force.',
    })
  const id = `test-${scope.newId()}`
  const outcome = await scope.notifier.send(channel, {
    id,
    subject: 'Tandem: test message',
    text: `This is a test of the channel "${params.channel}" of ${scope.connection.name}. Nothing has happened.`,
    link: null,
    payload: { id, connection: scope.connection.id, test: true, alerts: [] },
  })
  note({ subject: params.channel, details: { taken: outcome.ok } })
  return { ok: outcome.ok, reason: outcome.ok ? null : outcome.reason }
})

const resumeAlerts = connectionRoute(resumeAlertsContract, async ({ scope, body, now, note }) => {
  const { id } = scope.connection
  const resumed = await withJob(
    scope,
    { job: 'deliver-alerts', payload: { connectionId: id } },
    (tx) => tx.alerts.resume(id, body.channel ?? 'all', now),
    (count) => count > 0,
  )
  note({ subject: body.channel ?? 'all channels', details: { resumed } })
  return { resumed }
})

export const ALERT_ROUTES: readonly ApiRoute[] = [readAlerts, testChannel, resumeAlerts]

/** Never what a variable holds: such addresses are secrets. */
const addressOf = (channel: Channel): string =>
  channel.type === 'email' ? channel.to.join(', ') : `address in ${channel.urlFrom}`

const kindsOf = (name: string, rules: readonly AlertRule[]) => [
  ...new Set(rules.flatMap(({ on, to }) => (to.includes(name) ? on : []))),
]

const toDelivery = ({ id, alert, channel, state, attempts, sentAt, note }: StoredDelivery): DeliveryView => {
  const about = [alert.facts.lead, alert.facts.company].filter((part) => part !== '').join(', ')
  return {
    id,
    kind: alert.kind,
    about: about === '' ? null : about,
    channel,
    state,
    at: toInstantText(alert.at),
    sentAt: toInstantTextOrNull(sentAt),
    attempts,
    note,
  }
}
