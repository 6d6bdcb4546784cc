import type { Handoff } from '#domain/handoff/types.ts'
import { isFinished } from '#domain/sla/clock.ts'
import type { Store } from '#ports/store.ts'
import { recordSteps } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { policyFor, startClocks } from './start-clocks.ts'

/**
 * A lead that came to the fallback is there under the fallback's own policy from now on, where it has one: its clocks start. What
 * the lead's own clocks say stays. Nothing happens to a lead that is somewhere else, or there already, or that was answered.
 */
export async function startFallbackClocks(scope: Scope, tx: Store, handoff: Handoff): Promise<void> {
  if (handoff.ownerRule !== 'fallback' || scope.config.routing.fallback.policy === null) return
  const policy = policyFor(scope, handoff)
  if (policy === null || policy.id === handoff.policy) return
  const { id } = scope.connection
  const before = (await tx.clocks.byLinks(id, [handoff.linkId])).filter(({ handoffId }) => handoffId === handoff.id)
  if (before.length > 0 && before.every(({ state }) => isFinished(state))) return
  const now = scope.clock.now()
  await tx.handoffs.update(id, [{ id: handoff.id, policy: policy.id }])
  const started = startClocks(scope, { ...handoff, policy: policy.id, qualifiedAt: now, handedOverAt: now })
  const clocks = started.map(({ clock }) => ({ ...clock, startCause: 'came to the fallback' }))
  await tx.clocks.insert(id, clocks)
  await recordSteps(
    scope,
    tx,
    clocks,
    started.flatMap(({ steps }) => steps),
  )
  await wakeAtFirst(scope, tx, clocks)
}
