import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/**
 * Counts of what happened, by day: so that nothing disappears without a number. Names: COUNTERS below. What the inbox hands out
 * counts once as `applied` (something was written), `no-op`, `parked` or `retried`.
 */
export interface CounterStore {
  add(connection: ConnectionId, counts: Readonly<Partial<Record<CounterName, number>>>, at: Instant): Promise<void>
  /** Sums since the UTC day of `since`; names without a count are 0. */
  since(connection: ConnectionId, since: Instant): Promise<Readonly<Record<CounterName, number>>>
}

/** `platform.what`. A new count is one line here. */
export const COUNTERS = [
  'captured',
  'repeated',
  'echoes',
  'webhook-events',
  'webhook-refused',
  'change-events',
  'events-ignored',
  'applied',
  'no-op',
  'parked',
  'retried',
  'defaults-used',
] as const
export type CounterName = (typeof COUNTERS)[number]
