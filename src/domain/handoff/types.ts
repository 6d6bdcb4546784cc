import type { LinkId } from '../ids.ts'
import type { Instant } from '../instant.ts'

/** One candidate looked at while routing, in order; `skipped` says why he was not taken. */
export interface RoutingStep {
  readonly rule: string
  readonly candidate: string | null
  readonly verdict: 'chosen' | 'skipped' | 'no-match'
  readonly why: string
}

/** What an administrator may leave out when people are handed over by a backfill. */
export const LEFT_OUT = ['task', 'alerts'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

/** A lead given to sales once. One per person and cycle. */
export interface Handoff {
  readonly id: string
  readonly linkId: LinkId
  /** 1 for the first handover; a re-entry after recycling is 2. */
  readonly cycle: number
  readonly contract: string
  readonly configVersion: number
  /** Why it qualified, in words a person reads. */
  readonly reason: string
  readonly urgency: string
  readonly ownerId: string
  readonly ownerName: string
  readonly ownerEmail: string | null
  readonly ownerRule: string
  readonly routing: readonly RoutingStep[]
  readonly qualifiedAt: Instant
  readonly handedOverAt: Instant
  readonly campaign: string | null
  /** The person was already in Salesforce and was linked, not created. */
  readonly linkedExisting: boolean
  readonly taskId: string | null
  /** What is not made for this one, now or later; absent: nothing. */
  readonly leftOut?: readonly LeftOut[]
}
