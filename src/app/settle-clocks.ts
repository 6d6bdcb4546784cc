import type { LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { FollowUp } from '#domain/sla/clock.ts'
import type { Settled } from '#domain/sla/settle.ts'
import { cancelClock, settleClock } from '#domain/sla/settle.ts'
import type { StoredActivity } from '#ports/store/activities.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { recordSteps } from './escalation/record-steps.ts'
import { toStep, wakeAtFirst } from './handoff/clock-steps.ts'
import type { Scope } from './scope.ts'
import { tellHubspot } from './tell-hubspot.ts'

/** How many due clocks one look takes. */
const LOOK = 1000

/**
 * Judges clocks by all known facts, in the caller's transaction: by people whose activities changed, or those whose moment has
 * come. People whose clock reads differently now are put in the inbox, so that HubSpot is told.
 *
 * Two jobs may look at one clock at once (its moment comes while a call is read): the rows are locked first and the activities
 * read after that, so that the later of the two judges by what the earlier one saved.
 *
 * @returns how many clocks were found; with 'due', 0 says that none is left.
 */
export async function settleClocks(
  scope: Scope,
  tx: Store,
  which: { readonly links: readonly LinkId[] } | 'due',
): Promise<number> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const found = which === 'due' ? await tx.clocks.due(id, now, LOOK) : await tx.clocks.byLinks(id, which.links)
  if (found.length === 0) return 0
  const clocks = await locked(scope, tx, found)
  const linkIds = [...new Set(clocks.map((clock) => clock.linkId))]
  const activities = Map.groupBy(await tx.activities.byLinks(id, linkIds), (activity) => activity.linkId)
  // Each clock is judged by what sales said of its own cycle.
  const handoffs = await tx.handoffs.byIds(id, [...new Set(clocks.map((clock) => clock.handoffId))])
  const settled = clocks.map((clock): Look => {
    const handoff = handoffs.get(clock.handoffId) ?? null
    const facts = { followUps: (activities.get(clock.linkId) ?? []).map(toFollowUp), handoff }
    return lookOf(clock, settleClock(recordOf(clock), facts, now, handoff?.handedOverAt ?? clock.startedAt), now)
  })
  await save(scope, tx, settled)
  if (which === 'due')
    await wakeAtFirst(
      scope,
      tx,
      settled.map(({ after }) => after),
    )
  const changed = settled.filter(({ before, after }) => reads(before) !== reads(after))
  await tellHubspot(
    scope,
    tx,
    changed.map(({ after }) => after.linkId),
    'follow-up changed',
  )
  return found.length
}

/**
 * Gives up the running clocks of people who leave the loop, and withdraws what sales has not answered for, in the caller's
 * transaction. HubSpot is not told: nothing more is written for them.
 * @param reason recorded with each clock that is given up.
 */
export async function cancelClocks(scope: Scope, tx: Store, links: readonly LinkId[], reason: string): Promise<void> {
  const now = scope.clock.now()
  const clocks = await locked(scope, tx, await tx.clocks.byLinks(scope.connection.id, links))
  await save(
    scope,
    tx,
    clocks.map((clock) => lookOf(clock, cancelClock(recordOf(clock), now, reason), now)),
  )
  const handoffs = await tx.handoffs.latestByLinks(scope.connection.id, links)
  await tx.handoffs.update(
    scope.connection.id,
    [...handoffs.values()]
      .filter(({ state }) => state === 'open' || state === 'accepted')
      .map(({ id }) => ({ id, state: 'withdrawn', heldForPool: null })),
  )
}

/** The clocks as they are once no other transaction holds them. */
const locked = (scope: Scope, tx: Store, clocks: readonly StoredClock[]): Promise<readonly StoredClock[]> =>
  tx.clocks.lock(
    scope.connection.id,
    clocks.map((clock) => clock.id),
  )

interface Look {
  readonly before: StoredClock
  readonly after: StoredClock
  readonly steps: readonly ClockStep[]
}

const recordOf = (clock: StoredClock) => ({ ...clock, calendar: clock.calendar as BusinessCalendar, recorded: clock })

function lookOf(clock: StoredClock, { steps, ...reading }: Settled, now: Instant): Look {
  return { before: clock, after: { ...clock, ...reading }, steps: steps.map((step) => toStep(clock.id, step, now)) }
}

async function save(scope: Scope, tx: Store, looks: readonly Look[]): Promise<void> {
  const { id } = scope.connection
  await tx.clocks.save(
    id,
    looks.filter(({ before, after }) => stored(before) !== stored(after)).map(({ after }) => after),
  )
  await recordSteps(
    scope,
    tx,
    looks.map(({ after }) => after),
    looks.flatMap(({ steps }) => steps),
  )
}

/** What a marketer can see of a clock; only a change of this is worth a write. */
const reads = (clock: StoredClock): string => [clock.state, clock.dueAt, clock.stoppedAt].join('|')
/** What is worth saving: the running count of elapsed seconds alone is not. */
const stored = (clock: StoredClock): string =>
  JSON.stringify([
    reads(clock),
    clock.breachedAt,
    clock.detectedAt,
    clock.breachVoided,
    clock.stoppedBy,
    clock.nextCheckAt,
  ])

/** An activity without a person is an automation's; its id stands in for "somebody" when Salesforce names nobody. */
const toFollowUp = (activity: StoredActivity): FollowUp => ({
  id: activity.id,
  at: activity.at,
  person: activity.personId,
  counts: activity.counts,
})
