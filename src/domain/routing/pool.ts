import type { RoutingStep } from '../handoff/types.ts'
import type { Availability } from './availability.ts'
import { availabilityOf, availableFrom, turnOf } from './availability.ts'
import type { Found, LevelAnswer } from './decision.ts'
import { foldedEmail } from './directory.ts'
import { pickNext } from './round-robin.ts'
import type { PoolState } from './round-robin.ts'
import type { Pool, PoolMember, RouteInput, RoutingState } from './types.ts'

interface Seat {
  readonly id: string
  readonly member: PoolMember
  readonly availability: Availability
}

/** The next of a pool, or that it waits for a member. @param rule that sends the lead there, as it is logged. */
export function fromPool(poolId: string, rule: string, input: RouteInput): LevelAnswer {
  const pool = input.config.pools.find(({ id }) => id === poolId)
  if (pool === undefined) return { steps: [step(rule, null, 'no-match', `there is no pool ${poolId}`)], found: null }
  const seats = seatsOf(pool, input)
  const steps = seats.flatMap(({ member, availability: a }) =>
    a.kind === 'available' ? [] : [step(rule, a.rep?.id ?? member.email, 'skipped', a.why)],
  )
  const pick = pickNext(
    seats.map(({ id, member, availability }) => ({ id, weight: member.weight, turn: turnOf(availability) })),
    stateOf(input.state, pool.id),
  )
  const chosen = seats.find(({ id }) => id === pick?.id)?.availability
  if (pick === null || chosen?.kind !== 'available') return whenNobody(pool, rule, steps, input)
  const { rep } = chosen
  return {
    steps: [...steps, step(rule, rep.id, 'chosen', 'next in the weighted round robin')],
    found: { kind: 'owner', rule, rep, state: withPool(input, pool.id, pick.state) },
  }
}

const seatsOf = (pool: Pool, input: RouteInput): readonly Seat[] =>
  membersOf(pool).map(([id, member]) => ({ id, member, availability: availabilityOf(member, input) }))

type NamedMembers = readonly (readonly [id: string, member: PoolMember])[]

const known = new WeakMap<readonly PoolMember[], NamedMembers>()

/** Each once, by folded e-mail: the first mention counts. Remembered, since every lead asks. */
function membersOf({ members }: Pool): NamedMembers {
  const before = known.get(members)
  if (before !== undefined) return before
  const once = new Map<string, PoolMember>()
  for (const member of members) {
    const id = foldedEmail(member.email)
    if (!once.has(id)) once.set(id, member)
  }
  known.set(members, [...once])
  return [...once]
}

function whenNobody(pool: Pool, rule: string, before: readonly RoutingStep[], input: RouteInput): LevelAnswer {
  const nobody = (why: string, found: Found | null): LevelAnswer => ({
    steps: [...before, step(rule, null, 'no-match', why)],
    found,
  })
  if (pool.whenNobody === 'fallback') return nobody('nobody in the pool can take leads now', null)
  const until = nextOpeningOf(pool, input)
  if (until === null) return nobody('nobody in the pool can take leads now, nor within 60 days', null)
  return nobody('nobody in the pool can take leads now: held until somebody can', {
    kind: 'hold',
    rule,
    pool: pool.id,
    until,
  })
}

/** The first instant at which a member can take the lead; null: not within 60 days, or nobody knows when. */
export function nextOpeningOf(pool: Pool, input: RouteInput): number | null {
  const instants = membersOf(pool).flatMap(([, member]) => availableFrom(member, input) ?? [])
  return instants.length === 0 ? null : Math.min(...instants)
}

const stateOf = ({ pools }: RoutingState, id: string): PoolState | null =>
  Object.hasOwn(pools, id) ? (pools[id] ?? null) : null

/** The state after a pick; pools that the config no longer has are forgotten. */
function withPool({ config, state }: RouteInput, id: string, next: PoolState): RoutingState {
  const kept = new Map(Object.entries(state.pools))
  const known = config.pools.flatMap((pool): (readonly [string, PoolState])[] => {
    const of = pool.id === id ? next : kept.get(pool.id)
    return of === undefined ? [] : [[pool.id, of]]
  })
  return { pools: Object.fromEntries(known) }
}

export const step = (
  rule: string,
  candidate: string | null,
  verdict: RoutingStep['verdict'],
  why: string,
): RoutingStep => ({ rule, candidate, verdict, why })
