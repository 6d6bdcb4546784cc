import type { Handoff } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import { resumeClock } from '#domain/sla/resume.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { factsOf, lookOf, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdLeads } from './hold-leads.ts'

const BACK = 'the record is back'

/**
 * Leads that were withdrawn because a record was gone are with sales again, now that it is back, in the caller's transaction: in the
 * state in which they were, and with the lead's own clocks. A poll may see a merge later than the deletion that goes with it; nobody's
 * lead is to be lost by that.
 */
export async function reviveLeads(scope: Scope, tx: Store, links: readonly LinkId[]): Promise<void> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const clocks = await holdLeads(scope, tx, links)
  const gone = [...(await tx.handoffs.latestByLinks(id, links)).values()].filter(({ state }) => state === 'withdrawn')
  if (gone.length === 0) return
  await tx.handoffs.update(
    id,
    gone.map((handoff) => ({ id: handoff.id, state: stateBefore(handoff) })),
  )
  const theirs = clocks.filter(
    ({ handoffId, repId, state }) =>
      repId === null && state === 'cancelled' && gone.some((handoff) => handoff.id === handoffId),
  )
  const knownOf = await factsOf(scope, tx, theirs)
  const looks = theirs.map((clock) => {
    const { facts, knownSince } = knownOf(clock)
    return lookOf(clock, resumeClock(recordOf(clock), facts, { now, knownSince }, BACK), now)
  })
  await saveLooks(scope, tx, looks)
  await wakeAtFirst(
    scope,
    tx,
    looks.map(({ after }) => after),
  )
}

const stateBefore = ({ acceptedAt }: Handoff): Handoff['state'] => (acceptedAt === null ? 'open' : 'accepted')
