import type { Handoff } from '#domain/handoff/types.ts'
import type { Instant } from '#domain/instant.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { FollowUp } from '#domain/sla/clock.ts'
import type { ClockFacts, RecordedClock, Settled } from '#domain/sla/settle.ts'
import type { StoredActivity } from '#ports/store/activities.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { recordSteps } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'
import { toStep } from './clock-steps.ts'

/** A clock before and after it was judged, with the steps it has reached. */
export interface Look {
  readonly before: StoredClock
  readonly after: StoredClock
  readonly steps: readonly ClockStep[]
}

/** As the domain judges it. */
export const recordOf = (clock: StoredClock): StoredClock & RecordedClock => ({
  ...clock,
  calendar: clock.calendar as BusinessCalendar,
  recorded: clock,
})

/** @param change parts of the clock that are new besides its reading. */
export function lookOf(
  clock: StoredClock,
  { steps, ...reading }: Settled,
  now: Instant,
  change: Partial<StoredClock> = {},
): Look {
  const after = { ...clock, ...change, ...reading }
  return { before: clock, after, steps: steps.map((step) => toStep(clock.id, step, now)) }
}

/** Stores what was found of clocks that the caller's transaction holds, with the steps that are new. */
export async function saveLooks(scope: Scope, tx: Store, looks: readonly Look[]): Promise<void> {
  const changed = looks.filter(({ before, after }) => stored(before) !== stored(after)).map(({ after }) => after)
  await tx.clocks.save(scope.connection.id, changed)
  await recordSteps(
    scope,
    tx,
    looks.map(({ after }) => after),
    looks.flatMap(({ steps }) => steps),
  )
}

export interface KnownOfClock {
  readonly facts: ClockFacts
  readonly knownSince: Instant
  readonly handoff: Handoff | null
}

/** Everything that is known now of what can stop the clocks: each is judged by what sales said of its own cycle. */
export async function factsOf(
  scope: Pick<Scope, 'connection'>,
  tx: Store,
  clocks: readonly StoredClock[],
): Promise<(clock: StoredClock) => KnownOfClock> {
  const { id } = scope.connection
  const linkIds = [...new Set(clocks.map((clock) => clock.linkId))]
  const activities = Map.groupBy(await tx.activities.byLinks(id, linkIds), (activity) => activity.linkId)
  const handoffs = await tx.handoffs.byIds(id, [...new Set(clocks.map((clock) => clock.handoffId))])
  return (clock) => {
    const handoff = handoffs.get(clock.handoffId) ?? null
    return {
      facts: { followUps: (activities.get(clock.linkId) ?? []).map(toFollowUp), handoff },
      knownSince: handoff?.handedOverAt ?? clock.startedAt,
      handoff,
    }
  }
}

/** What a marketer can see of a clock; only a change of this is worth a write. */
export const reads = (clock: StoredClock): string => [clock.state, clock.dueAt, clock.stoppedAt].join('|')

/** What is worth saving: the running count of elapsed seconds alone is not. */
const stored = ({ elapsedSeconds: _running, ...clock }: StoredClock): string => JSON.stringify(clock)

/** An activity without a person is an automation's; its id stands in for "somebody" when Salesforce names nobody. */
const toFollowUp = (activity: StoredActivity): FollowUp => ({
  id: activity.id,
  at: activity.at,
  person: activity.personId,
  counts: activity.counts,
})
