import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** What the figures are counted by. `rep`: whoever had the lead when it was due, else now. `team`: the pool of its contract. */
export const SLA_KEYS = ['policy', 'rep', 'team', 'campaign', 'contract', 'urgency'] as const
export type SlaKey = (typeof SLA_KEYS)[number]

export interface SlaFilter {
  /** Clocks that started at or after it; null: from the first on. */
  readonly from: Instant | null
  /** Before it; null: up to now. */
  readonly until: Instant | null
  /** The instant of the look: what was due by then and is not answered is overdue, whether or not that was noticed already. */
  readonly asOf: Instant
}

/** Figures of one policy (or rep, ...) and one of its clocks. The lead's clocks alone; those of single reps are apart. */
export interface SlaRow {
  /** Id of the policy, Salesforce id of the rep, ...; null: none. */
  readonly key: string | null
  /** Name as people know it; of a rep their name. */
  readonly name: string | null
  readonly clock: string
  /** met + breached. */
  readonly due: number
  readonly met: number
  /** Answered late, or not at all. */
  readonly breached: number
  /** Of the breached ones, those that nobody has answered. */
  readonly untouched: number
  /** Not due yet, paused ones included. */
  readonly running: number
  readonly paused: number
  /** Given up before it was due and before an answer; in no other figure. What was given up later is `breached`. */
  readonly cancelled: number
  /** Business seconds to the answer, over all that were answered; null: none was. Nearest rank. */
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
  /** Seconds around the clock from the last thing the person did before the handover (a form, a click) to the answer. */
  readonly speedToLeadMedianSeconds: number | null
  readonly speedToLeadP90Seconds: number | null
}

/** What became of the clocks that started on a day. */
export interface SlaDay {
  /** YYYY-MM-DD, in the zone that was asked for. */
  readonly day: string
  readonly clock: string
  readonly met: number
  readonly breached: number
  readonly running: number
}

export interface SlaReportStore {
  /** By key, then clock; the keys in order of their number of clocks, most first. */
  figures(connection: ConnectionId, by: SlaKey, filter: SlaFilter): Promise<readonly SlaRow[]>
  /** The same over everything, one row for each name of a clock. */
  totals(connection: ConnectionId, filter: SlaFilter): Promise<readonly SlaRow[]>
  /** Both at once, in one look at the clocks. */
  both(
    connection: ConnectionId,
    by: SlaKey,
    filter: SlaFilter,
  ): Promise<{ readonly figures: readonly SlaRow[]; readonly totals: readonly SlaRow[] }>
  /** By the days of `zone`, oldest first; days on which none started are left out. */
  days(connection: ConnectionId, zone: string, filter: SlaFilter): Promise<readonly SlaDay[]>
}
