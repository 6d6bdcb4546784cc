import type { FieldPairId } from '#domain/config.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'
import type { Choice, FieldDecided } from '#domain/reconcile/decided.ts'
import type { Both } from '#domain/reconcile/field.ts'

/** `conflict`: both sides changed and the rule leaves it to people. `frozen`: it flipped back and forth. */
export const HELD_KINDS = ['conflict', 'frozen'] as const
export type HeldKind = (typeof HELD_KINDS)[number]

/** A field that waits for a person, with both values as the engine saw them last. */
export interface HeldField {
  readonly linkId: LinkId
  readonly pair: FieldPairId
  readonly map: string
  readonly kind: HeldKind
  readonly values: Both
  readonly hubspotId: string
  readonly salesforceObject: string
  readonly salesforceId: string
  /** When each record was changed last, whichever field it was. */
  readonly modifiedAt: { readonly hubspot: Instant; readonly salesforce: Instant }
}

export interface StoredConflict extends HeldField {
  readonly firstAt: Instant
  readonly seenAt: Instant
  /** The newest word of a person about this field; null: none. */
  readonly decision: StoredDecision | null
}

export const DECISION_STATES = ['open', 'applied', 'refused'] as const
export type DecisionState = (typeof DECISION_STATES)[number]

/** What somebody decided. `open`: the worker carries it out with its next look. */
export interface StoredDecision extends FieldDecided {
  readonly id: string
  /** Decisions that were taken at once share it. */
  readonly groupId: string
  readonly linkId: LinkId
  readonly pair: FieldPairId
  readonly map: string
  readonly at: Instant
  readonly state: DecisionState
  readonly finishedAt: Instant | null
  /** Why it was refused; null: it was not. */
  readonly note: string | null
}

export interface ConflictFilter {
  /** Of one of these pairs: those that are switched off are compared by nobody. */
  readonly pairs?: readonly FieldPairId[]
  readonly pair?: FieldPairId
  readonly map?: string
  readonly kind?: HeldKind
  /** Both values are these. */
  readonly values?: Both
  /** Part of either value, or a whole record id. */
  readonly text?: string
}

/** `since`: when the field was first held. `name`: of the record, as in the list of records. */
export const CONFLICT_SORTS = {
  since: { direction: 'desc', keys: ['integer', 'text', 'text'] },
  name: { direction: 'asc', keys: ['text', 'text', 'text'] },
} as const satisfies Sorts

export interface FieldConflictStore {
  /** What is held of these links now; what else was known of them has come to rest. Nothing is held of links taken apart. */
  renew(connection: ConnectionId, links: readonly LinkId[], held: readonly HeldField[], at: Instant): Promise<void>
  /** Newest first, or as the slice says. */
  page(
    connection: ConnectionId,
    filter: ConflictFilter,
    slice: Slice<typeof CONFLICT_SORTS>,
  ): Promise<readonly Placed<StoredConflict>[]>
  /** How many fit, counted up to `upTo`. */
  count(connection: ConnectionId, filter: ConflictFilter, upTo: number): Promise<number>
  byField(connection: ConnectionId, link: LinkId, map: string): Promise<StoredConflict | null>
  /** How many there are of these pairs by map and kind, most first. */
  groups(
    connection: ConnectionId,
    pairs: readonly FieldPairId[],
  ): Promise<
    readonly { readonly pair: FieldPairId; readonly map: string; readonly kind: HeldKind; readonly count: number }[]
  >
  /**
   * One that is open for the same field is replaced: the newest word counts.
   * @returns how many are remembered: nothing is decided about links that were taken apart meanwhile.
   */
  decide(
    connection: ConnectionId,
    decisions: readonly (Omit<StoredDecision, 'state' | 'finishedAt' | 'note'> & { readonly choice: Choice })[],
  ): Promise<number>
  /** Links that are taken apart: nothing is held of them any more, and what is decided and open is refused. @param why for people. */
  letGo(connection: ConnectionId, links: readonly LinkId[], why: string, at: Instant): Promise<void>
  /** Decisions about pairs that nobody compares any more: those that are open are refused. @param why for people. */
  refuse(connection: ConnectionId, pairs: readonly FieldPairId[], why: string, at: Instant): Promise<void>
  /** Decisions that wait, by link. */
  openOf(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, readonly StoredDecision[]>>
  /** When a field of these links was last decided on since then: what flipped before no longer counts. */
  decidedSince(
    connection: ConnectionId,
    links: readonly LinkId[],
    since: Instant,
  ): Promise<ReadonlyMap<LinkId, ReadonlyMap<string, Instant>>>
  finish(
    connection: ConnectionId,
    ended: readonly { readonly id: string; readonly state: 'applied' | 'refused'; readonly note: string | null }[],
    at: Instant,
  ): Promise<void>
  /** What became of decisions that were taken at once. */
  progress(connection: ConnectionId, groupId: string): Promise<Readonly<Record<DecisionState, number>>>
}
