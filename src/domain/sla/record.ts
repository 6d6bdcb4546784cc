import type { Instant } from '../instant.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import type { ClockState } from './clock.ts'
import type { ClockEvent } from './course.ts'
import type { LadderStep } from './ladder.ts'
import type { ClockKind } from './policy.ts'

/** What a stored clock was started with, what happened to it since, and what was last recorded of it. */
export interface ClockRecord {
  readonly kind: ClockKind
  /** Calendar and target at the start; `events` say what became of them. */
  readonly calendar: BusinessCalendar
  readonly targetSeconds: number
  readonly warnAt: readonly number[]
  /** Lead Status values during which it stands still. */
  readonly pausedIn: readonly string[]
  /** The steps of this clock, and of no other of its policy. */
  readonly ladder: readonly LadderStep[]
  readonly startedAt: Instant
  /** Pauses, changed targets and calendars since the start; never its start or stop. */
  readonly events: readonly ClockEvent[]
  readonly breachedAt: Instant | null
  readonly detectedAt: Instant | null
  readonly breachVoided: string | null
  /** The last reading; absent for a clock that is just starting. */
  readonly recorded?: Reading
}

/** What is kept of a look at a clock. */
export interface Reading {
  readonly state: ClockState
  readonly dueAt: Instant | null
  readonly breachedAt: Instant | null
  /** When the breach was first noticed, by us; kept when it is voided. */
  readonly detectedAt: Instant | null
  readonly breachVoided: string | null
  /** When it was answered; a cancel leaves it null. */
  readonly stoppedAt: Instant | null
  readonly stoppedBy: { readonly activityId: string; readonly personId: string | null } | null
  readonly elapsedSeconds: number
  /** Next instant at which time alone changes something; null when finished, or when nothing more is expected. */
  readonly nextCheckAt: Instant | null
}

/** A moment of the clock that calls for an action: `warn:0.5`, `breach`, `ladder:<id>`, `cancel`. */
export interface Step {
  readonly step: string
  /** The instant of the moment, not when it was noticed; it may lie before the change that brought it. */
  readonly dueAt: Instant
  /** 'due': act now. 'skip': recorded, and nothing is done; `reason` says why. */
  readonly verdict: 'due' | 'skip'
  readonly reason: string
}

export type Settled = Reading & { readonly steps: readonly Step[] }

/** A record as it is kept: all that {@link Reading} says was read before. */
export type RecordedClock = ClockRecord & { readonly recorded: Reading }

/** The reading alone, of a row that may hold more. */
export const readingOf = (row: Reading): Reading => ({
  state: row.state,
  dueAt: row.dueAt,
  breachedAt: row.breachedAt,
  detectedAt: row.detectedAt,
  breachVoided: row.breachVoided,
  stoppedAt: row.stoppedAt,
  stoppedBy: row.stoppedBy,
  elapsedSeconds: row.elapsedSeconds,
  nextCheckAt: row.nextCheckAt,
})

/** The target in force: that of the last change, else the one it started with. */
export const targetOf = ({ targetSeconds, events }: Pick<ClockRecord, 'targetSeconds' | 'events'>): number =>
  events.findLast((event) => event.type === 'retarget')?.seconds ?? targetSeconds

/** The calendar in force: that of the last change, else the one it started with. */
export const calendarOf = ({ calendar, events }: Pick<ClockRecord, 'calendar' | 'events'>): BusinessCalendar =>
  events.findLast((event) => event.type === 'recalendar')?.calendar ?? calendar
