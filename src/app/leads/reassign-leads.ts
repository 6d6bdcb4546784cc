import type { Handoff, RoutingStep } from '#domain/handoff/types.ts'
import { refusal } from '#domain/handoff/word.ts'
import type { Refusal } from '#domain/handoff/word.ts'
import { BY_HAND } from '#domain/routing/by-hand.ts'
import { nextOwner } from '#domain/routing/next-owner.ts'
import type { RouteFacts } from '#domain/routing/types.ts'
import type { Store } from '#ports/store.ts'
import { startFallbackClocks } from '../handoff/fallback-clocks.ts'
import { giveTo } from '../handoff/give-to.ts'
import type { NewOwner } from '../handoff/give-to.ts'
import { routeInput } from '../handoff/route-leads.ts'
import { storedFacts } from '../handoff/stored-facts.ts'
import type { Scope } from '../scope.ts'
import { actOnLeads } from './act-on-leads.ts'
import type { LeadAct, LeadOutcome, LeadTurn } from './act-on-leads.ts'
import type { LeadActor } from './who-acts.ts'

/** A rep by Salesforce id, or whoever is next in a pool; null: in the lead's own. */
export type NewHome = { readonly rep: string } | { readonly pool: string | null }

export interface PassingOn {
  readonly to: NewHome
  /** Why, in the words of whoever passes them on. */
  readonly reason: string
}

/**
 * Passes leads on to a rep or back to a pool. Their clocks run on, by the new owner's hours where the policy says so; it is none of the
 * reassignments of which the routing allows only so many. Nobody gets a person that he gave back before.
 */
export async function reassignLeads(
  scope: Scope,
  actor: LeadActor,
  ids: readonly string[],
  { to, reason }: PassingOn,
): Promise<readonly LeadOutcome[]> {
  const handoffs = await scope.store.handoffs.byIds(scope.connection.id, ids)
  const links = [...handoffs.values()].map(({ linkId }) => linkId)
  const facts = await storedFacts(scope, links)
  const act: LeadAct = async (inner, tx, turn) => {
    const { state } = turn.handoff
    if (state !== 'open' && state !== 'accepted') return overWith(state)
    const known = facts.get(turn.link.id) ?? NO_FACTS
    const found = 'rep' in to ? toRep(turn, to.rep, known, actor) : await toPool(inner, tx, turn, to.pool, known, actor)
    if ('kind' in found) return found
    const by = `passed on by ${actor.name} in Tandem`
    await giveTo(inner, tx, turn.handoff, found, `${by}: ${reason}`, 'free')
    const { rep, rule, queueId, heldForPool } = found
    await startFallbackClocks(inner, tx, { ...turn.handoff, ownerId: rep.id, ownerRule: rule, queueId, heldForPool })
    return { kind: 'done', what: `${by} to ${found.rep.name}` }
  }
  return actOnLeads(scope, actor, ids, act)
}

const NO_FACTS: RouteFacts = {
  contact: {},
  emailDomain: null,
  companyDomain: null,
  companyKey: null,
  owners: [],
  excluded: new Map(),
}

function overWith(state: Exclude<Handoff['state'], 'open' | 'accepted'>): Refusal {
  if (state === 'qualified')
    return refusal(
      'QUALIFIED',
      'Sales has qualified this lead: it stays where it is.',
      'Change the owner of the opportunity in Salesforce.',
    )
  if (state === 'rejected')
    return refusal(
      'GIVEN_BACK',
      'This lead was given back already.',
      'It comes back by its return date, or when the person qualifies anew.',
    )
  return refusal('WITHDRAWN', 'This person has left the loop.', 'Nothing is to be done.')
}

const byHand = (actor: LeadActor, candidate: string | null, verdict: RoutingStep['verdict']): RoutingStep => ({
  rule: BY_HAND,
  candidate,
  verdict,
  why: `passed on by ${actor.name} in Tandem`,
})

function toRep(
  { handoff, people }: LeadTurn,
  id: string,
  { excluded }: RouteFacts,
  actor: LeadActor,
): NewOwner | Refusal | { readonly kind: 'already' } {
  const rep = people.reps.byId.get(id)
  if (rep === undefined || !rep.active || people.robots.has(id))
    return refusal(
      'CANNOT_TAKE_IT',
      `${rep?.name ?? 'That user'} is no active Salesforce user who takes leads.`,
      'Choose somebody else.',
    )
  const before = excluded.get(id)
  if (before !== undefined) return refusal('CANNOT_TAKE_IT', `${rep.name} ${before}.`, 'Choose somebody else.')
  if (handoff.ownerId === id && handoff.queueId === null) return { kind: 'already' }
  return { rep, rule: BY_HAND, log: [byHand(actor, id, 'chosen')], queueId: null, heldForPool: null }
}

/** The next of the pool, in whose turn it is; never whoever has it. */
async function toPool(
  scope: Scope,
  tx: Store,
  { handoff, link, people }: LeadTurn,
  pool: string | null,
  known: RouteFacts,
  actor: LeadActor,
): Promise<NewOwner | Refusal> {
  const isContact = link.salesforceObject === 'Contact'
  const excluded = new Map([...known.excluded, [handoff.ownerId, `has it, and ${actor.name} passes it on`]])
  const { input, save } = await routeInput(scope, tx, people)
  const decision = nextOwner({
    ...input,
    pool: pool ?? handoff.pool,
    facts: { ...known, record: isContact ? 'contact' : 'lead', excluded },
    // A person asks, however often it was given on before.
    handoff: { ...handoff, reassignments: 0, ...(pool === null ? {} : { heldForPool: pool }) },
  })
  if (decision.kind === 'nobody')
    return refusal(
      'NOBODY_CAN',
      'Nobody can take it, not even the fallback owner.',
      'Name an active user as routing.fallbackOwner.',
    )
  await save(decision.state)
  const { rep, rule, log } = decision
  const queueId = decision.kind === 'owner' || isContact ? null : decision.queueId
  return { rep, rule, log: [byHand(actor, null, 'no-match'), ...log], queueId, heldForPool: null }
}
