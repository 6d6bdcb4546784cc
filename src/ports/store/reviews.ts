import type { Evidence } from '#domain/identity/score.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** How two records came onto the list: alike, of the same standing as others, or named by a duplicate rule. */
export const REVIEW_KINDS = ['suggestion', 'several', 'duplicate-rule'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]
export const REVIEW_STATES = ['open', 'accepted', 'rejected'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]

/** A HubSpot contact and a Salesforce record that may be one person. */
export interface FoundPair {
  readonly kind: ReviewKind
  readonly hubspotId: string
  readonly salesforceObject: string
  readonly salesforceId: string
  /** The step of the ladder, or the name of the rule. */
  readonly reason: string
  readonly points: number
  readonly evidence: readonly Evidence[]
}

export interface Review extends FoundPair {
  readonly id: string
  readonly state: ReviewState
  readonly foundAt: Instant
  readonly decidedAt: Instant | null
  readonly decidedBy: string | null
  /** When an accepted pair was joined; null: not yet. */
  readonly appliedAt: Instant | null
}

/** `points`: the most alike first. `found`: when it came onto the list. */
export const REVIEW_SORTS = {
  points: { direction: 'desc', keys: ['real', 'text'] },
  found: { direction: 'desc', keys: ['integer', 'text'] },
} as const satisfies Sorts

export interface ReviewStore {
  /** One row per pair of records: a pair that is listed already is renewed while open, and kept as it was decided. */
  add(connection: ConnectionId, found: readonly (FoundPair & { readonly id: string })[], at: Instant): Promise<void>
  /** Of one state, the most alike first. */
  list(connection: ConnectionId, state: ReviewState, limit: number): Promise<readonly Review[]>
  /** The same page by page, or as the slice says. */
  page(
    connection: ConnectionId,
    state: ReviewState,
    slice: Slice<typeof REVIEW_SORTS>,
  ): Promise<readonly Placed<Review>[]>
  counts(connection: ConnectionId): Promise<Readonly<Partial<Record<ReviewState, number>>>>
  byId(connection: ConnectionId, id: string): Promise<Review | null>
  /** All pairs of these contacts, whatever their state, by contact. */
  ofContacts(connection: ConnectionId, hubspotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Review[]>>
  /** The same in a transaction: until its end nobody else changes them. */
  hold(connection: ConnectionId, hubspotIds: readonly string[]): Promise<ReadonlyMap<string, readonly Review[]>>
  /** Sets the state of pairs that are not joined yet, and leaves the others; back to `open` forgets who decided. */
  decide(
    connection: ConnectionId,
    ids: readonly string[],
    decision: { readonly state: ReviewState; readonly by: string | null; readonly at: Instant },
  ): Promise<void>
  /** They are joined. Pairs that are not accepted (any more) stay as they are. */
  applied(connection: ConnectionId, ids: readonly string[], at: Instant): Promise<void>
}
