import { TandemError } from '#domain/errors.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import { refusal } from '#domain/handoff/word.ts'
import type { Refusal } from '#domain/handoff/word.ts'
import type { Link } from '#domain/identity/link.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { Store } from '#ports/store.ts'
import { holdLeads, inboxLast } from '../handoff/hold-leads.ts'
import { routingPeople } from '../handoff/route-leads.ts'
import type { RoutingPeople } from '../handoff/route-leads.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { actedMeanwhile, recordsNow } from './records-now.ts'
import type { LeadActor } from './who-acts.ts'

/** What became of one lead. `done`: stored, and both CRMs are told next. `already`: it was so. */
export type LeadOutcome = (
  | { readonly kind: 'done'; readonly what: string }
  | { readonly kind: 'already' }
  | Refusal
) & {
  readonly id: string
}

/** One lead in the transaction that decides, held until it ends. */
export interface LeadTurn {
  readonly handoff: Handoff
  readonly link: Link
  readonly clocks: readonly StoredClock[]
  readonly opportunities: readonly StoredOpportunity[]
  readonly people: RoutingPeople
}

/** Does one thing to one lead, in the caller's transaction. @returns what was done, in words. */
export type LeadAct = (scope: Scope, tx: Store, turn: LeadTurn) => Promise<ActResult>
export type ActResult = { readonly kind: 'done'; readonly what: string } | { readonly kind: 'already' } | Refusal

/**
 * Does something to leads, each in a transaction of its own, so that one that cannot be done leaves the others alone. It is stored
 * first, with the rows that have both CRMs told: a crash loses nothing, and a second try finds it done. Before that the records are
 * read, so that nobody overrides what was done in Salesforce a moment ago; what is done there later is heard as always.
 *
 * @param ids of handoffs. @returns one outcome for each, in their order.
 */
export async function actOnLeads(
  scope: Scope,
  actor: LeadActor,
  ids: readonly string[],
  act: LeadAct,
): Promise<readonly LeadOutcome[]> {
  const { store, connection } = scope
  const handoffs = await store.handoffs.byIds(connection.id, ids)
  const linkIds = [...new Set([...handoffs.values()].map(({ linkId }) => linkId))]
  const [links, opportunities, people] = await Promise.all([
    store.links.byIds(connection.id, linkIds),
    store.opportunities.byPeople(connection.id, linkIds),
    routingPeople(scope),
  ])
  // Whoever may not act on a lead learns nothing of its record.
  const theirs = ids.filter((id) => isTheirs(actor, handoffs.get(id)))
  const records = await recordsNow(
    scope,
    theirs.flatMap((id) => links.get(handoffs.get(id)?.linkId ?? ('' as Link['id'])) ?? []),
  )
  const outcomes: LeadOutcome[] = []
  for (const id of ids) {
    const known = handoffs.get(id)
    const link = known === undefined ? undefined : links.get(known.linkId)
    if (known === undefined || link === undefined) {
      outcomes.push({ id, ...NOT_FOUND })
      continue
    }
    const made = opportunities.get(link.id) ?? []
    const one = (tx: Store): Promise<ActResult> =>
      inTurn(scope, tx, actor, { id, link }, async (turn) => {
        const meanwhile = actedMeanwhile(scope, turn.handoff, link, records, made)
        if (meanwhile === null) return act(scope, tx, { ...turn, link, opportunities: made, people })
        await tellHubspot(scope, tx, [link.id], `looked at for ${actor.name}`)
        return meanwhile
      })
    outcomes.push({ id, ...(await tried(() => store.transaction((tx) => inboxLast(tx, one)))) })
  }
  return outcomes
}

type Held = Pick<LeadTurn, 'handoff' | 'clocks'>

async function inTurn(
  scope: Scope,
  tx: Store,
  actor: LeadActor,
  { id, link }: { readonly id: string; readonly link: Link },
  act: (held: Held) => Promise<ActResult>,
): Promise<ActResult> {
  const held = await holdLeads(scope, tx, [link.id])
  // As it is stored by now: somebody else may have been faster.
  const newest = (await tx.handoffs.latestByLinks(scope.connection.id, [link.id])).get(link.id)
  if (newest === undefined) return NOT_FOUND
  if (newest.id !== id)
    return refusal(
      'EARLIER_CYCLE',
      'This person was given to sales once more since then; this is how it was the time before.',
      'Reload, and go on with the newer one.',
    )
  if (!isTheirs(actor, newest)) return notTheirs(actor, newest)
  return act({ handoff: newest, clocks: held.filter(({ handoffId }) => handoffId === id) })
}

/** One that fails for a reason of its own must not keep the others from their turn. */
async function tried(work: () => Promise<ActResult>): Promise<ActResult> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof TandemError) || error.disposition === 'fatal') throw error
    return refusal('FAILED', 'It could not be stored just now.', 'Try again.')
  }
}

const NOT_FOUND = refusal('NOT_FOUND', 'There is no such lead.', 'Reload the list.')

const isTheirs = ({ on, repId }: LeadActor, handoff: Handoff | undefined): boolean =>
  handoff !== undefined && (on === 'all' || (repId !== null && handoff.ownerId === repId))

const notTheirs = ({ by, repId }: LeadActor, { ownerName }: Handoff): Refusal =>
  repId === null ? NOT_A_REP[by] : refusal('NOT_YOURS', `${ownerName} has this lead.`, NOT_YOURS_REMEDY[by])

const NOT_A_REP: Readonly<Record<LeadActor['by'], Refusal>> = {
  user: refusal(
    'NOT_A_REP',
    'Nobody in Salesforce has your e-mail address, so no lead is yours.',
    'An administrator can give your account the address of your Salesforce user.',
  ),
  token: refusal(
    'NOT_A_REP',
    'A token acts on the leads of who made it, and nobody in Salesforce has their e-mail address.',
    'Use a token of the rep, or one with the permission "work-all-leads".',
  ),
}
const NOT_YOURS_REMEDY: Readonly<Record<LeadActor['by'], string>> = {
  user: 'Ask them, or an administrator, to pass it on to you.',
  token: 'Use a token of theirs, or one with the permission "work-all-leads".',
}
