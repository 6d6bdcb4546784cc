import { createHash } from 'node:crypto'
import { groupSubject, groupText } from '#domain/alerts/group.ts'
import { linkOf, subjectOf, textOf } from '#domain/alerts/templates.ts'
import type { Alert, AlertsConfig, ChannelType } from '#domain/alerts/types.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { formatInstant } from '#domain/time.ts'
import type { Message } from '#ports/notifier.ts'

/**
 * The id of the message that carries these deliveries: the same ones, the same id. It ends in their number, so that whoever finds
 * only some of them knows that others belong to it.
 */
export function messageIdOf(connection: ConnectionId, deliveries: readonly string[]): string {
  const print = createHash('sha256')
    .update(JSON.stringify([connection, deliveries.toSorted()]))
    .digest('hex')
  return `${print.slice(0, 32)}-${deliveries.length}`
}

/** How many deliveries a message carries, by its id. */
export const carriedBy = (messageId: string): number => Number(messageId.slice(messageId.lastIndexOf('-') + 1))

/** The message of one alert, or of several at once. @param alerts at least one. */
export function messageOf(
  id: string,
  alerts: readonly Alert[],
  to: { readonly type: ChannelType; readonly connection: ConnectionId; readonly templates: AlertsConfig['templates'] },
): Message {
  const [only, another] = alerts
  const payload = { id, connection: to.connection, alerts: alerts.map(asJson) }
  if (only !== undefined && another === undefined)
    return { id, subject: subjectOf(only), text: textOf(only, to.type, to.templates), link: linkOf(only), payload }
  return { id, subject: groupSubject(alerts), text: groupText(alerts, to.type), link: null, payload }
}

const asJson = ({ id, kind, at, linkId, handoffId, facts }: Alert) => ({
  id,
  kind,
  at: formatInstant(at),
  linkId,
  handoffId,
  facts,
})
