import { nextOwner } from '#domain/routing/next-owner.ts'
import { managerOf } from '../../alerts/lead-alert.ts'
import { giveTo } from '../../handoff/give-to.ts'
import type { RouteFacts } from '#domain/routing/types.ts'
import { routeInput } from '../../handoff/route-leads.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from '../../scope.ts'
import type { LeadTurn, Performer } from '../performer.ts'

/** The next of the pool, nobody who had the lead before; after so many the fallback. */
export const reassign: Performer<'reassign'> = async (scope, tx, turn, { people, facts }) => {
  const { handoff, link } = turn
  const known = facts.get(link.id)
  if (known === undefined) return { state: 'parked', note: 'its HubSpot contact is gone' }
  const had = await hadIt(scope, tx, turn, known)
  const { input, save } = await routeInput(scope, tx, people)
  const decision = nextOwner({ ...input, pool: handoff.pool, facts: had, handoff })
  if (decision.kind === 'nobody') return { state: 'parked', note: 'not even the fallback owner can take it' }
  await save(decision.state)
  if (decision.rep.id === handoff.ownerId && handoff.queueId === null)
    return { state: 'skipped', note: `${handoff.ownerName} is the last who can take it` }
  const to = {
    rep: decision.rep,
    rule: decision.rule,
    log: decision.log,
    queueId: decision.kind === 'owner' || link.salesforceObject === 'Contact' ? null : decision.queueId,
    heldForPool: null,
  }
  await giveTo(scope, tx, handoff, to, `not answered by ${handoff.ownerName}`, 'counts')
  return { state: 'done', note: `given to ${decision.rep.name} (${decision.rule})` }
}

/** Everybody who had this lead in this cycle, besides those who gave it back in an earlier one. */
async function hadIt(scope: Scope, tx: Store, { handoff }: LeadTurn, facts: RouteFacts): Promise<RouteFacts> {
  const spells = (await tx.handoffs.spells(scope.connection.id, [handoff.id])).get(handoff.id) ?? []
  const had = spells.map(({ ownerId }) => [ownerId, 'had it and did not answer'] as const)
  return { ...facts, excluded: new Map([...had, ...facts.excluded]) }
}

/** The manager of the owner gets the lead, else the fallback owner. */
export const escalate: Performer<'escalate'> = async (scope, tx, turn, { people }) => {
  const { handoff } = turn
  const manager = managerOf(scope, people.reps, handoff)
  if (manager === null || !manager.active) return { state: 'parked', note: 'nobody above the owner can take it' }
  if (manager.id === handoff.ownerId && handoff.queueId === null)
    return { state: 'skipped', note: `${manager.name} has it already` }
  const why = `escalated: not answered by ${handoff.ownerName}`
  const log = [{ rule: 'escalate', candidate: manager.id, verdict: 'chosen' as const, why }]
  await giveTo(
    scope,
    tx,
    handoff,
    { rep: manager, rule: 'escalate', log, queueId: null, heldForPool: null },
    why,
    'free',
  )
  return { state: 'done', note: `given to ${manager.name}` }
}
