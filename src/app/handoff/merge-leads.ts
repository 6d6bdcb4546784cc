import type { Handoff } from '#domain/handoff/types.ts'
import type { LinkId, Side } from '#domain/ids.ts'
import { isFinished } from '#domain/sla/clock.ts'
import { mergeClocks } from '#domain/sla/merge.ts'
import { settleClock } from '#domain/sla/settle.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { cancelClocks, settleClocks } from '../settle-clocks.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { Look } from './clock-looks.ts'
import { factsOf, lookOf, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdLeads } from './hold-leads.ts'

/** Two people who are one: `from` is taken apart, `to` goes on. */
export interface MergedLead {
  readonly from: LinkId
  readonly to: LinkId
}

/**
 * What becomes of the leads of people who were merged, in the caller's transaction. What they did counts for the one who goes on. Sales
 * goes on with the lead of that one, whose clocks keep the earliest start and any breach; where sales has nothing of that one (never
 * handed over, given back, withdrawn), it goes on with the other's lead, as the next cycle of the one who goes on. So none is lost.
 * @param side where the two were merged. In Salesforce their Tasks are on the one record by now; after a merge in HubSpot the other
 *   record is left as it is, and the one who goes on gets a Task and the owner on his own.
 */
export async function mergeLeads(scope: Scope, tx: Store, merged: readonly MergedLead[], side: Side): Promise<void> {
  if (merged.length === 0) return
  await holdLeads(
    scope,
    tx,
    merged.flatMap(({ from, to }) => [from, to]),
  )
  for (const one of merged) await mergeOne(scope, tx, one, side)
  // What was done about either of them may answer.
  await settleClocks(scope, tx, { links: merged.map(({ to }) => to) })
  await tellHubspot(
    scope,
    tx,
    merged.map(({ to }) => to),
    'merged',
  )
}

async function mergeOne(scope: Scope, tx: Store, { from, to }: MergedLead, side: Side): Promise<void> {
  const { id } = scope.connection
  const activities = await tx.activities.byLinks(id, [from])
  await tx.activities.save(
    id,
    activities.map((activity) => ({ ...activity, linkId: to })),
  )
  const handoffs = await tx.handoffs.latestByLinks(id, [from, to])
  const [lost, kept] = [handoffs.get(from), handoffs.get(to)]
  if (lost !== undefined && isWithSales(lost)) {
    if (kept === undefined || kept.state === 'rejected' || kept.state === 'withdrawn')
      await moveLead(scope, tx, lost, { to, cycle: (kept?.cycle ?? 0) + 1 }, side)
    else if (isWithSales(kept)) await joinClocks(scope, tx, lost, kept)
  }
  await cancelClocks(
    scope,
    tx,
    [from],
    `merged into another person in ${side === 'hubspot' ? 'HubSpot' : 'Salesforce'}`,
  )
}

const isWithSales = ({ state }: Handoff): boolean => state === 'open' || state === 'accepted'

async function moveLead(
  scope: Scope,
  tx: Store,
  lead: Handoff,
  { to, cycle }: { readonly to: LinkId; readonly cycle: number },
  side: Side,
): Promise<void> {
  const { id } = scope.connection
  const clocks = (await tx.clocks.byLinks(id, [lead.linkId])).filter(({ handoffId }) => handoffId === lead.id)
  await tx.handoffs.move(id, [{ id: lead.id, to, cycle }])
  await tx.handoffs.update(id, [
    side === 'hubspot'
      ? // Owner and Task are those of a record that is left behind.
        { id: lead.id, ownerAgreed: null, taskId: null, taskPrint: null }
      : { id: lead.id, ownerAgreed: lead.ownerId },
  ])
  await tx.clocks.save(
    id,
    clocks.map((clock) => ({ ...clock, linkId: to, cycle })),
  )
}

/** Clocks of one name: the lead's own with the lead's own, a rep's with the same rep's. */
async function joinClocks(scope: Scope, tx: Store, lost: Handoff, kept: Handoff): Promise<void> {
  const now = scope.clock.now()
  const all = await tx.clocks.byLinks(scope.connection.id, [lost.linkId, kept.linkId])
  const factsFor = await factsOf(scope, tx, all)
  const looks = all.flatMap((clock): Look[] => {
    const other = all.find((one) => one.handoffId === lost.id && isSame(one, clock))
    if (clock.handoffId !== kept.id || other === undefined || isFinished(other.state)) return []
    const change = mergeClocks(recordOf(clock), recordOf(other))
    if (change === null) return []
    const { facts } = factsFor(clock)
    const since = Math.min(lost.handedOverAt, kept.handedOverAt)
    return [lookOf(clock, settleClock(recordOf({ ...clock, ...change }), facts, now, since), now, change)]
  })
  await saveLooks(scope, tx, looks)
  await wakeAtFirst(
    scope,
    tx,
    looks.map(({ after }) => after),
  )
}

const isSame = (a: StoredClock, b: StoredClock): boolean =>
  a.name === b.name && a.kind === b.kind && a.repId === b.repId
