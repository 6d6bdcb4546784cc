import type { Handoff } from '#domain/handoff/types.ts'
import { judgeWord } from '#domain/handoff/word.ts'
import { statusEvent } from '#domain/sla/pauses.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { actOnLeads } from './act-on-leads.ts'
import type { LeadAct, LeadOutcome } from './act-on-leads.ts'
import type { LeadActor } from './who-acts.ts'

/**
 * Says that somebody works on these leads, as the first accepting status would in Salesforce. The clocks that such a word stops, stop
 * now; those that stand still in that status do so from now on.
 */
export const acceptLeads = (scope: Scope, actor: LeadActor, ids: readonly string[]): Promise<readonly LeadOutcome[]> =>
  actOnLeads(scope, actor, ids, accept(actor))

const accept =
  (actor: LeadActor): LeadAct =>
  async (scope, tx, { handoff, link, clocks, opportunities }) => {
    const now = scope.clock.now()
    const object = link.salesforceObject === 'Contact' ? 'Contact' : 'Lead'
    const verdict = judgeWord(handoff, object, { kind: 'accept' }, scope.config.feedback, opportunities, now)
    if (verdict.kind !== 'said') return verdict
    const saidBy = `accepted by ${actor.name} in Tandem`
    const pending = { ...handoff.pending, ...verdict.writes }
    const change = { state: 'accepted', acceptedAt: verdict.feedback.at, pending, saidBy } as const
    await tx.handoffs.update(scope.connection.id, [{ id: handoff.id, ...change }])
    await pace(scope, tx, clocks, verdict.writes)
    await tellHubspot(scope, tx, [link.id], saidBy)
    await settleClocks(scope, tx, { links: [link.id] })
    return { kind: 'done', what: saidBy }
  }

/** What the status on its way does to clocks that stand still by status: the record that says so is Tandem's own, and no news. */
async function pace(
  scope: Scope,
  tx: Store,
  clocks: readonly StoredClock[],
  writes: Handoff['pending'],
): Promise<void> {
  const status = writes['Status']
  if (status === undefined) return
  const paced = clocks.flatMap((clock) => {
    const event = clock.pausedIn.length === 0 ? null : statusEvent(clock, status, scope.clock.now())
    return event === null ? [] : [{ ...clock, events: [...clock.events, event] }]
  })
  await tx.clocks.save(scope.connection.id, paced)
}
