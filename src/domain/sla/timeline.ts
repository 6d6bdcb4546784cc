import type { Instant } from '../instant.ts'
import type { BusinessCalendar, Pause } from './business-calendar.ts'
import { HORIZON_MS, dueAfterMs, elapsedMs } from './calendar.ts'
import type { ClockState } from './clock.ts'
import { DEFAULT_WARN_AT } from './policy.ts'

/** What happened to a clock. `retarget` gives the whole new target, not a difference. */
export type ClockEvent =
  | { readonly at: Instant; readonly type: 'start' | 'stop' | 'pause' | 'resume' | 'cancel' }
  | { readonly at: Instant; readonly type: 'retarget'; readonly seconds: number }
  | { readonly at: Instant; readonly type: 'recalendar'; readonly calendar: BusinessCalendar }

export interface ClockInput {
  readonly calendar: BusinessCalendar
  /** Business seconds from start to due. */
  readonly targetSeconds: number
  /** Fractions of the target at which to warn, in any order; absent: {@link DEFAULT_WARN_AT}, empty: none. */
  readonly warnAt?: readonly number[] | undefined
  /** In any order. Events of one instant keep the order given, except that a start comes first. */
  readonly events: readonly ClockEvent[]
  /** The instant of the look; later events have not happened. */
  readonly asOf: Instant
}

export interface ClockReading {
  readonly state: ClockState
  readonly startedAt: Instant | null
  /** Under the current target and calendars. null: not started, no due time, or paused before the target was reached. */
  readonly dueAt: Instant | null
  /** Business seconds from start to the stop, the cancel or `asOf`; 0 before the start. */
  readonly elapsedSeconds: number
  /** Business seconds left of the current target, never negative. */
  readonly remainingSeconds: number
  /**
   * The instants at which the thresholds were crossed under the current target, up to `asOf` or the end of the clock. One for
   * each threshold crossed, smallest fraction first, so the i-th belongs to the i-th smallest fraction of `warnAt`.
   */
  readonly warnedAt: readonly Instant[]
  /** The due time that passed unanswered, not the time at which anyone noticed. Never taken back by a later event. */
  readonly breachedAt: Instant | null
  /** The end of the clock, by stop or by cancel. */
  readonly stoppedAt: Instant | null
}

/** A stretch of the clock's life on one calendar; `until` null: still in force. */
interface Leg {
  readonly calendar: BusinessCalendar
  readonly from: Instant
  readonly until: Instant | null
}

/** The clock between two events. */
interface Course {
  readonly startedAt: Instant | null
  readonly targetMs: number
  readonly legs: readonly Leg[]
  readonly pauses: readonly Pause[]
  readonly breachedAt: Instant | null
  readonly end: { readonly at: Instant; readonly by: 'stop' | 'cancel' } | null
}

/** The instant at which the clock has `needMs` of business time; null when it does not get there as things stand. */
function reachedAt({ startedAt, legs, pauses }: Course, needMs: number): Instant | null {
  if (startedAt === null) return null
  let left = needMs
  for (const { calendar, from, until } of legs) {
    const open = until === null ? Infinity : elapsedMs(calendar, from, until, pauses)
    if (open >= left) return dueAfterMs(calendar, from, left, pauses, startedAt + HORIZON_MS)
    left -= open
  }
  return null
}

const elapsedUntil = ({ legs, pauses }: Course, at: Instant): number =>
  legs.reduce((sum, leg) => sum + elapsedMs(leg.calendar, leg.from, Math.min(leg.until ?? at, at), pauses), 0)

/** A due time that passed before `at` is a breach from then on, whatever the target becomes; one exactly at `at` is not. */
function withBreachBefore(course: Course, at: Instant): Course {
  const due = course.breachedAt ?? reachedAt(course, course.targetMs)
  return due !== null && due < at ? { ...course, breachedAt: due } : course
}

const isPaused = ({ pauses }: Course): boolean => pauses.at(-1)?.[1] === null

const endLast = (legs: readonly Leg[], until: Instant): Leg[] =>
  legs.map((leg, index) => (index === legs.length - 1 ? { ...leg, until } : leg))

/** Before the start only target and calendar can change; after the end nothing can. */
function apply(course: Course, event: ClockEvent): Course {
  const { at, type } = event
  const started = course.startedAt !== null
  if (course.end !== null) return course
  if (type === 'retarget') return { ...withBreachBefore(course, at), targetMs: Math.round(event.seconds * 1000) }
  if (type === 'recalendar') {
    const leg: Leg = { calendar: event.calendar, from: at, until: null }
    return { ...course, legs: started ? [...endLast(course.legs, at), leg] : [leg] }
  }
  if (type === 'start')
    return started ? course : { ...course, startedAt: at, legs: course.legs.map((leg) => ({ ...leg, from: at })) }
  if (!started) return course
  if (type === 'stop' || type === 'cancel') return { ...withBreachBefore(course, at), end: { at, by: type } }
  if (type === 'pause') return isPaused(course) ? course : { ...course, pauses: [...course.pauses, [at, null]] }
  return { ...course, pauses: course.pauses.map(([from, until]): Pause => [from, until ?? at]) }
}

function stateOf(course: Course): ClockState {
  if (course.startedAt === null) return 'not_started'
  if (course.end?.by === 'cancel') return 'cancelled'
  if (course.end !== null) return course.breachedAt === null ? 'met' : 'breached_completed'
  if (course.breachedAt !== null) return 'breached'
  return isPaused(course) ? 'paused' : 'running'
}

const startsFirst = (event: ClockEvent): number => (event.type === 'start' ? 0 : 1)

/**
 * Reads a clock from its history: the same events always give the same reading, repeated or late-delivered ones change
 * nothing.
 *
 * - A start while the clock has started, a pause while paused, a resume while not paused and anything after stop or cancel are
 *   ignored; so are a stop, a cancel and a pause before the start.
 * - A stop exactly at the due time meets it. Without a stop the clock is breached from the due time on, `asOf` included.
 * - A new target keeps what has elapsed; if its due time is past, the clock is breached since that instant. A breach that had
 *   happened under the former target stays.
 * - A new calendar counts from its event on. Activities that arrive after a breach was recorded are judged by the caller, who
 *   keeps the record.
 *
 * @throws UsageError when a calendar is not valid (see `validateCalendar`).
 */
export function replayClock(input: ClockInput): ClockReading {
  const { calendar, targetSeconds, warnAt = DEFAULT_WARN_AT, events, asOf } = input
  const history = events
    .filter((event) => event.at <= asOf)
    .sort((a, b) => a.at - b.at || startsFirst(a) - startsFirst(b))
  const blank: Course = {
    startedAt: null,
    targetMs: Math.round(targetSeconds * 1000),
    legs: [{ calendar, from: asOf, until: null }],
    pauses: [],
    breachedAt: null,
    end: null,
  }
  const past = history.reduce(apply, blank)
  // While the clock is open, reaching the due time is enough; the next stop could only be later.
  const course = past.end === null ? withBreachBefore(past, asOf + 1) : past
  const { startedAt, targetMs, end } = course
  const until = end?.at ?? asOf
  const elapsed = startedAt === null ? 0 : elapsedUntil(course, until)
  return {
    state: stateOf(course),
    startedAt,
    dueAt: reachedAt(course, targetMs),
    elapsedSeconds: elapsed / 1000,
    remainingSeconds: Math.max(0, targetMs - elapsed) / 1000,
    warnedAt: [...new Set(warnAt)]
      .sort((a, b) => a - b)
      .map((fraction) => reachedAt(course, Math.round(targetMs * fraction)))
      .filter((at) => at !== null)
      .filter((at) => at <= until),
    breachedAt: course.breachedAt,
    stoppedAt: end?.at ?? null,
  }
}
