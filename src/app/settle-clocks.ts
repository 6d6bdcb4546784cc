import type { LinkId } from '#domain/ids.ts'
import { cancelClock, settleClock } from '#domain/sla/settle.ts'
import type { Store } from '#ports/store.ts'
import { factsOf, lookOf, reads, recordOf, saveLooks } from './handoff/clock-looks.ts'
import { wakeAtFirst } from './handoff/clock-steps.ts'
import { holdClocks, holdLeads } from './handoff/hold-leads.ts'
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
  const clocks = await holdClocks(scope, tx, found)
  const factsFor = await factsOf(scope, tx, clocks)
  const settled = clocks.map((clock) => {
    const { facts, knownSince } = factsFor(clock)
    return lookOf(clock, settleClock(recordOf(clock), facts, now, knownSince), now)
  })
  await saveLooks(scope, tx, settled)
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
  const clocks = await holdLeads(scope, tx, links)
  await saveLooks(
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
