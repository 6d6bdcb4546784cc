import type { Alert, AlertKind } from '#domain/alerts/types.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** `sent` with others in one message where `groupedAs` is set. `parked`: the channel has to be mended; `note` says how. */
export const DELIVERY_STATES = ['waiting', 'sent', 'parked'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** One alert on its way to one channel. */
export interface StoredDelivery {
  /** `<alert id>/<channel>`. */
  readonly id: string
  readonly alert: Alert
  /** Name of a channel of the config, or `email:<address>`. */
  readonly channel: string
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextTryAt: Instant
  /** Message that carried it; the same on every repeat, so that a receiver can tell it. null: not tried yet. */
  readonly messageId: string | null
  readonly sentAt: Instant | null
  readonly note: string | null
}

/** By when the alert came up. */
export const DELIVERY_SORTS = { at: { direction: 'desc', keys: ['integer', 'text'] } } as const satisfies Sorts

export interface AlertStore {
  /** With a delivery for each channel; an alert that exists already is left as it is, with its deliveries. */
  add(
    connection: ConnectionId,
    alerts: readonly { readonly alert: Alert; readonly channels: readonly string[] }[],
    now: Instant,
  ): Promise<void>
  /** Leases what waits and whose time has come, oldest first; a lease that ran out is taken over. */
  lease(
    connection: ConnectionId,
    worker: string,
    now: Instant,
    until: Instant,
    limit: number,
  ): Promise<readonly StoredDelivery[]>
  /**
   * Says, before it is sent, which message carries which deliveries: a repeat after a crash sends the same message again. A
   * delivery that has a message keeps it.
   */
  assign(
    connection: ConnectionId,
    worker: string,
    messages: readonly { readonly messageId: string; readonly deliveries: readonly string[] }[],
  ): Promise<void>
  sent(connection: ConnectionId, worker: string, deliveries: readonly string[], at: Instant): Promise<void>
  retry(
    connection: ConnectionId,
    worker: string,
    later: readonly { readonly id: string; readonly nextTryAt: Instant; readonly note: string }[],
  ): Promise<void>
  park(connection: ConnectionId, worker: string, ids: readonly string[], note: string): Promise<void>
  /** Parked ones of a channel, or of `all`, go on as if they had not been tried. @returns how many. */
  resume(connection: ConnectionId, channel: string, now: Instant): Promise<number>
  /** How many were sent to a channel since then: what grouping looks at. */
  sentSince(connection: ConnectionId, since: Instant): Promise<ReadonlyMap<string, number>>
  byHandoffs(connection: ConnectionId, handoffs: readonly string[]): Promise<readonly StoredDelivery[]>
  newest(connection: ConnectionId, limit: number): Promise<readonly StoredDelivery[]>
  /** Newest first, or as the slice says. */
  page(connection: ConnectionId, slice: Slice<typeof DELIVERY_SORTS>): Promise<readonly Placed<StoredDelivery>[]>
  /** How many there are, and how many of them wait for their channel to be mended; each counted up to `upTo`. */
  count(connection: ConnectionId, upTo: number): Promise<{ readonly all: number; readonly parked: number }>
  /** The newest alert of these kinds, whether it went anywhere or not; null: there was none. */
  lastOf(connection: ConnectionId, kinds: readonly AlertKind[]): Promise<Alert | null>
  /**
   * Removes up to `limit` alerts from before then with their deliveries, oldest first. What still waits to be sent stays, and so does
   * what tells about the sync itself: the last of it says how the sync is. @returns how many alerts, and parked deliveries with them.
   */
  forget(
    connection: ConnectionId,
    before: Instant,
    limit: number,
  ): Promise<{ readonly alerts: number; readonly parked: number }>
}
