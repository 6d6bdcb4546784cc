import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import { dueAt } from './calendar.ts'
import type { ClockState, FollowUp } from './clock.ts'
import { isFinished, judgeResponse } from './clock.ts'
import type { ClockReading } from './timeline.ts'
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
}

export interface Settled {
  readonly state: ClockState
  readonly dueAt: Instant | null
  readonly breachedAt: Instant | null
  /** When the breach was first noticed, by us; kept when it is voided. */
  readonly detectedAt: Instant | null
  readonly breachVoided: string | null
  readonly stoppedAt: Instant | null
  readonly stoppedBy: { readonly activityId: string; readonly personId: string | null } | null
  readonly elapsedSeconds: number
  /** Next instant at which time alone changes something; null when finished, or when nothing more is expected. */
  readonly nextCheckAt: Instant | null
  readonly steps: readonly Step[]
}

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
 * @param knownSince when Tandem learnt of the lead; steps before it are skipped, so that history sends no alerts.
 */
export function settleClock(
  record: ClockRecord,
  followUps: readonly FollowUp[],
  now: Instant,
  knownSince: Instant,
): Settled {
  const happened = followUps.filter(({ at }) => at === null || at <= now)
  const { stoppedBy } = judgeResponse(record.startedAt, happened)
  const reading = replayClock({
    calendar: record.calendar,
    targetSeconds: record.targetSeconds,
    warnAt: record.warnAt,
    events: [
      { at: record.startedAt, type: 'start' },
      ...(stoppedBy === null ? [] : [{ at: stoppedBy.at, type: 'stop' as const }]),
    ],
    asOf: now,
  })
  return {
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
