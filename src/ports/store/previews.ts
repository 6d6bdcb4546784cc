import type { FieldPairId } from '#domain/config.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export const PREVIEW_STATES = ['running', 'done', 'failed', 'cancelled'] as const
export type PreviewState = (typeof PREVIEW_STATES)[number]

/** How many of each object, the newest changed first; or all there are; or one record. */
export type PreviewLook =
  | { readonly newest: number }
  | 'all'
  | { readonly side: Side; readonly object: string; readonly recordId: string }

/** A draft of a sync config that is rehearsed, as far as people look at it. */
export interface StoredPreview {
  readonly id: string
  readonly state: PreviewState
  readonly startedAt: Instant
  readonly startedBy: string
  readonly look: PreviewLook
  /** Only this pair; null: all that the draft syncs. */
  readonly pair: FieldPairId | null
  /** Records looked at so far. */
  readonly looked: number
  /** Records to look at, as far as is known. */
  readonly of: number
  /** Why it failed; null: it did not. */
  readonly error: string | null
  /** What it found, as the use case wrote it down; null: nothing yet. */
  readonly result: unknown
  readonly finishedAt: Instant | null
}

/** One for each connection: the last. */
export interface PreviewStore {
  /** Takes the place of the one before. @param document the draft. @returns false: one runs; nothing is stored then. */
  begin(connection: ConnectionId, preview: StoredPreview, document: unknown): Promise<boolean>
  of(connection: ConnectionId): Promise<StoredPreview | null>
  /** The draft of one that runs; null: it does not. It is not kept beyond that. */
  draft(connection: ConnectionId, id: string): Promise<unknown>
  /** @returns false when it does not run any more: nothing is saved then. */
  save(connection: ConnectionId, preview: StoredPreview): Promise<boolean>
  /** Deletes one that does not run. */
  forget(connection: ConnectionId, id: string): Promise<void>
}
