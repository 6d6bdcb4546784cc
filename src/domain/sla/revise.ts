import { canonicalJson } from '../canonical.ts'
import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import { isFinished } from './clock.ts'
import type { ClockEvent } from './course.ts'
import type { LadderStep } from './ladder.ts'
import type { ClockRecord, RecordedClock, Settled, Step } from './record.ts'
import { calendarOf, targetOf } from './record.ts'
import { replay, settleClock } from './settle.ts'
import type { ClockFacts } from './stops.ts'

/** What an edited policy asks of a clock that runs. */
export interface ClockTerms {
  readonly targetSeconds: number
  readonly calendar: BusinessCalendar
  readonly warnAt: readonly number[]
  readonly pausedIn: readonly string[]
  readonly ladder: readonly LadderStep[]
}

export interface Revision {
  /** The parts of the clock that are new; `settled` is its reading under them. */
  readonly clock: Pick<ClockRecord, 'calendar' | 'events' | 'warnAt' | 'pausedIn' | 'ladder'>
  /** Steps that the change alone brought are recorded as skipped: nothing is fired for the past. */
  readonly settled: Settled
  readonly log: {
    readonly at: Instant
    readonly oldDueAt: Instant | null
    readonly newDueAt: Instant | null
    readonly text: string
  }
}

interface Look {
  readonly facts: ClockFacts
  readonly now: Instant
  readonly knownSince: Instant
}

/**
 * Applies the terms of an edited policy to a clock that runs, as an administrator asked for. The target holds for the whole clock:
 * what has elapsed is kept. So does the calendar, unless the clock is breached: a breach stays, and the new calendar counts from now.
 *
 * @returns null for a finished clock, which is never judged again, and where nothing changes.
 */
export function reviseClock(clock: RecordedClock, terms: ClockTerms, look: Look): Revision | null {
  const retargeted: readonly ClockEvent[] =
    targetOf(clock) === terms.targetSeconds ? [] : [{ at: look.now, type: 'retarget', seconds: terms.targetSeconds }]
  const recalendared =
    canonicalJson(calendarOf(clock)) === canonicalJson(terms.calendar)
      ? clock
      : withCalendar(clock, terms.calendar, look.now)
  const { warnAt, pausedIn, ladder } = terms
  const revised = { ...recalendared, warnAt, pausedIn, ladder, events: [...recalendared.events, ...retargeted] }
  return revisionTo(clock, revised, look, 'the policy was edited')
}

/**
 * A calendar got or lost a holiday: every leg of a running clock on it counts by the new one, from the start of the clock on.
 * Clocks that are breached keep their breach and count by it from now on.
 *
 * @returns null for a finished clock, and for one that is not on this calendar or not touched by the change.
 */
export function holidayAdded(
  clock: RecordedClock,
  change: { readonly before: BusinessCalendar; readonly after: BusinessCalendar },
  look: Look,
): Revision | null {
  const before = canonicalJson(change.before)
  const onIt = (calendar: BusinessCalendar): boolean => canonicalJson(calendar) === before
  if (clock.recorded.breachedAt !== null)
    return onIt(calendarOf(clock))
      ? revisionTo(clock, withCalendar(clock, change.after, look.now), look, 'the calendar was edited')
      : null
  const revised: RecordedClock = {
    ...clock,
    calendar: onIt(clock.calendar) ? change.after : clock.calendar,
    events: clock.events.map((event) =>
      event.type === 'recalendar' && onIt(event.calendar) ? { ...event, calendar: change.after } : event,
    ),
  }
  return revisionTo(clock, revised, look, 'the calendar was edited')
}

/** From the start on, in place of all it had; a breached clock keeps what led to the breach. */
const withCalendar = (clock: RecordedClock, calendar: BusinessCalendar, now: Instant): RecordedClock =>
  clock.recorded.breachedAt === null
    ? { ...clock, calendar, events: clock.events.filter(({ type }) => type !== 'recalendar') }
    : { ...clock, events: [...clock.events, { at: now, type: 'recalendar', calendar }] }

function revisionTo(before: RecordedClock, after: RecordedClock, look: Look, why: string): Revision | null {
  if (isFinished(before.recorded.state) || termsOf(before) === termsOf(after)) return null
  const { now, facts, knownSince } = look
  const settled = settleClock(after, facts, now, knownSince)
  const known = new Set(settleClock(before, facts, now, knownSince).steps.map(({ step }) => step))
  const [oldDueAt, newDueAt] = [replay(before, now).dueAt, settled.dueAt]
  return {
    clock: partsOf(after),
    settled: { ...settled, steps: settled.steps.map((step) => (known.has(step.step) ? step : notFired(step, why))) },
    log: { at: now, oldDueAt, newDueAt, text: `${why}: due ${inWords(oldDueAt)} before, ${inWords(newDueAt)} now` },
  }
}

/** Reached by the change alone: its moment lies behind, and nobody is told of it. */
const notFired = (step: Step, why: string): Step => ({
  ...step,
  verdict: 'skip',
  reason: `${why}: nothing is fired for what had passed by then`,
})

const partsOf = ({ calendar, events, warnAt, pausedIn, ladder }: ClockRecord): Revision['clock'] => ({
  calendar,
  events,
  warnAt,
  pausedIn,
  ladder,
})
const termsOf = (clock: ClockRecord): string => canonicalJson(partsOf(clock))
const inWords = (at: Instant | null): string => (at === null ? 'at no time' : formatInstant(at))
