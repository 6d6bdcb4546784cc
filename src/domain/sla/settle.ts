import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import { canBecome, isFinished } from './clock.ts'
import type { ClockEvent } from './course.ts'
import type { ClockRecord, Reading, RecordedClock, Settled } from './record.ts'
import { readingOf } from './record.ts'
import type { Moment } from './steps.ts'
import { momentsOfClock, stepsOf } from './steps.ts'
import type { ClockFacts, Stop } from './stops.ts'
import { STOP_RULES, happenedBy } from './stops.ts'
import type { ClockReading } from './timeline.ts'
import { replayClock } from './timeline.ts'

export type { ClockRecord, RecordedClock, Settled, Step } from './record.ts'
export type { ClockFacts, HandoffFacts } from './stops.ts'
export { NO_FACTS } from './stops.ts'

/**
 * Judges a clock by all the facts known now; what lies ahead (a meeting that is booked) is judged when its instant comes. An
 * activity that was synced late counts at its own instant: a recorded breach that it undoes is voided with the reason, never
 * silently removed. Nothing else undoes one, neither a pause nor a calendar that is learnt of later.
 *
 * A recorded answer stands when its activity is deleted, reopened or edited: an earlier one may take its place, nothing else. A clock
 * that sales' rejection does not stop is cancelled by it, at its instant; an answer before that may still be synced late, and counts.
 * Otherwise a cancelled clock stays cancelled. A reading that may not follow the recorded state (time that runs backwards) is not taken.
 *
 * @param knownSince when Tandem learnt of the lead; steps before it are skipped, so that history sends no alerts.
 * @returns the reading, and the steps reached so far in order, those recorded before as well: the store keeps each once.
 */
export function settleClock(record: ClockRecord, facts: ClockFacts, now: Instant, knownSince: Instant): Settled {
  const { recorded } = record
  const rule = STOP_RULES[record.kind]
  const known = happenedBy(facts, now)
  const judged = earliest(rule.stopOf(record.startedAt, known), recorded)
  const givenUpAt = givenUp(record, known)
  const stop = judged !== null && judged.at <= (givenUpAt ?? Infinity) ? judged : null
  if (recorded?.state === 'cancelled' && (givenUpAt === null || stop === null))
    return { ...readingOf(recorded), steps: [] }
  const end = endOf(stop, givenUpAt)
  const reading = withStandingBreach(record, replay(record, now, end), now)
  const moments = momentsOfClock(record, end, now, reading.breachedAt)
  const settled: Settled = {
    state: reading.state,
    dueAt: reading.dueAt,
    breachedAt: reading.breachedAt,
    detectedAt: record.detectedAt ?? (reading.breachedAt === null ? null : now),
    breachVoided: voided(record, reading, stop),
    stoppedAt: stop?.at ?? null,
    stoppedBy: stop === null ? null : { activityId: stop.id, personId: stop.person },
    elapsedSeconds: reading.elapsedSeconds,
    nextCheckAt: isFinished(reading.state) ? null : firstAhead(moments, rule.instants(facts), now),
    steps: stepsOf(moments, {
      until: reading.stoppedAt ?? now,
      finished: isFinished(reading.state),
      knownSince,
      changedAt: lastChange(record, now),
    }),
  }
  if (recorded === undefined || canBecome(recorded.state, settled.state)) return settled
  return { ...readingOf(recorded), nextCheckAt: isFinished(recorded.state) ? null : settled.nextCheckAt, steps: [] }
}

/**
 * Gives a clock up at `now`: no breach when it was not due yet, one that had happened stays. A finished clock is left as it is.
 * @param reason recorded with the step.
 */
export function cancelClock(record: RecordedClock, now: Instant, reason: string): Settled {
  const { recorded } = record
  if (isFinished(recorded.state)) return { ...readingOf(recorded), steps: [] }
  const reading = replay(record, now, [{ at: now, type: 'cancel' }])
  return {
    ...readingOf(recorded),
    state: 'cancelled',
    breachedAt: recorded.breachedAt ?? reading.breachedAt,
    detectedAt: recorded.detectedAt ?? (reading.breachedAt === null ? null : now),
    elapsedSeconds: reading.elapsedSeconds,
    nextCheckAt: null,
    steps: [{ step: 'cancel', dueAt: now, verdict: 'due', reason }],
  }
}

/** The clock as it is at an instant, by what happened to it and nothing else. */
export const replay = (record: ClockRecord, now: Instant, end: readonly ClockEvent[] = []): ClockReading =>
  replayClock({
    calendar: record.calendar,
    targetSeconds: record.targetSeconds,
    warnAt: record.warnAt,
    events: [{ at: record.startedAt, type: 'start' }, ...record.events, ...end],
    asOf: now,
  })

/** When sales gave the lead back, for a clock that this does not answer; null: they did not, or it was answered before. */
function givenUp({ startedAt, recorded }: ClockRecord, { handoff }: ClockFacts): Instant | null {
  const at = handoff?.rejectedAt ?? null
  if (at === null) return null
  const answeredAt = recorded?.stoppedAt ?? null
  return answeredAt === null ? Math.max(at, startedAt) : null
}

function endOf(stop: Stop | null, givenUpAt: Instant | null): readonly ClockEvent[] {
  if (stop !== null) return [{ at: stop.at, type: 'stop' }]
  return givenUpAt === null ? [] : [{ at: givenUpAt, type: 'cancel' }]
}

function earliest(judged: Stop | null, recorded: Reading | undefined): Stop | null {
  const { stoppedAt = null, stoppedBy = null } = recorded ?? {}
  if (stoppedAt === null || stoppedBy === null) return judged
  if (judged !== null && judged.at < stoppedAt) return judged
  return { id: stoppedBy.activityId, at: stoppedAt, person: stoppedBy.personId }
}

/** A recorded breach is taken back by what ended the clock in time and is learnt of late, and by nothing else. */
function withStandingBreach(record: ClockRecord, reading: ClockReading, now: Instant): ClockReading {
  const breachedAt = record.breachedAt
  if (breachedAt === null || reading.breachedAt !== null || breachedAt > now) return reading
  if (reading.stoppedAt === null) return { ...reading, state: 'breached', breachedAt }
  if (reading.stoppedAt <= breachedAt) return reading
  return { ...reading, state: reading.state === 'cancelled' ? 'cancelled' : 'breached_completed', breachedAt }
}

function voided(record: ClockRecord, reading: ClockReading, stop: Stop | null): string | null {
  if (record.breachedAt === null || reading.breachedAt !== null) return record.breachVoided
  const because = stop === null ? 'the lead had been given back in time' : `activity ${stop.id} had happened in time`
  return `breach of ${formatInstant(record.breachedAt)} voided: ${because} and was synced later`
}

function firstAhead(moments: readonly Moment[], others: readonly (Instant | null)[], now: Instant): Instant | null {
  const ahead = [...moments.map(({ at }) => at), ...others].filter((at) => at !== null && at > now).map(Number)
  return ahead.length === 0 ? null : Math.min(...ahead)
}

const lastChange = ({ events }: ClockRecord, now: Instant): Instant | null =>
  events.findLast(({ type, at }) => type === 'retarget' && at <= now)?.at ?? null
