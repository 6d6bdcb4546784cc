import type { Instant } from '../instant.ts'
import type { ClockState } from './clock.ts'

/** A clock as a report sees it; null where it has none. */
export interface NumberRow {
  readonly policy: string
  readonly rep: string | null
  readonly team: string | null
  readonly campaign: string | null
  readonly state: ClockState
  readonly startedAt: Instant
  readonly stoppedAt: Instant | null
  /** Of a cancelled clock it says whether it was due before; of others the state does. */
  readonly breachedAt: Instant | null
  /** Business seconds from the start to the answer. */
  readonly elapsedSeconds: number
  /** A person did something about the lead since it was handed over, in time or late. */
  readonly touched: boolean
}

/** How long answers took. Of `answered` values; null when there are none. */
export interface Spread {
  readonly answered: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
}

export interface Numbers extends Spread {
  /** Clocks that are judged: met + breached. Those that still run, and those cancelled before they were due, are not. */
  readonly due: number
  /** Answered at or before the due time. */
  readonly met: number
  /** Answered late, not answered at all, or given up after the due time. */
  readonly breached: number
  /** Of the breached those that nobody touched. */
  readonly untouched: number
  /** Not due yet, paused ones included. */
  readonly running: number
  /** Given up before they were due. */
  readonly cancelled: number
  /** met / due, 0 to 1; null when none is due. Untouched leads are part of it. */
  readonly metShare: number | null
}

/**
 * The nearest-rank percentile: the smallest value that at least so much of all values do not exceed. So it is one of the values, and
 * nothing is made up between two of them. null of none.
 *
 * @param share above 0, up to 1: 0.5 for the median.
 */
export function percentile(values: readonly number[], share: number): number | null {
  const ordered = values.toSorted((a, b) => a - b)
  // 0.9 * 10 is a hair above 9 in some shares; a rank is not moved by the last digit.
  const rank = Math.ceil(Number((share * ordered.length).toFixed(9)))
  return ordered[Math.max(rank, 1) - 1] ?? null
}

/** Median and 90th percentile (nearest rank) of answer times in seconds: business time for the SLA, real time for speed to lead. */
export const spreadOf = (seconds: readonly number[]): Spread => ({
  answered: seconds.length,
  medianSeconds: percentile(seconds, 0.5),
  p90Seconds: percentile(seconds, 0.9),
})

const wasMet = ({ state }: NumberRow): boolean => state === 'met'

const wasBreached = ({ state, breachedAt }: NumberRow): boolean =>
  state === 'breached' || state === 'breached_completed' || (state === 'cancelled' && breachedAt !== null)

const wasAnswered = ({ state }: NumberRow): boolean => state === 'met' || state === 'breached_completed'

/** The numbers of some clocks: due = met + breached, and all rows = due + running + cancelled. */
export function numbersOf(rows: readonly NumberRow[]): Numbers {
  const met = rows.filter(wasMet).length
  const breached = rows.filter(wasBreached)
  const cancelled = rows.filter((row) => row.state === 'cancelled' && !wasBreached(row)).length
  const due = met + breached.length
  return {
    due,
    met,
    breached: breached.length,
    untouched: breached.filter(({ touched }) => !touched).length,
    running: rows.length - due - cancelled,
    cancelled,
    metShare: due === 0 ? null : met / due,
    ...spreadOf(rows.filter(wasAnswered).map(({ elapsedSeconds }) => elapsedSeconds)),
  }
}

export type NumberKey = 'policy' | 'rep' | 'team' | 'campaign'

/** The numbers by one key, in the order of its names; rows without one come last, under null. Their sums are the total. */
export function numbersBy(
  rows: readonly NumberRow[],
  key: NumberKey,
): readonly { readonly key: string | null; readonly numbers: Numbers }[] {
  return [...Map.groupBy(rows, (row) => row[key])]
    .toSorted(([a], [b]) => (a === b ? 0 : a === null ? 1 : b === null || a < b ? -1 : 1))
    .map(([name, some]) => ({ key: name, numbers: numbersOf(some) }))
}
