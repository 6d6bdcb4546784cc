import { judgeWord } from '#domain/handoff/word.ts'
import { giveBack } from '../handoff/give-back.ts'
import type { Scope } from '../scope.ts'
import { actOnLeads } from './act-on-leads.ts'
import type { LeadAct, LeadOutcome } from './act-on-leads.ts'
import type { LeadActor } from './who-acts.ts'

/**
 * Gives leads back to marketing with a reason, as the first rejecting status and the reason field would in Salesforce. Whoever does so
 * is not given the person again.
 */
export const rejectLeads = (
  scope: Scope,
  actor: LeadActor,
  ids: readonly string[],
  reason: string,
): Promise<readonly LeadOutcome[]> => actOnLeads(scope, actor, ids, reject(actor, reason))

const reject =
  (actor: LeadActor, reason: string): LeadAct =>
  async (scope, tx, { handoff, link, opportunities, people }) => {
    const object = link.salesforceObject === 'Contact' ? 'Contact' : 'Lead'
    const word = { kind: 'reject', reason } as const
    const verdict = judgeWord(handoff, object, word, scope.config.feedback, opportunities, scope.clock.now())
    if (verdict.kind !== 'said') return verdict
    const by = `given back by ${actor.name} in Tandem`
    const said = { by, writes: verdict.writes }
    await giveBack(scope, tx, handoff, { reason, by: actor.repId, at: verdict.feedback.at, said }, people)
    return { kind: 'done', what: by }
  }
