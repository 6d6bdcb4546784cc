import type { DailyReport, HourUsage } from '#domain/budget/daily.ts'
import type { WindowState } from '#domain/budget/places.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Lane } from '#domain/lane.ts'

/** Calls of one endpoint in one lane and hour, to be added to those counted before. */
export interface CallCount {
  /** Start of the hour by the platform's clock. */
  readonly hour: Instant
  readonly lane: Lane
  readonly endpoint: string
  readonly calls: number
  readonly polls: number
  readonly rateLimited: number
}

/** A call that the account as a whole was refused, or that nobody answered. Not what is wrong with one record. */
export interface CallTrouble {
  /** Our clock. */
  readonly at: Instant
  readonly code: string
  readonly message: string
}

export interface BudgetState {
  /** Null before the platform said anything. */
  readonly report: DailyReport | null
  /** Our clock when the report came in; with `report.at` it gives the platform's clock. Null with `report`. */
  readonly seenAt: Instant | null
  /** Until then the platform refuses every call of the day, by our clock; null when it does not. */
  readonly stoppedUntil: Instant | null
  readonly hours: readonly HourUsage[]
  /** How long was to be waited between polls when it was last decided, and when the last one began; null before. */
  readonly pollMs: number | null
  readonly polledAt: Instant | null
  /** The last call that failed, of whatever worker; null: none did. */
  readonly trouble: CallTrouble | null
}

/** Calls to the platforms by hour, lane and endpoint, and what the platforms say about their daily limits. */
export interface BudgetStore {
  /** Adds counts; a newer report replaces an older one. Counts older than 40 days are forgotten. */
  record(
    connection: ConnectionId,
    side: Side,
    counts: readonly CallCount[],
    report: (DailyReport & { readonly seenAt: Instant }) | null,
  ): Promise<void>
  /** Everything needed for the facts of a day: hours from `since` on, added up over endpoints. */
  read(connection: ConnectionId, side: Side, since: Instant): Promise<BudgetState>
  /** Remembers the last call that failed; an older one does not replace it. */
  failed(connection: ConnectionId, side: Side, trouble: CallTrouble): Promise<void>
  /** The platform refused a call because its day is used up. A longer stop is not shortened. */
  stop(connection: ConnectionId, side: Side, until: Instant): Promise<void>
  /**
   * Whether it is time for a poll: true for one caller once in `everyMs`, who then polls.
   *
   * @param at.slackMs so much sooner is soon enough: schedules are not exact. @param at.hour where the cycle is counted.
   */
  claimPoll(
    connection: ConnectionId,
    side: Side,
    at: { readonly now: Instant; readonly everyMs: number; readonly slackMs: number; readonly hour: Instant },
  ): Promise<boolean>
  /** Calls by endpoint from `since` on, most first. */
  byEndpoint(
    connection: ConnectionId,
    side: Side,
    since: Instant,
  ): Promise<readonly { readonly endpoint: string; readonly calls: number }[]>
}

/**
 * Rolling windows that several workers share. `update` changes one window atomically: nobody else changes it between what
 * `change` is given and what it hands back; it may be called again, so it must be pure.
 *
 * @param change gets the window (null: never used) and milliseconds of a clock that is the same for all workers.
 */
export interface SharedWindows {
  update<T>(
    window: string,
    change: (state: WindowState | null, now: number) => { readonly state: WindowState; readonly answer: T },
  ): Promise<T>
}
