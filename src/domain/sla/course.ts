import type { Instant } from '../instant.ts'
import type { BusinessCalendar, Pause } from './business-calendar.ts'
import { HORIZON_MS, dueAfterMs, elapsedMs } from './calendar.ts'

/** What happened to a clock. `retarget` gives the whole new target, not a difference. */
export type ClockEvent =
  | { readonly at: Instant; readonly type: 'start' | 'stop' | 'pause' | 'resume' | 'cancel' }
  | { readonly at: Instant; readonly type: 'retarget'; readonly seconds: number }
  | { readonly at: Instant; readonly type: 'recalendar'; readonly calendar: BusinessCalendar }

/** A stretch of the clock's life on one calendar; `until` null: still in force. */
interface Leg {
  readonly calendar: BusinessCalendar
  readonly from: Instant
  readonly until: Instant | null
}

/** The clock between two events. */
export interface Course {
  readonly startedAt: Instant | null
  readonly targetMs: number
  readonly legs: readonly Leg[]
  readonly pauses: readonly Pause[]
  readonly breachedAt: Instant | null
  readonly end: { readonly at: Instant; readonly by: 'stop' | 'cancel' } | null
}

/** The instant at which the clock has `needMs` of business time; null when it does not get there as things stand. 730 days are the limit. */
export function reachedAt({ startedAt, legs, pauses }: Course, needMs: number): Instant | null {
  if (startedAt === null) return null
  let left = needMs
  for (const { calendar, from, until } of legs) {
    const open = until === null ? Infinity : elapsedMs(calendar, from, until, pauses)
    if (open >= left) return dueAfterMs(calendar, from, left, pauses, startedAt + HORIZON_MS)
    left -= open
  }
  return null
}

export const elapsedUntil = ({ legs, pauses }: Course, at: Instant): number =>
  legs.reduce((sum, leg) => sum + elapsedMs(leg.calendar, leg.from, Math.min(leg.until ?? at, at), pauses), 0)

/** A due time that passed before `at` is a breach from then on, whatever the target becomes; one exactly at `at` is not. */
export function withBreachBefore(course: Course, at: Instant): Course {
  const due = course.breachedAt ?? reachedAt(course, course.targetMs)
  return due !== null && due < at ? { ...course, breachedAt: due } : course
}

export const isPaused = ({ pauses }: Course): boolean => pauses.at(-1)?.[1] === null

const endLast = (legs: readonly Leg[], until: Instant): Leg[] =>
  legs.map((leg, index) => (index === legs.length - 1 ? { ...leg, until } : leg))

/** Before the start only target and calendar can change; after the end nothing can. */
export function applyEvent(course: Course, event: ClockEvent): Course {
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
  if (type === 'stop') return { ...withBreachBefore(course, at), end: { at, by: type } }
  // Only an answer at the very due time comes in time; who gives up then was due.
  if (type === 'cancel') return { ...withBreachBefore(course, at + 1), end: { at, by: type } }
  if (type === 'pause') return isPaused(course) ? course : { ...course, pauses: [...course.pauses, [at, null]] }
  return { ...course, pauses: course.pauses.map(([from, until]): Pause => [from, until ?? at]) }
}

/** A clock of which nothing has happened yet. `asOf` only fills a place: the start sets where the first calendar begins. */
export const blankCourse = (calendar: BusinessCalendar, targetSeconds: number, asOf: Instant): Course => ({
  startedAt: null,
  targetMs: Math.round(targetSeconds * 1000),
  legs: [{ calendar, from: asOf, until: null }],
  pauses: [],
  breachedAt: null,
  end: null,
})
