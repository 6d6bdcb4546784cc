import type { RoutingStep } from '../handoff/types.ts'
import { activeUser } from './availability.ts'
import type { RouteDecision } from './decision.ts'
import { repByEmail } from './directory.ts'
import { step } from './pool.ts'
import type { Rep, RouteInput } from './types.ts'

/** Who keeps what nobody else can take. `rep` null: nobody does. */
interface Keeper {
  readonly rep: Rep | null
  readonly queueId: string | null
  readonly steps: readonly RoutingStep[]
}

/**
 * The last level: the fallback queue, with the fallback owner answering for it, else the fallback owner. He is asked although he may
 * have given the lead back before: somebody has to have it.
 */
export function toFallback(input: RouteInput, before: readonly RoutingStep[], why: string): RouteDecision {
  const { rep, queueId, steps } = keeperOf(input, why)
  const decided = { rule: 'fallback', log: [...before, ...steps], state: input.state }
  if (rep === null) return { kind: 'nobody', ...decided }
  return queueId === null ? { kind: 'owner', rep, ...decided } : { kind: 'queue', rep, queueId, ...decided }
}

export function keeperOf(input: RouteInput, why: string): Keeper {
  const { fallbackOwner } = input.config
  const user = activeUser(repByEmail(input.reps, fallbackOwner))
  if (user.kind === 'unavailable') {
    const skipped = step('fallback', user.rep?.id ?? fallbackOwner, 'skipped', user.why)
    return { rep: null, queueId: null, steps: [skipped] }
  }
  const { rep } = user
  const { queueId, steps } = queueOf(input, rep, why)
  return queueId === null
    ? { rep, queueId, steps: [...steps, step('fallback', rep.id, 'chosen', why)] }
    : { rep, queueId, steps }
}

/** The queue, where the record is one that a queue can own. */
function queueOf(
  { config, queues, facts }: RouteInput,
  keeper: Rep,
  why: string,
): { readonly queueId: string | null; readonly steps: readonly RoutingStep[] } {
  const { queue } = config.fallback
  if (queue === null) return { queueId: null, steps: [] }
  const no = (reason: string) => ({ queueId: null, steps: [step('fallback', queue, 'skipped', reason)] })
  if (facts.record === 'contact') return no('a queue cannot own a Contact')
  const queueId = queues.get(queue)
  if (queueId === undefined) return no('no Salesforce queue for Leads with this name')
  return { queueId, steps: [step('fallback', queueId, 'chosen', `${why}; ${keeper.name} answers for it`)] }
}
