import { askForJob, workInboxOf } from '#app/ask-for-job.ts'
import type { LeadOutcome } from '#app/leads/act-on-leads.ts'
import { leadActorOf, type LeadActor } from '#app/leads/who-acts.ts'
import type { LeadOutcomes } from '../../contract/lead-actions.ts'
import type { ConnectionContext } from '../../route.ts'
import { toOutcomes } from '../../present/leads.ts'
import { HttpError } from '../../problem.ts'

type Asked = Pick<ConnectionContext, 'scope' | 'actor' | 'note'>

/** Does something to leads as who asks, tells the audit log of it, and has both CRMs told at once. */
export async function acted(
  { scope, actor, note }: Asked,
  ids: readonly string[],
  details: Readonly<Record<string, string>>,
  act: (who: LeadActor, ids: readonly string[]) => Promise<readonly LeadOutcome[]>,
): Promise<LeadOutcomes> {
  const wanted = [...new Set(ids)]
  const subject = wanted.length === 1 ? `lead ${wanted[0] ?? ''}` : `${wanted.length} leads`
  note({ subject, details })
  const outcomes = await act(leadActorOf(actor, await scope.reps()), wanted)
  const done = outcomes.filter(({ kind }) => kind === 'done').length
  const refused = outcomes.filter(({ kind }) => kind === 'refused').length
  note({ subject, details: { ...details, done, refused } })
  // Each lead was stored by itself, and what follows stands in the inbox: this only spares it the wait for the next poll. Also what
  // was refused because of news from Salesforce is looked at now.
  await askForJob(scope, scope.store, workInboxOf(scope.connection.id))
  refuseStrangers(outcomes)
  return toOutcomes(outcomes)
}

/** Whoever asks for nothing but what is not his is told so as such. */
function refuseStrangers(outcomes: readonly LeadOutcome[]): void {
  const [first] = outcomes.filter(
    (one) => one.kind === 'refused' && (one.code === 'NOT_YOURS' || one.code === 'NOT_A_REP'),
  )
  const all = outcomes.every((one) => one.kind === 'refused' && (one.code === 'NOT_YOURS' || one.code === 'NOT_A_REP'))
  if (!all || first?.kind !== 'refused') return
  throw new HttpError({ status: 403, code: first.code, message: first.message, remedy: first.remedy })
}
