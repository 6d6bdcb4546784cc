import type { RoutingStep } from '../handoff/types.ts'
import type { Found, LevelAnswer, RouteDecision } from './decision.ts'
import { keeperOf, toFallback } from './fallback.ts'
import { existingOwner, stickyOwner } from './known-owner.ts'
import { contractPool, namedAccount, segment, territory } from './rules.ts'
import type { RouteInput } from './types.ts'

export type { RouteDecision } from './decision.ts'
export { directoryOf } from './directory.ts'
export type { RepDirectory, RouteInput } from './types.ts'

type Level = (input: RouteInput) => LevelAnswer

/** In order; the first that finds somebody decides. */
const LEVELS: readonly Level[] = [existingOwner, stickyOwner, namedAccount, territory, segment, contractPool]

/**
 * Who gets a lead: the first level that finds somebody, else the fallback. A pure function of its input, and total: it throws on
 * calendars and dates alone that the config check refuses.
 */
export const route = (input: RouteInput): RouteDecision => routeBy(LEVELS, input)

/** The same for some of the levels. */
export function routeBy(levels: readonly Level[], input: RouteInput): RouteDecision {
  const log: RoutingStep[] = []
  for (const level of levels) {
    const { steps, found } = level(input)
    log.push(...steps)
    const decision = found === null ? null : decided(found, log, input)
    if (decision !== null) return decision
  }
  return toFallback(input, log, 'nobody else can take it')
}

/** null: there is nobody to keep it until the pool opens, so the search goes on. */
function decided(found: Found, log: readonly RoutingStep[], input: RouteInput): RouteDecision | null {
  if (found.kind === 'owner') return { ...found, log }
  const { rep, queueId, steps } = keeperOf(input, `keeps it for pool ${found.pool}`)
  const { rule, pool, until } = found
  return rep === null
    ? null
    : { kind: 'held', rep, queueId, rule, pool, until, log: [...log, ...steps], state: input.state }
}
