import { activeUser } from './availability.ts'
import type { RouteDecision } from './decision.ts'
import { repByEmail } from './directory.ts'
import { step } from './pool.ts'
import type { RouteInput } from './types.ts'

/** Rule of a new Lead whose owner the assignment rules of Salesforce name. */
export const ASSIGNED = 'salesforce'

/**
 * A new Lead under `routing.by: salesforce`: no level of Tandem's is asked, and no turn of a pool is taken. The fallback owner answers
 * for it until Salesforce has assigned it, and for good where it assigns it to nobody who can work on it.
 */
export function leftToSalesforce({
  config,
  reps,
  state,
}: Pick<RouteInput, 'config' | 'reps' | 'state'>): RouteDecision {
  const user = activeUser(repByEmail(reps, config.fallbackOwner))
  const log = (verdict: 'chosen' | 'skipped', why: string) => [
    step(ASSIGNED, user.rep?.id ?? config.fallbackOwner, verdict, why),
  ]
  return user.kind === 'available'
    ? {
        kind: 'owner',
        rep: user.rep,
        rule: ASSIGNED,
        log: log('chosen', 'answers for it until Salesforce has assigned it'),
        state,
      }
    : { kind: 'nobody', rule: ASSIGNED, log: log('skipped', user.why), state }
}
