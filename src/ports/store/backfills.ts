import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'
import type { BackfillChoices, BackfillCounts, Stretch } from '#domain/plan/backfill.ts'

export const BACKFILL_STATES = ['running', 'stopped', 'done', 'cancelled'] as const
export type BackfillState = (typeof BACKFILL_STATES)[number]

/** A first load: where it is, so that it goes on there. */
export interface StoredBackfill {
  readonly id: string
  readonly choices: BackfillChoices
  /** `running`: some process works on it, or will. `stopped`: a person stopped it and may go on with it. */
  readonly state: BackfillState
  /** Where the next page begins; null: at the beginning. */
  readonly cursor: string | null
  readonly counts: BackfillCounts
  /** About how many records there were at the start; null: not known. */
  readonly total: number | null
  readonly startedAt: Instant
  /** Time that was spent on it, pauses left out. */
  readonly workedMs: number
  readonly finishedAt: Instant | null
  /** Who works on it, until when; null: nobody. */
  readonly worker: string | null
  readonly leaseUntil: Instant | null
}

/** By when it was begun. */
export const BACKFILL_SORTS = { begun: { direction: 'desc', keys: ['integer', 'text'] } } as const satisfies Sorts

export interface BackfillStore {
  /** Only one of a connection may be unfinished. @returns false when there is one already; nothing is stored then. */
  begin(connection: ConnectionId, backfill: StoredBackfill): Promise<boolean>
  /** The newest one; null before the first. */
  newest(connection: ConnectionId): Promise<StoredBackfill | null>
  /** Newest first, or as the slice says. */
  list(connection: ConnectionId, slice: Slice<typeof BACKFILL_SORTS>): Promise<readonly Placed<StoredBackfill>[]>
  /** How many there are, counted up to `upTo`. */
  count(connection: ConnectionId, upTo: number): Promise<number>
  /** Takes a `running` one for a while, at its cursor; stretches ahead of it are done anew. @returns null when another worker has it, or when it is no longer running. */
  lease(
    connection: ConnectionId,
    id: string,
    by: { readonly worker: string; readonly now: Instant; readonly until: Instant },
  ): Promise<StoredBackfill | null>
  /**
   * Saves what was done, in the transaction that remembers it; `done` once nothing is left. Stretches may end in any order.
   * @returns it as it is now: others may have stopped it meanwhile. Null when there is none of this id.
   */
  advance(
    connection: ConnectionId,
    id: string,
    by: { readonly done: Stretch; readonly workedMs: number; readonly at: Instant; readonly leaseUntil: Instant },
  ): Promise<StoredBackfill | null>
  /** Gives a lease back, so that others need not wait until it ends. */
  free(connection: ConnectionId, id: string, worker: string): Promise<void>
  /**
   * Has the database look how its tables have grown. A first load fills them from nothing, and by what is known of empty tables
   * each look-up walks a whole one. Changes nothing but the time that statements take.
   */
  takeStock(): Promise<void>
  /** Sets the state of an unfinished one and frees it. A finished one stays as it is. */
  turn(connection: ConnectionId, id: string, state: BackfillState, at: Instant): Promise<void>
}
