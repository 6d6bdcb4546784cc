import { nextOwner } from '#domain/routing/next-owner.ts'
import { managerOf } from '../../alerts/lead-alert.ts'
import { startFallbackClocks } from '../../handoff/fallback-clocks.ts'
import { giveTo } from '../../handoff/give-to.ts'
import type { RoutingStep } from '#domain/handoff/types.ts'
import type { Rep, RepDirectory, RouteFacts } from '#domain/routing/types.ts'
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
  const { rep, rule, queueId } = to
  await startFallbackClocks(scope, tx, { ...handoff, ownerId: rep.id, ownerRule: rule, queueId, heldForPool: null })
  return { state: 'done', note: `given to ${decision.rep.name} (${decision.rule})` }
}

/** Everybody who had this lead in this cycle, besides those who gave it back in an earlier one. */
async function hadIt(scope: Scope, tx: Store, { handoff }: LeadTurn, facts: RouteFacts): Promise<RouteFacts> {
  const spells = (await tx.handoffs.spells(scope.connection.id, [handoff.id])).get(handoff.id) ?? []
  const had = spells.map(({ ownerId }) => [ownerId, 'had it and did not answer'] as const)
  return { ...facts, excluded: new Map([...had, ...facts.excluded]) }
}

/** The manager of the owner gets the lead, else the fallback owner; nobody who gave this person back before. */
export const escalate: Performer<'escalate'> = async (scope, tx, { handoff, link }, { people, facts }) => {
  const excluded = facts.get(link.id)?.excluded ?? new Map<string, string>()
  const above = new Set(
    [managerOf(scope, people.reps, handoff), fallbackOwner(scope, people.reps)].filter((rep) => rep !== null),
  )
  const log = [...above].flatMap((rep): RoutingStep[] => {
    const why = excluded.get(rep.id) ?? (rep.active ? null : 'user is not active')
    return why === null ? [] : [{ rule: 'escalate', candidate: rep.id, verdict: 'skipped', why }]
  })
  const manager = [...above].find(({ id }) => !log.some(({ candidate }) => candidate === id))
  if (manager === undefined)
    return { state: 'parked', note: ['nobody above the owner can take it', ...log.map(({ why }) => why)].join(': ') }
  if (manager.id === handoff.ownerId && handoff.queueId === null)
    return { state: 'skipped', note: `${manager.name} has it already` }
  const why = `escalated: not answered by ${handoff.ownerName}`
  const chosen: RoutingStep = { rule: 'escalate', candidate: manager.id, verdict: 'chosen', why }
  const to = { rep: manager, rule: 'escalate', log: [...log, chosen], queueId: null, heldForPool: null }
  await giveTo(scope, tx, handoff, to, why, 'free')
  return { state: 'done', note: `given to ${manager.name}` }
}

const fallbackOwner = ({ config }: Scope, { byEmail }: RepDirectory): Rep | null =>
  byEmail.get(config.routing.fallbackOwner.trim().toLowerCase()) ?? null
