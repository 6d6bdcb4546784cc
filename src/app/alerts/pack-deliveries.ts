import { packUp, windowStart } from '#domain/alerts/group.ts'
import { destinationOf } from '#domain/alerts/select.ts'
import type { Channel } from '#domain/alerts/types.ts'
import type { StoredDelivery } from '#ports/store/alerts.ts'
import type { Run } from './deliver-alerts.ts'
import { carriedBy, messageIdOf } from './message.ts'

/** Alerts that one message carries: what programs take in one request is smaller than what people take in one list. */
const LARGEST: Readonly<Record<Channel['type'], number>> = { webhook: 100, slack: 1000, teams: 1000, email: 1000 }
/** A message of which parts are missing waits for them so often: another worker may hold them. */
const WAITS_FOR_PARTS = 3
const PART_WAIT_MS = 15_000

/** One message on its way. */
export interface Packed {
  /** Name of the channel as the deliveries carry it. */
  readonly name: string
  readonly channel: Channel
  readonly messageId: string
  readonly deliveries: readonly StoredDelivery[]
}

/** The messages to send now, what each carries is stored; deliveries that are put off or parked instead were given back. */
export interface Packing {
  readonly messages: readonly Packed[]
  readonly later: number
  readonly parked: number
}

export async function packDeliveries(run: Run, found: readonly StoredDelivery[]): Promise<Packing> {
  const { alerts } = run.scope.store
  const { id } = run.scope.connection
  const now = run.scope.clock.now()
  const { grouping, channels } = run.scope.config.alerts
  const sent = await alerts.sentSince(id, windowStart(now, grouping))
  const messages: Packed[] = []
  let later = 0
  let parked = 0
  for (const [name, waiting] of Map.groupBy(found, ({ channel }) => channel)) {
    const ids = waiting.map((one) => one.id)
    const to = destinationOf(name, channels)
    if ('missing' in to) {
      await alerts.park(id, run.worker, ids, to.missing)
      parked += ids.length
      continue
    }
    const old = again(run, name, to.channel, waiting)
    const fresh = waiting.filter(({ messageId }) => messageId === null)
    const packed = packUp(fresh, sent.get(name) ?? 0, grouping, now, LARGEST[to.channel.type])
    messages.push(...old.whole)
    for (const deliveries of packed.messages)
      messages.push({ name, channel: to.channel, messageId: idOf(run, deliveries), deliveries })
    const note = `collected: more than ${grouping.most} alerts in ${grouping.windowSeconds} s go as one message`
    await alerts.retry(id, run.worker, [
      ...packed.held.map((one) => ({ id: one.id, nextTryAt: packed.heldUntil, note })),
      ...old.waiting.map((one) => ({ id: one.id, nextTryAt: now + PART_WAIT_MS, note: 'waits for its message' })),
    ])
    later += packed.held.length + old.waiting.length
  }
  await alerts.assign(
    id,
    run.worker,
    messages.map(({ messageId, deliveries }) => ({ messageId, deliveries: deliveries.map((one) => one.id) })),
  )
  return { messages, later, parked }
}

const idOf = ({ scope }: Run, deliveries: readonly StoredDelivery[]): string =>
  messageIdOf(
    scope.connection.id,
    deliveries.map(({ id }) => id),
  )

/**
 * Messages that were begun before go out as they were: a receiver that got one drops the repeat. One of which only some deliveries
 * are here waits for the others, for with the same id they would pass for a repeat. Where they do not come it goes with an id of its
 * own: rather twice than never.
 */
function again(
  run: Run,
  name: string,
  channel: Channel,
  waiting: readonly StoredDelivery[],
): { readonly whole: readonly Packed[]; readonly waiting: readonly StoredDelivery[] } {
  const begun = waiting.filter(({ messageId }) => messageId !== null)
  const byMessage = [...Map.groupBy(begun, ({ messageId }) => messageId ?? '')]
  const isWhole = (messageId: string, deliveries: readonly StoredDelivery[]): boolean =>
    deliveries.length === carriedBy(messageId)
  const ready = byMessage.filter(
    ([messageId, deliveries]) =>
      isWhole(messageId, deliveries) || deliveries.every(({ attempts }) => attempts >= WAITS_FOR_PARTS),
  )
  return {
    whole: ready.map(([messageId, deliveries]) => ({
      name,
      channel,
      messageId: isWhole(messageId, deliveries) ? messageId : idOf(run, deliveries),
      deliveries,
    })),
    waiting: byMessage.filter((one) => !ready.includes(one)).flatMap(([, deliveries]) => deliveries),
  }
}
