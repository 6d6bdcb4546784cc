import type { Instant } from '../instant.ts'
import { DAY_MS } from '../time.ts'
import type { BusinessCalendar, Pause } from './business-calendar.ts'
import { openDays } from './open-spans.ts'

export type { BusinessCalendar, LocalInterval, Pause } from './business-calendar.ts'

/** A due time later than this after its start is no due time. */
export const HORIZON_MS = 730 * DAY_MS

interface Stretch {
  readonly from: Instant
  readonly until: Instant
}

/** What is left of `[from, until)` outside the pauses, in order. */
function unpaused(from: Instant, until: Instant, pauses: readonly Pause[]): Stretch[] {
  if (until <= from) return []
  const stretches: Stretch[] = []
  let at = from
  for (const [pausedAt, resumedAt] of [...pauses].sort((a, b) => a[0] - b[0])) {
    const end = resumedAt ?? Infinity
    if (end <= pausedAt || end <= at) continue
    if (pausedAt > at) stretches.push({ from: at, until: Math.min(pausedAt, until) })
    at = end
    if (at >= until) return stretches
  }
  if (at < until) stretches.push({ from: at, until })
  return stretches
}

/** Open milliseconds in `[from, until)`. */
function openMsIn(calendar: BusinessCalendar, { from, until }: Stretch): number {
  const dayOf = openDays(calendar)
  let open = 0
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < until; day += 1) {
    const { spans, openMs } = dayOf(day)
    if (from <= day * DAY_MS && (day + 1) * DAY_MS <= until) open += openMs
    else for (const [a, b] of spans) open += Math.max(0, Math.min(b, until) - Math.max(a, from))
  }
  return open
}

/** The earliest instant in `(from, until]` with `needMs` open milliseconds before it; null when the stretch has fewer. */
function reachIn(calendar: BusinessCalendar, { from, until }: Stretch, needMs: number): Instant | null {
  const dayOf = openDays(calendar)
  let left = needMs
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < until; day += 1) {
    const { spans, openMs } = dayOf(day)
    if (from <= day * DAY_MS && openMs < left) {
      left -= openMs
      continue
    }
    for (const [a, b] of spans) {
      const start = Math.max(a, from)
      const open = b - start
      if (open <= 0) continue
      if (open >= left) return start + left <= until ? start + left : null
      left -= open
    }
  }
  return null
}

/** {@link elapsedSeconds} in whole milliseconds. */
export function elapsedMs(
  calendar: BusinessCalendar,
  from: Instant,
  to: Instant,
  pauses: readonly Pause[] = [],
): number {
  return unpaused(from, to, pauses).reduce((sum, stretch) => sum + openMsIn(calendar, stretch), 0)
}

/** {@link dueAt} in whole milliseconds, not later than `latest`. */
export function dueAfterMs(
  calendar: BusinessCalendar,
  start: Instant,
  needMs: number,
  pauses: readonly Pause[] = [],
  latest: Instant = start + HORIZON_MS,
): Instant | null {
  if (needMs <= 0) return start
  if (pauses.length === 0) return reachIn(calendar, { from: start, until: latest }, needMs)
  let left = needMs
  for (const stretch of unpaused(start, latest, pauses)) {
    const due = reachIn(calendar, stretch, left)
    if (due !== null) return due
    left -= openMsIn(calendar, stretch)
  }
  return null
}

/**
 * The instant at which `seconds` of business time have passed since `start`: the earliest `t >= start` with that much open,
 * unpaused time in `[start, t)`. A target that exactly fills the day is due at closing time, not at the next opening.
 *
 * @param seconds fractions are kept to the millisecond; 0 or less gives `start`.
 * @returns null, "no due time", when a pause without end is reached first, the calendar never opens, or it takes more than
 *   730 days.
 * @throws UsageError when the calendar is not valid (see `validateCalendar`).
 */
export function dueAt(
  calendar: BusinessCalendar,
  start: Instant,
  seconds: number,
  pauses: readonly Pause[] = [],
): Instant | null {
  return dueAfterMs(calendar, start, Math.round(seconds * 1000), pauses)
}

/**
 * Business seconds in `[from, to)` without the pauses, with milliseconds as fraction; `to < from` gives 0. Real time: a night
 * shift from 22:00 to 06:00 has 7 or 9 hours when the clocks change.
 *
 * @throws UsageError when the calendar is not valid (see `validateCalendar`).
 */
export function elapsedSeconds(
  calendar: BusinessCalendar,
  from: Instant,
  to: Instant,
  pauses: readonly Pause[] = [],
): number {
  return elapsedMs(calendar, from, to, pauses) / 1000
}
