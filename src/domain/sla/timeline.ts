import type { Instant } from '../instant.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import type { ClockState } from './clock.ts'
import type { ClockEvent, Course } from './course.ts'
import { applyEvent, blankCourse, elapsedUntil, isPaused, reachedAt, withBreachBefore } from './course.ts'
import { DEFAULT_WARN_AT } from './policy.ts'

export type { ClockEvent } from './course.ts'

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
  const { warnAt = DEFAULT_WARN_AT, asOf } = input
  const course = courseOf(input)
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

/**
 * The instants at which the clock has used so much business time as things stand, in the order of the marks: those behind and those
 * ahead, whatever its state. A mark is made from the target in force. null: it is not reached (paused, not started, beyond 730 days).
 */
export function momentsOf(
  input: ClockInput,
  marks: readonly ((targetSeconds: number) => number)[],
): readonly (Instant | null)[] {
  const course = courseOf(input)
  return marks.map((mark) => reachedAt(course, Math.round(mark(course.targetMs / 1000) * 1000)))
}

function courseOf({ calendar, targetSeconds, events, asOf }: ClockInput): Course {
  const past = events
    .filter((event) => event.at <= asOf)
    .sort((a, b) => a.at - b.at || startsFirst(a) - startsFirst(b))
    .reduce(applyEvent, blankCourse(calendar, targetSeconds, asOf))
  // While the clock is open, reaching the due time is enough; the next stop could only be later.
  return past.end === null ? withBreachBefore(past, asOf + 1) : past
}
