import type { Instant } from '../instant.ts'
import { formatInstant } from '../time.ts'
import type { ClockEvent } from './course.ts'
import type { LadderMoment } from './ladder.ts'
import type { ClockRecord, Step } from './record.ts'
import { momentsOf } from './timeline.ts'

/** A point of a clock's life that calls for an action, and when it comes; `at` null: not as things stand. */
export interface Moment {
  readonly step: string
  readonly at: Instant | null
  /** Of several in one group that are passed at once, the last one speaks for all; null: each speaks for itself. */
  readonly group: 'threshold' | 'remind' | null
}

/** Business seconds from the start to a moment of the ladder; one that would lie before the start is at the start. */
function secondsTo(moment: LadderMoment, targetSeconds: number): number {
  if ('fraction' in moment) return targetSeconds * moment.fraction
  if ('beforeDueSeconds' in moment) return Math.max(0, targetSeconds - moment.beforeDueSeconds)
  return targetSeconds + moment.afterDueSeconds
}

/**
 * Every moment of a clock as things stand, behind and ahead: warnings (smallest first), the breach, the ladder in its order; of one
 * instant in this order, else by their instants, those without one last.
 *
 * @param end what ended it; empty while it runs.
 * @param breachedAt of the recorded or found breach; null: the due time stands for it.
 */
export function momentsOfClock(
  record: ClockRecord,
  end: readonly ClockEvent[],
  now: Instant,
  breachedAt: Instant | null,
): readonly Moment[] {
  const fractions = [...new Set(record.warnAt)].toSorted((a, b) => a - b)
  const input = {
    calendar: record.calendar,
    targetSeconds: record.targetSeconds,
    events: [{ at: record.startedAt, type: 'start' }, ...record.events, ...end] as const,
    asOf: now,
  }
  const points = [
    ...fractions.map((fraction) => ({
      step: `warn:${fraction}`,
      group: 'threshold' as const,
      mark: (target: number) => target * fraction,
    })),
    { step: 'breach', group: 'threshold' as const, mark: (target: number) => target },
    ...record.ladder.map(({ id, at, action }) => ({
      step: `ladder:${id}`,
      group: action.kind === 'remind' ? ('remind' as const) : null,
      mark: (target: number) => secondsTo(at, target),
    })),
  ]
  const instants = momentsOf(
    input,
    points.map(({ mark }) => mark),
  )
  return points
    .map(({ step, group }, i): Moment => {
      return { step, group, at: step === 'breach' ? (breachedAt ?? instants[i] ?? null) : (instants[i] ?? null) }
    })
    .toSorted((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity))
}

interface Look {
  /** The end of the clock, else now: what lies behind it is no step. */
  readonly until: Instant
  readonly finished: boolean
  readonly knownSince: Instant
  /** When the target was last changed: whatever lay before it then was passed at that instant. null: never. */
  readonly changedAt: Instant | null
}

/**
 * The steps of the moments that were reached, in order, whether recorded before or not: a step is recorded once, so that only new
 * ones are acted on. Nothing is due for a finished clock, for what lay before Tandem knew of the lead, and for thresholds (and
 * reminders) that were passed at once together with a higher one; other actions of the ladder happen each, in their order.
 */
export function stepsOf(moments: readonly Moment[], { until, finished, knownSince, changedAt }: Look): readonly Step[] {
  const reached = moments.flatMap((moment) => {
    const { at } = moment
    if (at === null || at > until) return []
    return [{ ...moment, at, passedAt: changedAt === null ? at : Math.max(at, changedAt) }]
  })
  return reached.map(({ step, group, at, passedAt }, i): Step => {
    const skip = (reason: string): Step => ({ step, dueAt: at, verdict: 'skip', reason })
    if (passedAt < knownSince) return skip('its moment lay before Tandem knew of the lead')
    if (finished) return skip('the clock had ended when it was looked at')
    const covered = reached
      .slice(i + 1)
      .some((later) => group !== null && later.group === group && later.passedAt === passedAt)
    if (covered) return skip('a higher one was due at the same moment')
    const reason = passedAt > at ? `due to change of the target at ${formatInstant(passedAt)}` : 'reached'
    return { step, dueAt: at, verdict: 'due', reason }
  })
}
