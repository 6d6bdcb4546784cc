import type { RoutingConfig } from '../config.ts'
import type { RoutingStep } from '../handoff/types.ts'
import type { PoolState } from './round-robin.ts'
import { pickNext, settlePool } from './round-robin.ts'

/** Someone who can own a lead in Salesforce. */
export interface Rep {
  readonly id: string
  readonly email: string | null
  readonly name: string
  readonly active: boolean
}

/** Everyone who can own leads, looked up by Salesforce id and by e-mail. */
export interface RepDirectory {
  readonly byId: ReadonlyMap<string, Rep>
  readonly byEmail: ReadonlyMap<string, Rep>
}

const normal = (email: string): string => email.trim().toLowerCase()

/** Two users with one e-mail: the active one is meant. */
export function directoryOf(reps: readonly Rep[]): RepDirectory {
  const byEmail = new Map<string, Rep>()
  for (const rep of reps) {
    if (rep.email === null) continue
    const known = byEmail.get(normal(rep.email))
    if (known === undefined || (!known.active && rep.active)) byEmail.set(normal(rep.email), rep)
  }
  return { byId: new Map(reps.map((rep) => [rep.id, rep])), byEmail }
}

export interface RouteInput {
  readonly config: RoutingConfig
  readonly pool: string
  /** Owner of the record that is already in Salesforce; null for a new lead or a queue. */
  readonly existingOwnerId: string | null
  readonly reps: RepDirectory
  readonly state: PoolState | null
}

export type RouteDecision =
  | {
      readonly kind: 'owner'
      readonly rep: Rep
      readonly rule: string
      readonly log: readonly RoutingStep[]
      readonly state: PoolState | null
    }
  /** Not even the fallback owner can take it: the connection's configuration has to be mended. */
  | { readonly kind: 'nobody'; readonly log: readonly RoutingStep[]; readonly state: PoolState | null }

/** Who gets a lead: existing owner, else the pool's next, else the fallback owner. Every candidate looked at is in the log. */
export function route(input: RouteInput): RouteDecision {
  const log: RoutingStep[] = []
  const kept = existingOwner(input, log)
  if (kept !== undefined) return { kind: 'owner', rep: kept, rule: 'existing-owner', log, state: input.state }
  const pooled = fromPool(input, log)
  if (pooled !== undefined)
    return { kind: 'owner', rep: pooled.rep, rule: `pool:${input.pool}`, log, state: pooled.state }
  const fallback = input.reps.byEmail.get(normal(input.config.fallbackOwner))
  if (fallback?.active === true) {
    log.push({ rule: 'fallback', candidate: fallback.id, verdict: 'chosen', why: 'nobody else could take it' })
    return { kind: 'owner', rep: fallback, rule: 'fallback', log, state: input.state }
  }
  const why = fallback === undefined ? 'no Salesforce user with this e-mail' : 'user is not active'
  log.push({ rule: 'fallback', candidate: input.config.fallbackOwner, verdict: 'skipped', why })
  return { kind: 'nobody', log, state: input.state }
}

function existingOwner(input: RouteInput, log: RoutingStep[]): Rep | undefined {
  if (input.existingOwnerId === null || !input.config.keepExistingOwner) return undefined
  const rep = input.reps.byId.get(input.existingOwnerId)
  if (rep?.active === true) {
    log.push({ rule: 'existing-owner', candidate: rep.id, verdict: 'chosen', why: 'already owns the record' })
    return rep
  }
  log.push({
    rule: 'existing-owner',
    candidate: input.existingOwnerId,
    verdict: 'skipped',
    why: rep === undefined ? 'not a user (queue or unknown)' : 'user is not active',
  })
  return undefined
}

function fromPool(input: RouteInput, log: RoutingStep[]): { readonly rep: Rep; readonly state: PoolState } | undefined {
  const pool = input.config.pools.find((p) => p.id === input.pool)
  const rule = `pool:${input.pool}`
  if (pool === undefined) {
    log.push({ rule, candidate: null, verdict: 'no-match', why: 'no pool of this name' })
    return undefined
  }
  const able: { readonly id: string; readonly weight: number; readonly rep: Rep }[] = []
  for (const member of pool.members) {
    const rep = input.reps.byEmail.get(normal(member.email))
    if (rep?.active === true) able.push({ id: member.email, weight: member.weight, rep })
    else {
      const why = rep === undefined ? 'no Salesforce user with this e-mail' : 'user is not active'
      log.push({ rule, candidate: rep?.id ?? member.email, verdict: 'skipped', why })
    }
  }
  const settled = settlePool(
    pool.members.map((m) => m.email),
    input.state,
  )
  const pick = pickNext(able, settled)
  const rep = able.find((m) => m.id === pick?.id)?.rep
  if (pick === null || rep === undefined) {
    log.push({ rule, candidate: null, verdict: 'no-match', why: 'nobody in the pool can take leads now' })
    return undefined
  }
  log.push({ rule, candidate: rep.id, verdict: 'chosen', why: 'next in the weighted round robin' })
  return { rep, state: pick.state }
}
