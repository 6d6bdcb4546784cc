import type { Instant } from '../instant.ts'

export const OUTCOME_KINDS = ['won', 'lost', 'amended', 'reopened', 'refunded'] as const
export type OutcomeKind = (typeof OUTCOME_KINDS)[number]

/** A change of what became of an opportunity; never rewritten. */
export interface OutcomeEntry {
  /** 1, 2, ... in the order in which they happened. */
  readonly entry: number
  readonly kind: OutcomeKind
  /** To which the change is dated: the close of a won or lost one, else when Tandem saw it, or the refund's own date. */
  readonly at: Instant
  readonly recordedAt: Instant
  /** What it changed, and what all entries so far add up to; minor units of the connection's currency. */
  readonly amountMinor: bigint
  readonly totalMinor: bigint
  /** Of the opportunity at that time; null: it is open. */
  readonly closedAt: Instant | null
  readonly stage: string
}
