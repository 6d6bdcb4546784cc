import type { Actor, Reach } from '#domain/access.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

/** What somebody did, for the audit log. */
export interface AuditEntry {
  readonly at: Instant
  /** null: nobody who is known, such as a failed sign-in. */
  readonly actor: Pick<Actor, 'kind' | 'id' | 'name'> | null
  /** null: of the deployment. */
  readonly connection: ConnectionId | null
  readonly action: string
  /** What it was done to, in words: "version 5", "3 records of class DUPLICATE_RULE". */
  readonly subject: string
  /** Small values, never values of records. */
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  readonly outcome: 'done' | 'failed'
}

export interface AuditFilter {
  /** `all`, or those of these connections alone. */
  readonly reach: Reach
  readonly actorId?: string | undefined
  readonly action?: string | undefined
  readonly connection?: ConnectionId | undefined
  readonly outcome?: AuditEntry['outcome'] | undefined
  /** Inclusive. */
  readonly from?: Instant | undefined
  /** Exclusive. */
  readonly until?: Instant | undefined
}

/** By the number of the entry, which is the order in which things were done. */
export const AUDIT_SORTS = { at: { direction: 'desc', keys: ['integer'] } } as const satisfies Sorts

/** Entries are added and read, never changed. */
export interface AuditStore {
  add(entry: AuditEntry): Promise<void>
  /** Newest first, or as the slice says. */
  page(
    filter: AuditFilter,
    slice: Slice<typeof AUDIT_SORTS>,
  ): Promise<readonly Placed<AuditEntry & { readonly seq: number }>[]>
  /** How many there are, counted up to `most`. */
  count(filter: AuditFilter, most: number): Promise<number>
  /**
   * Who and what can be filtered by: the people and tokens, and the actions, that ever stood in it; of somebody who reaches some
   * connections alone, those of their latest entries.
   */
  choices(reach: Reach): Promise<{
    readonly actors: readonly { readonly id: string; readonly name: string }[]
    readonly actions: readonly string[]
  }>
}
