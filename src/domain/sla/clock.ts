import type { Instant } from '../instant.ts'

/**
 * What a clock is at an instant.
 * - `not_started`: its trigger has not happened. - `running`, `paused`: the target is not reached.
 * - `breached`: the target passed and nobody has answered yet (also while paused).
 * - `met`: stopped at or before its due time. - `breached_completed`: stopped after it.
 * - `cancelled`: given up before an answer; a breach before that stays recorded in `breachedAt`.
 */
export const CLOCK_STATES = [
  'not_started',
  'running',
  'paused',
  'breached',
  'met',
  'breached_completed',
  'cancelled',
] as const
export type ClockState = (typeof CLOCK_STATES)[number]

/**
 * What is finished stays so: events after the end, later policies and holidays, and an answer that is deleted, reopened or edited
 * leave a clock as it is. Only an answer that is synced late and happened before the recorded one improves it; or before sales gave
 * the lead back, for a clock that was cancelled by that.
 */
export const FINISHED_STATES = ['met', 'breached_completed', 'cancelled'] as const satisfies readonly ClockState[]

/**
 * What a stored clock may become at its next look. Looks can be far apart, so `running` may find itself completed after a
 * breach. `breached` or `breached_completed` to `met` is the activity that was synced late but happened in time; the recorded
 * breach is voided with a reason, not deleted.
 */
export const CLOCK_TRANSITIONS = {
  not_started: ['running', 'paused', 'breached', 'met', 'breached_completed', 'cancelled'],
  running: ['paused', 'breached', 'met', 'breached_completed', 'cancelled'],
  paused: ['running', 'breached', 'met', 'breached_completed', 'cancelled'],
  breached: ['met', 'breached_completed', 'cancelled'],
  met: [],
  breached_completed: ['met'],
  cancelled: ['met', 'breached_completed'],
} as const satisfies Record<ClockState, readonly ClockState[]>

export const isFinished = (state: ClockState): boolean => (FINISHED_STATES as readonly ClockState[]).includes(state)

/** Whether a stored clock may move so; staying is always allowed. */
export const canBecome = (from: ClockState, to: ClockState): boolean =>
  from === to || (CLOCK_TRANSITIONS[from] as readonly ClockState[]).includes(to)

/** Something that was done about a lead. */
export interface FollowUp {
  readonly id: string
  /** When it happened, not when it was synced; null: the source knows only a date, so it cannot be judged. */
  readonly at: Instant | null
  /** The user who did it; null: nobody, an automation. */
  readonly person: string | null
  /** Whether it is of a kind that answers: outgoing, completed, not a list e-mail. */
  readonly counts: boolean
}

export type IgnoredBecause = 'no_instant' | 'before_start' | 'not_a_person' | 'kind_does_not_count' | 'not_the_first'

export interface ResponseJudgement {
  /** The follow-up that stops the clock, null: not answered. */
  readonly stoppedBy: (FollowUp & { readonly at: Instant; readonly person: string }) | null
  /** Why each of the others did not, in order of (instant, id), those without instant last. */
  readonly ignored: readonly { readonly id: string; readonly because: IgnoredBecause }[]
}

const byInstantThenId = (a: FollowUp, b: FollowUp): number =>
  (a.at ?? Infinity) === (b.at ?? Infinity) ? (a.id < b.id ? -1 : 1) : (a.at ?? Infinity) - (b.at ?? Infinity)

/**
 * The first response to a clock that started at `startedAt`: the earliest answering follow-up of a person at or after it (of
 * several at one instant, the smallest id by code unit). What was done before the start is not a response to it. The order in
 * which follow-ups are given does not matter.
 */
export function judgeResponse(startedAt: Instant, followUps: readonly FollowUp[]): ResponseJudgement {
  let stoppedBy: ResponseJudgement['stoppedBy'] = null
  const ignored: { id: string; because: IgnoredBecause }[] = []
  for (const followUp of [...followUps].sort(byInstantThenId)) {
    const { id, at, person, counts } = followUp
    if (at === null) ignored.push({ id, because: 'no_instant' })
    else if (at < startedAt) ignored.push({ id, because: 'before_start' })
    else if (person === null) ignored.push({ id, because: 'not_a_person' })
    else if (!counts) ignored.push({ id, because: 'kind_does_not_count' })
    else if (stoppedBy !== null) ignored.push({ id, because: 'not_the_first' })
    else stoppedBy = { id, at, person, counts }
  }
  return { stoppedBy, ignored }
}

/**
 * The clock that speaks for a handoff, in what HubSpot is told as in the reports: the one with the shortest target, of equal ones
 * the first by name. null: there is none.
 */
export function leadingClock<T extends { readonly targetSeconds: number; readonly name: string }>(
  clocks: readonly T[],
): T | null {
  const [first] = clocks.toSorted((a, b) => a.targetSeconds - b.targetSeconds || (a.name < b.name ? -1 : 1))
  return first ?? null
}
