import type { LinkId } from '#domain/ids.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { FollowUp } from '#domain/sla/clock.ts'
import { settleClock } from '#domain/sla/settle.ts'
import type { ClockStep, Store, StoredActivity, StoredClock } from '#ports/store.ts'
import { toStep, wakeAtFirst } from './people/hand-over.ts'
import { CONTACTS } from './scope.ts'
import type { Scope } from './scope.ts'

/** How many due clocks one look takes. */
const LOOK = 1000

/**
 * Judges clocks by all known facts, in the caller's transaction: by people whose activities changed, or those whose moment has
 * come. People whose clock reads differently now are put in the inbox, so that HubSpot is told.
 * @returns how many clocks were looked at.
 */
export async function settleClocks(
  scope: Scope,
  tx: Store,
  which: { readonly links: readonly LinkId[] } | 'due',
): Promise<number> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const clocks = which === 'due' ? await tx.clocks.due(id, now, LOOK) : await tx.clocks.byLinks(id, which.links)
  if (clocks.length === 0) return 0
  const linkIds = [...new Set(clocks.map((clock) => clock.linkId))]
  const activities = Map.groupBy(await tx.activities.byLinks(id, linkIds), (activity) => activity.linkId)
  const handoffs = await tx.handoffs.latestByLinks(id, linkIds)
  const settled = clocks.map((clock) => {
    const knownSince = handoffs.get(clock.linkId)?.handedOverAt ?? clock.startedAt
    const record = { ...clock, calendar: clock.calendar as BusinessCalendar }
    const { steps, ...reading } = settleClock(
      record,
      (activities.get(clock.linkId) ?? []).map(toFollowUp),
      now,
      knownSince,
    )
    return { before: clock, after: { ...clock, ...reading }, steps: steps.map((step) => toStep(clock.id, step, now)) }
  })
  const changed = settled.filter(({ before, after }) => reads(before) !== reads(after))
  await tx.clocks.save(
    id,
    settled.filter(({ before, after }) => stored(before) !== stored(after)).map(({ after }) => after),
  )
  await tx.clocks.recordSteps(
    id,
    settled.flatMap(({ steps }): readonly ClockStep[] => steps),
  )
  if (which === 'due')
    await wakeAtFirst(
      scope,
      tx,
      settled.map(({ after }) => after),
    )
  await tellHubspot(
    scope,
    tx,
    changed.map(({ after }) => after.linkId),
  )
  return clocks.length
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

async function tellHubspot(scope: Scope, tx: Store, links: readonly LinkId[]): Promise<void> {
  if (links.length === 0) return
  const found = await tx.links.byIds(scope.connection.id, [...new Set(links)])
  const contacts = [...found.values()].flatMap((link) => link.hubspotId ?? [])
  await tx.inbox.add(scope.connection.id, CONTACTS, contacts, 'follow-up changed', scope.clock.now())
}
