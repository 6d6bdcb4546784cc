import type { Handoff } from '../handoff/types.ts'
import type { RouteDecision } from './decision.ts'
import { poolOfRule } from './decision.ts'
import { toFallback } from './fallback.ts'
import { fromPool, step } from './pool.ts'
import { routeBy } from './route.ts'
import type { RouteInput } from './types.ts'

export interface NextOwnerInput extends RouteInput {
  /** As it is now. Whoever had it or gave it back before is in `facts.excluded`; its owner need not be. */
  readonly handoff: Pick<Handoff, 'ownerId' | 'ownerRule' | 'heldForPool' | 'reassignments'>
}

/**
 * Who gets a lead that was not answered: the next of the same pool, nobody who had it; after `maxReassignments`, or where nobody of
 * the pool can take it now, the fallback. It is never held: it has waited long enough. The pool is the one whose turn gave the lead
 * away, else that of the contract.
 */
export function nextOwner({ handoff, ...input }: NextOwnerInput): RouteDecision {
  const { maxReassignments } = input.config
  if (handoff.reassignments >= maxReassignments) {
    const why = `was given to somebody else ${handoff.reassignments} times, at most ${maxReassignments}`
    return toFallback(input, [step('reassign', null, 'no-match', why)], why)
  }
  const pool = poolToAsk(handoff, input)
  const excluded = new Map([[handoff.ownerId, 'has it and did not answer'], ...input.facts.excluded])
  return routeBy([(one) => fromPool(pool, `reassign > pool:${pool}`, one)], {
    ...neverHeld(input),
    facts: { ...input.facts, excluded },
  })
}

function poolToAsk({ heldForPool, ownerRule }: NextOwnerInput['handoff'], { config, pool }: RouteInput): string {
  const wanted = heldForPool ?? poolOfRule(ownerRule)
  return config.pools.find(({ id }) => id === wanted)?.id ?? pool
}

/** The same routing, but nobody waits for a pool to open. */
export const neverHeld = <T extends RouteInput>(input: T): T => ({
  ...input,
  config: { ...input.config, pools: input.config.pools.map((pool) => ({ ...pool, whenNobody: 'fallback' as const })) },
})
