import { createHash } from 'node:crypto'
import { isHopeless, waitBefore } from '#domain/alerts/backoff.ts'
import type { Channel, ChannelType } from '#domain/alerts/types.ts'
import type { Instant } from '#domain/instant.ts'
import type { SendOutcome } from '#ports/notifier.ts'
import type { StoredDelivery } from '#ports/store/alerts.ts'
import type { Scope } from '../scope.ts'
import { messageOf } from './message.ts'
import { packDeliveries } from './pack-deliveries.ts'
import type { Packed } from './pack-deliveries.ts'

/** Longer than a run takes: a second worker that took over would send once more, with the same ids. */
const LEASE_MS = 10 * 60_000
/** Nothing is begun so shortly before the lease runs out. */
const LEASE_REST_MS = 60_000
const PAGE = 500
/** So many pages at once; what is beyond waits for the next run. */
const PAGES = 10
/** Channels of one type that are sent to at once. Types do not wait for each other. */
const AT_ONCE = 4
/** After so many channels of a type in a row did not answer, the type is taken to be out of reach for this run. */
const OUT_OF_REACH = 3
const PUT_OFF_MS = 15_000
/** A channel that takes longer than this in one run gives way: the next run finds what came for the others meanwhile. */
const CHANNEL_MS = 10_000

export interface Delivered {
  /** Messages that a receiver took, and the alerts in them. */
  readonly messages: number
  readonly sent: number
  /** Put off: the receiver did not take them, or the channel has had enough for now. */
  readonly later: number
  readonly parked: number
}

/** What one run needs to know; `until` is when its lease runs out. */
export interface Run {
  readonly scope: Pick<Scope, 'connection' | 'config' | 'store' | 'clock' | 'log' | 'notifier' | 'newId'>
  readonly worker: string
  readonly until: Instant
}

/**
 * Sends what waits, grouped by channel. Which message carries what is stored before it is sent, so a repeat after a crash has the same
 * id and the receiver can tell it. A channel that does not answer is tried again later and holds up no other; one that has to be
 * mended is parked with what to do. Fails only where the store fails: a receiver never does harm to the sync.
 */
export async function deliverAlerts(scope: Run['scope'], worker: string): Promise<Delivered> {
  const run: Run = { scope, worker: `${worker}/${scope.newId()}`, until: scope.clock.now() + LEASE_MS }
  const found = await leaseAll(run)
  if (found.length === 0) return { messages: 0, sent: 0, later: 0, parked: 0 }
  const packed = await packDeliveries(run, found)
  const done = await Promise.all(
    [...Map.groupBy(packed.messages, ({ channel }) => channel.type)].map(([type, messages]) =>
      sendType(run, type, messages),
    ),
  )
  const total = [packed, ...done].reduce<Delivered>(
    (sum, one) => ({
      messages: sum.messages + ('sent' in one ? one.messages : 0),
      sent: sum.sent + ('sent' in one ? one.sent : 0),
      later: sum.later + one.later,
      parked: sum.parked + one.parked,
    }),
    { messages: 0, sent: 0, later: 0, parked: 0 },
  )
  scope.log.info({ ...total, connection: scope.connection.id }, 'alerts delivered')
  return total
}

async function leaseAll({ scope, worker, until }: Run): Promise<readonly StoredDelivery[]> {
  const found: StoredDelivery[] = []
  for (let page = 0; page < PAGES; page += 1) {
    const now = scope.clock.now()
    const leased = await scope.store.alerts.lease(scope.connection.id, worker, now, until, PAGE)
    found.push(...leased)
    if (leased.length < PAGE) break
  }
  return found
}

/** Channels side by side, the messages of each in their order. */
async function sendType(run: Run, type: ChannelType, messages: readonly Packed[]): Promise<Delivered> {
  const queue = [...Map.groupBy(messages, ({ name }) => name).values()]
  const tally = { messages: 0, sent: 0, later: 0, parked: 0 }
  let unreached = 0
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (unreached >= OUT_OF_REACH) {
        const off = await putOff(run, next, `other ${type} channels did not answer either`)
        tally.later += off
        continue
      }
      const answered = await sendChannel(run, next, tally)
      unreached = answered ? 0 : unreached + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return tally
}

/** @returns whether the channel answered; after the first message that it did not take, the others wait untried. */
async function sendChannel(
  run: Run,
  messages: readonly Packed[],
  tally: { -readonly [K in keyof Delivered]: number },
): Promise<boolean> {
  const { store, connection, clock } = run.scope
  const began = clock.now()
  for (const [i, packed] of messages.entries()) {
    if (clock.now() > run.until - LEASE_REST_MS) return true
    if (clock.now() - began > CHANNEL_MS) {
      const off = await putOff(run, messages.slice(i), 'the channel is slow: others have their turn first')
      tally.later += off
      return true
    }
    const ids = packed.deliveries.map(({ id }) => id)
    const outcome = await send(run, packed)
    if (outcome.ok) {
      await store.alerts.sent(connection.id, run.worker, ids, clock.now())
      tally.messages += 1
      tally.sent += ids.length
    } else if (outcome.disposition === 'park') {
      await store.alerts.park(connection.id, run.worker, ids, outcome.reason)
      tally.parked += ids.length
    } else {
      const settled = await tryLater(run, packed, outcome)
      tally[settled] += ids.length
      const off = await putOff(run, messages.slice(i + 1), 'the channel did not take an earlier message')
      tally.later += off
      return false
    }
  }
  return true
}

async function send({ scope }: Run, { channel, deliveries, messageId }: Packed): Promise<SendOutcome> {
  const { templates } = scope.config.alerts
  const alerts = deliveries.map(({ alert }) => alert)
  const to = { type: channel.type, connection: scope.connection.id, templates }
  try {
    return await scope.notifier.send(channel satisfies Channel, messageOf(messageId, alerts, to))
  } catch (error) {
    // Against its contract: a fault of ours in one channel is not to stop the others.
    scope.log.error({ err: error, message: messageId }, 'a channel failed in a way that it should not')
    const reason = 'Tandem itself failed at this message: see the log'
    return { ok: false, disposition: 'retry', retryAfterMs: null, reason }
  }
}

async function tryLater(
  { scope, worker }: Run,
  { deliveries, messageId }: Packed,
  { retryAfterMs, reason }: Extract<SendOutcome, { ok: false }>,
): Promise<'later' | 'parked'> {
  const now = scope.clock.now()
  const attempts = Math.max(...deliveries.map((one) => one.attempts)) + 1
  const newest = Math.max(...deliveries.map(({ alert }) => alert.at))
  const ids = deliveries.map(({ id }) => id)
  if (isHopeless(attempts, newest, now)) {
    const note = `not taken for a day, last: ${reason}; mend it, then: tandem alerts resume`
    await scope.store.alerts.park(scope.connection.id, worker, ids, note)
    return 'parked'
  }
  const nextTryAt = now + waitBefore(attempts, retryAfterMs, spreadOf(messageId, attempts))
  const later = ids.map((id) => ({ id, nextTryAt, note: reason }))
  await scope.store.alerts.retry(scope.connection.id, worker, later)
  return 'later'
}

async function putOff({ scope, worker }: Run, messages: readonly Packed[], note: string): Promise<number> {
  const ids = messages.flatMap(({ deliveries }) => deliveries.map(({ id }) => id))
  const nextTryAt = scope.clock.now() + PUT_OFF_MS
  if (ids.length > 0)
    await scope.store.alerts.retry(
      scope.connection.id,
      worker,
      ids.map((id) => ({ id, nextTryAt, note })),
    )
  return ids.length
}

/** 0 to 1, different for each message and try, the same for a repeat. */
const spreadOf = (messageId: string, attempt: number): number =>
  createHash('sha256').update(`${messageId}:${attempt}`).digest().readUInt16BE(0) / 65_535
