import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import { dueAt } from './calendar.ts'
import type { ClockState, FollowUp } from './clock.ts'
import { canBecome, isFinished, judgeResponse } from './clock.ts'
import type { ClockEvent, ClockReading } from './timeline.ts'
import { replayClock } from './timeline.ts'

/** What a stored clock was started with, and what was last recorded of it. */
export interface ClockRecord {
  readonly calendar: BusinessCalendar
  readonly targetSeconds: number
  readonly warnAt: readonly number[]
  readonly startedAt: Instant
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

export type Settled = Reading & { readonly steps: readonly Step[] }

/** A moment of the clock that calls for an action. `dueAt` is its instant, not when it was noticed. */
export interface Step {
  readonly step: string
  readonly dueAt: Instant
  /** 'due': act now. 'skip': its moment lay before Tandem knew of the lead, or a higher warning covers it. */
  readonly verdict: 'due' | 'skip'
  readonly reason: string
}

/**
 * Judges a clock by all the facts known now; what lies ahead (a meeting that is booked) is judged when its instant comes. An
 * activity that was synced late counts at its own instant: a recorded breach that it undoes is voided with the reason, never
 * silently removed.
 *
 * A recorded answer stands when its activity is deleted, reopened or edited: an earlier one may take its place, nothing else. A
 * cancelled clock stays cancelled. A reading that may not follow the recorded state (time that runs backwards) is not taken.
 *
 * @param knownSince when Tandem learnt of the lead; steps before it are skipped, so that history sends no alerts.
 */
export function settleClock(
  record: ClockRecord,
  followUps: readonly FollowUp[],
  now: Instant,
  knownSince: Instant,
): Settled {
  const { recorded } = record
  if (recorded?.state === 'cancelled') return { ...kept(recorded), steps: [] }
  const happened = followUps.filter(({ at }) => at === null || at <= now)
  const stoppedBy = earliest(judgeResponse(record.startedAt, happened).stoppedBy, recorded)
  const reading = replay(record, now, stoppedBy === null ? [] : [{ at: stoppedBy.at, type: 'stop' }])
  const settled: Settled = {
    state: reading.state,
    dueAt: reading.dueAt,
    breachedAt: reading.breachedAt,
    detectedAt: record.detectedAt ?? (reading.breachedAt === null ? null : now),
    breachVoided: voided(record, reading, stoppedBy?.id ?? null),
    stoppedAt: reading.stoppedAt,
    stoppedBy: stoppedBy === null ? null : { activityId: stoppedBy.id, personId: stoppedBy.person },
    elapsedSeconds: reading.elapsedSeconds,
    nextCheckAt: nextCheck(record, reading, followUps, now),
    steps: stepsOf(record, reading, knownSince),
  }
  if (recorded === undefined || canBecome(recorded.state, settled.state)) return settled
  return { ...kept(recorded), nextCheckAt: isFinished(recorded.state) ? null : settled.nextCheckAt, steps: [] }
}

/**
 * Gives a clock up at `now`: no breach when it was not due yet, one that had happened stays. A finished clock is left as it is.
 * @param reason recorded with the step.
 */
export function cancelClock(
  record: ClockRecord & { readonly recorded: Reading },
  now: Instant,
  reason: string,
): Settled {
  const { recorded } = record
  if (isFinished(recorded.state)) return { ...kept(recorded), steps: [] }
  const reading = replay(record, now, [{ at: now, type: 'cancel' }])
  return {
    ...kept(recorded),
    state: 'cancelled',
    breachedAt: recorded.breachedAt ?? reading.breachedAt,
    detectedAt: recorded.detectedAt ?? (reading.breachedAt === null ? null : now),
    elapsedSeconds: reading.elapsedSeconds,
    nextCheckAt: null,
    steps: [{ step: 'cancel', dueAt: now, verdict: 'due', reason }],
  }
}

const replay = (record: ClockRecord, now: Instant, end: readonly ClockEvent[]): ClockReading =>
  replayClock({
    calendar: record.calendar,
    targetSeconds: record.targetSeconds,
    warnAt: record.warnAt,
    events: [{ at: record.startedAt, type: 'start' }, ...end],
    asOf: now,
  })

/** The reading alone, of a record that may hold more. */
const kept = ({ state, dueAt, breachedAt, detectedAt, breachVoided, ...rest }: Reading): Reading => ({
  state,
  dueAt,
  breachedAt,
  detectedAt,
  breachVoided,
  stoppedAt: rest.stoppedAt,
  stoppedBy: rest.stoppedBy,
  elapsedSeconds: rest.elapsedSeconds,
  nextCheckAt: rest.nextCheckAt,
})

type Answer = Pick<FollowUp, 'id' | 'person'> & { readonly at: Instant }

function earliest(judged: Answer | null, recorded: Reading | undefined): Answer | null {
  const { stoppedAt = null, stoppedBy = null } = recorded ?? {}
  if (stoppedAt === null || stoppedBy === null) return judged
  if (judged !== null && judged.at < stoppedAt) return judged
  return { id: stoppedBy.activityId, at: stoppedAt, person: stoppedBy.personId }
}

function voided(record: ClockRecord, reading: ClockReading, activityId: string | null): string | null {
  if (record.breachedAt === null || reading.breachedAt !== null) return record.breachVoided
  return `breach of ${formatInstant(record.breachedAt)} voided: activity ${activityId ?? 'unknown'} had happened in time and was synced later`
}

function nextCheck(
  record: ClockRecord,
  reading: ClockReading,
  followUps: readonly FollowUp[],
  now: Instant,
): Instant | null {
  if (isFinished(reading.state)) return null
  const booked = followUps.filter((followUp) => followUp.counts && followUp.person !== null).map(({ at }) => at)
  const byTime = [...record.warnAt.map((fraction) => warningAt(record, fraction)), reading.dueAt]
  const moments = reading.state === 'breached' ? booked : [...byTime, ...booked]
  const ahead = moments.filter((at) => at !== null && at > now).map(Number)
  return ahead.length === 0 ? null : Math.min(...ahead)
}

const warningAt = (record: ClockRecord, fraction: number): Instant | null =>
  dueAt(record.calendar, record.startedAt, Math.round(record.targetSeconds * fraction))

function stepsOf(record: ClockRecord, reading: ClockReading, knownSince: Instant): readonly Step[] {
  const fractions = [...new Set(record.warnAt)].sort((a, b) => a - b)
  const warnings = reading.warnedAt.map((at, i): Step => step(`warn:${fractions[i] ?? 0}`, at, knownSince))
  const highestDue = warnings.findLastIndex((s) => s.verdict === 'due')
  const covered = warnings.map((s, i): Step =>
    s.verdict === 'due' && i < highestDue && s.dueAt === warnings[highestDue]?.dueAt
      ? { ...s, verdict: 'skip', reason: 'a higher warning was due at the same moment' }
      : s,
  )
  return reading.breachedAt === null ? covered : [...covered, step('breach', reading.breachedAt, knownSince)]
}

const step = (name: string, at: Instant, knownSince: Instant): Step =>
  at < knownSince
    ? { step: name, dueAt: at, verdict: 'skip', reason: 'its moment lay before Tandem knew of the lead' }
    : { step: name, dueAt: at, verdict: 'due', reason: 'reached' }
