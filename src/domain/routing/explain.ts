import type { RoutingStep } from '../handoff/types.ts'
import { localMinuteOf } from '../time.ts'
import type { RouteDecision } from './decision.ts'
import type { RepDirectory } from './types.ts'

/** A decision in words: who gets it, and below it everybody who was looked at, a line each. */
export interface RouteExplanation {
  readonly headline: string
  readonly steps: readonly string[]
}

/** @param timeZone in which instants are told. */
export const explainRoute = (decision: RouteDecision, reps: RepDirectory, timeZone: string): RouteExplanation => ({
  headline: headlineOf(decision, timeZone),
  steps: decision.log.map((step) => explainStep(step, reps)),
})

function headlineOf(decision: RouteDecision, timeZone: string): string {
  switch (decision.kind) {
    case 'owner':
      return `${decision.rep.name} gets it by ${decision.rule}`
    case 'queue':
      return `the fallback queue ${decision.queueId} gets it; ${decision.rep.name} answers for it`
    case 'held':
      return (
        `held for pool ${decision.pool} by ${decision.rule}: somebody can take it from ` +
        `${localMinuteOf(decision.until, timeZone)} (${timeZone}); ${decision.rep.name} answers for it until then`
      )
    case 'nobody':
      return 'nobody can take it, not even the fallback owner'
  }
}

const VERDICTS: Readonly<Record<RoutingStep['verdict'], string>> = {
  chosen: 'chosen',
  skipped: 'skipped',
  'no-match': 'nobody',
}

/** A stored step, for people: names instead of ids where the user is known. */
export function explainStep({ rule, candidate, verdict, why }: RoutingStep, { byId }: RepDirectory): string {
  const who = candidate === null ? '' : ` ${byId.get(candidate)?.name ?? candidate}`
  return `${rule}:${who} ${VERDICTS[verdict]}, ${why}`
}
