import { FOLLOWED } from '../handoff/owner.ts'
import type { Handoff } from '../handoff/types.ts'
import type { Instant } from '../instant.ts'
import { activeUser } from './availability.ts'
import type { RouteDecision } from './decision.ts'
import { neverHeld } from './next-owner.ts'
import { fromPool, nextOpeningOf } from './pool.ts'
import { route, routeBy } from './route.ts'
import type { RouteInput } from './types.ts'

/** Why the sweep gives a lead to somebody. */
export const SWEEP_REASONS = [
  'unowned',
  'owner-inactive',
  'held-open',
  'held-in-vain',
  'queue-overdue',
  'queue-open',
] as const
export type SweepReason = (typeof SWEEP_REASONS)[number]

export interface SweepInput extends RouteInput {
  readonly handoff: Pick<Handoff, 'state' | 'ownerId' | 'ownerRule' | 'queueId' | 'heldForPool' | 'reassignments'>
  /** When the first of its open clocks runs out, or ran out; null: none of those that it has will. */
  readonly dueAt: Instant | null | 'has-no-clock'
}

/** What is to be done about one handoff. `why` is for people. */
export type SweepDecision =
  | { readonly kind: 'leave'; readonly why: string }
  | { readonly kind: 'give'; readonly reason: SweepReason; readonly why: string; readonly decision: TakenDecision }
  /** Something should be done, but not even the fallback owner can take it: people have to be told. */
  | { readonly kind: 'stuck'; readonly reason: SweepReason; readonly why: string; readonly decision: RouteDecision }

type TakenDecision = Exclude<RouteDecision, { readonly kind: 'nobody' }>

/**
 * Is this handoff where somebody works on it? Nobody may be left without an owner, with an owner who cannot work any more, in a queue
 * beyond its clock, or held for a pool whose members are there.
 */
export function sweep({ handoff, dueAt, ...input }: SweepInput): SweepDecision {
  if (handoff.state !== 'open' && handoff.state !== 'accepted') return leave(`is ${handoff.state}`)
  const owner = ownerTrouble(handoff.ownerId, input)
  if (owner !== null) return give(owner.reason, owner.why, route(input))
  const overdue = typeof dueAt === 'number' && dueAt <= input.now
  if (handoff.heldForPool !== null) return held(handoff.heldForPool, overdue, input)
  if (handoff.queueId === null) return leave('its owner can work on it')
  if (overdue) return outOfQueue(handoff, input)
  return dueAt === 'has-no-clock' && handoff.ownerRule === 'fallback'
    ? unclocked(input)
    : leave('waits in the queue within its time')
}

/**
 * Somebody may put a lead into a queue again and again: each time it is given out counts as a reassignment, and after so many it stays
 * where it was put, and people are told.
 */
function outOfQueue(handoff: SweepInput['handoff'], input: RouteInput): SweepDecision {
  const why = 'waits in the queue beyond its time'
  const { maxReassignments } = input.config
  const decision = route(atLast(input))
  if (!wasPutThere(handoff) || handoff.reassignments < maxReassignments) return give('queue-overdue', why, decision)
  const again = `was put there again after it had been given out ${handoff.reassignments} times, at most ${maxReassignments}`
  return { kind: 'stuck', reason: 'queue-overdue', why: `${why}: it ${again}`, decision }
}

/** By somebody in Salesforce, not by Tandem. */
export const wasPutThere = ({ ownerRule, queueId }: Pick<Handoff, 'ownerRule' | 'queueId'>): boolean =>
  queueId !== null && ownerRule === FOLLOWED

/** No clock says how long it may wait in the fallback queue: whoever can take it gets it. */
function unclocked(input: RouteInput): SweepDecision {
  const now = route(neverHeld(input))
  return now.rule === 'fallback' || now.kind === 'nobody'
    ? leave('waits in the queue until somebody can take it')
    : give('queue-open', 'somebody can take it now, and no clock says how long it may wait', now)
}

/** Whether anybody of any pool can take a lead now. What a lead may be asked of is known only once its contact was read. */
export const isAnybodyThere = (input: RouteInput): boolean =>
  input.config.pools.some(({ id }) => fromPool(id, id, input).found?.kind === 'owner')

function ownerTrouble(
  ownerId: string,
  input: RouteInput,
): { readonly reason: SweepReason; readonly why: string } | null {
  const user = activeUser(input.reps.byId.get(ownerId))
  if (user.kind === 'available') return null
  return user.reason === 'no-user'
    ? { reason: 'unowned', why: 'its owner is no Salesforce user' }
    : { reason: 'owner-inactive', why: 'its owner is not active' }
}

function held(poolId: string, overdue: boolean, input: RouteInput): SweepDecision {
  if (overdue) return give('queue-overdue', `was held for pool ${poolId} beyond its time`, route(atLast(input)))
  const now = routeBy([(one) => fromPool(poolId, `pool:${poolId}`, one)], neverHeld(input))
  if (now.rule !== 'fallback') return give('held-open', `somebody of pool ${poolId} can take it now`, now)
  const pool = input.config.pools.find(({ id }) => id === poolId)
  if (pool !== undefined && nextOpeningOf(pool, input) !== null) return leave(`is held for pool ${poolId}`)
  return give('held-in-vain', `nobody of pool ${poolId} will be there for it`, route(neverHeld(input)))
}

/** Whoever is asked now has it himself: no queue, no waiting. */
function atLast(input: RouteInput): RouteInput {
  const { config } = neverHeld(input)
  return { ...input, config: { ...config, fallback: { ...config.fallback, queue: null } } }
}

const leave = (why: string): SweepDecision => ({ kind: 'leave', why })

const give = (reason: SweepReason, why: string, decision: RouteDecision): SweepDecision =>
  decision.kind === 'nobody'
    ? { kind: 'stuck', reason, why: `${why}, and nobody can take it`, decision }
    : { kind: 'give', reason, why, decision }
