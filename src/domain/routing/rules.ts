import { conditionsHold } from '../condition.ts'
import type { RoutingStep } from '../handoff/types.ts'
import { userFor } from './availability.ts'
import type { LevelAnswer } from './decision.ts'
import { NOTHING } from './decision.ts'
import { repByEmail } from './directory.ts'
import { leaveOf, membershipsOf } from './known-owner.ts'
import { namedAccountOf } from './named-accounts.ts'
import { fromPool, step } from './pool.ts'
import type { RouteInput, RouteRule, RouteTarget } from './types.ts'

/** Level 3: the company belongs to somebody by name. */
export function namedAccount(input: RouteInput): LevelAnswer {
  const { namedAccounts } = input.config
  if (namedAccounts.length === 0) return NOTHING
  const match = namedAccountOf(namedAccounts, input.facts)
  return match === null
    ? noMatch('named-account', 'the company is nobody’s by name')
    : toTarget(`named-account:${match.account.id}`, match.account.to, match.why, input)
}

/** Level 4. */
export const territory = (input: RouteInput): LevelAnswer => firstRule('territory', input.config.territories, input)

/** Level 5. */
export const segment = (input: RouteInput): LevelAnswer => firstRule('segment', input.config.segments, input)

/** Level 6: the pool of the handover contract. */
export const contractPool = (input: RouteInput): LevelAnswer => fromPool(input.pool, `pool:${input.pool}`, input)

function firstRule(level: string, rules: readonly RouteRule[], input: RouteInput): LevelAnswer {
  if (rules.length === 0) return NOTHING
  const rule = rules.find(({ when }) => conditionsHold(when, input.facts.contact))
  return rule === undefined
    ? noMatch(level, `no ${level} fits`)
    : toTarget(`${level}:${rule.id}`, rule.to, 'its conditions hold', input)
}

const noMatch = (level: string, why: string): LevelAnswer => ({
  steps: [step(level, null, 'no-match', why)],
  found: null,
})

/** One match for each level: where its target cannot take the lead, the next level is asked, not the next rule. */
function toTarget(rule: string, to: RouteTarget, matched: string, input: RouteInput): LevelAnswer {
  if ('pool' in to) return fromPool(to.pool, `${rule} > pool:${to.pool}`, input)
  const user = userFor(repByEmail(input.reps, to.owner), input)
  const no = (candidate: string, why: string): LevelAnswer => {
    const skipped: RoutingStep = step(rule, candidate, 'skipped', why)
    return { steps: [skipped], found: null }
  }
  if (user.kind === 'unavailable') return no(user.rep?.id ?? to.owner, user.why)
  const { rep } = user
  const leave = leaveOf(membershipsOf(rep, input), input)
  if (leave !== null) return no(rep.id, leave)
  return {
    steps: [step(rule, rep.id, 'chosen', matched)],
    found: { kind: 'owner', rule, rep, state: input.state },
  }
}
