import type { Handoff } from '#domain/handoff/types.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { RoutingStep } from '#domain/handoff/types.ts'
import type { Store } from '#ports/store.ts'
import { recordSteps } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { startClock } from './start-clocks.ts'

export interface NewOwner {
  readonly rep: Rep
  readonly rule: string
  readonly log: readonly RoutingStep[]
  /** Queue that owns the Lead meanwhile; null: the rep does. */
  readonly queueId: string | null
  readonly heldForPool: string | null
}

/**
 * Gives a lead to somebody else, in the caller's transaction: who has it now is decided here, and carried to Salesforce by the next
 * look at the person (the inbox row is part of the transaction). The lead's own clocks run on; a policy may start one for the rep.
 * @param counts whether this is one of the reassignments of which there may only be so many.
 */
export async function giveTo(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  to: NewOwner,
  why: string,
  counts: 'counts' | 'free',
): Promise<Handoff> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const change = {
    ownerId: to.rep.id,
    ownerName: to.rep.name,
    ownerEmail: to.rep.email,
    ownerRule: to.rule,
    routing: to.log,
    routingVersion: scope.config.routing.version,
    queueId: to.queueId,
    heldForPool: to.heldForPool,
    reassignments: handoff.reassignments + (counts === 'counts' ? 1 : 0),
  }
  const given: Handoff = { ...handoff, ...change }
  await tx.handoffs.update(id, [{ id: handoff.id, ...change }])
  await tx.handoffs.addSpells(id, [{ handoffId: handoff.id, ownerId: to.rep.id, from: now, rule: to.rule, why }])
  await restartForRep(scope, tx, given)
  await tellHubspot(scope, tx, [handoff.linkId], `given to ${to.rep.name}: ${why}`)
  return given
}

/** A clock of the new owner's own, where the policy asks for one. Time before he had it is not his. */
async function restartForRep(scope: Scope, tx: Store, handoff: Handoff): Promise<void> {
  const policy = scope.config.sla.find(({ id }) => id === handoff.policy)
  if (policy === undefined || handoff.queueId !== null) return
  const rep = { id: handoff.ownerId, from: scope.clock.now() }
  const started = policy.clocks
    .filter(({ restartOnReassign }) => restartOnReassign)
    .flatMap((spec) => startClock(scope, handoff, policy, spec, rep) ?? [])
  if (started.length === 0) return
  const clocks = started.map(({ clock }) => clock)
  await tx.clocks.insert(scope.connection.id, clocks)
  await recordSteps(
    scope,
    tx,
    clocks,
    started.flatMap(({ steps }) => steps),
  )
  await wakeAtFirst(scope, tx, clocks)
}
