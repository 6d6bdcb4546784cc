import type { RoutingStep } from '../handoff/types.ts'
import type { Instant } from '../instant.ts'
import type { Rep, RoutingState } from './types.ts'

interface Decided {
  /** The rule that decided, e.g. `existing-owner`, `territory:emea > pool:emea`, `pool:sales`, `fallback`. */
  readonly rule: string
  /** Every candidate looked at, in order. */
  readonly log: readonly RoutingStep[]
  /** The pools after this decision. */
  readonly state: RoutingState
}

/** Who gets a lead. `rep` is who answers for it from now on. */
export type RouteDecision =
  | (Decided & { readonly kind: 'owner'; readonly rep: Rep })
  /** A Salesforce queue owns the Lead; `rep` is the fallback owner. */
  | (Decided & { readonly kind: 'queue'; readonly rep: Rep; readonly queueId: string })
  /** Nobody of `pool` can take it now, somebody can at `until`. Meanwhile the queue (null: `rep` himself) owns the record. */
  | (Decided & {
      readonly kind: 'held'
      readonly rep: Rep
      readonly queueId: string | null
      readonly pool: string
      readonly until: Instant
    })
  /** Not even the fallback owner can take it: the connection's configuration has to be mended. */
  | (Decided & { readonly kind: 'nobody' })

/** What one level of routing says. `found` null: the next level is asked. */
export interface LevelAnswer {
  readonly steps: readonly RoutingStep[]
  readonly found: Found | null
}

export type Found =
  | { readonly kind: 'owner'; readonly rule: string; readonly rep: Rep; readonly state: RoutingState }
  | { readonly kind: 'hold'; readonly rule: string; readonly pool: string; readonly until: Instant }

export const NOTHING: LevelAnswer = { steps: [], found: null }

/** The pool whose turn a rule stands for; null: it was no pool. */
export const poolOfRule = (rule: string): string | null => /(?:^| > )pool:(.+)$/.exec(rule)?.[1] ?? null
