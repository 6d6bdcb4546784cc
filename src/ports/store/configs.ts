import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** A version without what it says. */
export interface ConfigVersionHead {
  readonly version: number
  readonly author: string
  readonly comment: string
  readonly createdAt: Instant
}

export interface ConfigVersion extends ConfigVersionHead {
  /** The sync config as it was saved (JSON of the YAML document, members in their order); parsed again by the caller. */
  readonly document: unknown
}

export interface NewConfigVersion {
  readonly document: unknown
  readonly author: string
  readonly comment: string
  readonly at: Instant
}

/**
 * `same`: the newest version says this already. `overtaken`: the newest is not the one that was expected (null: there is one, and
 * none was), and nothing was saved.
 */
export type SavedConfig =
  | { readonly kind: 'saved'; readonly version: number; readonly before: number | null }
  | { readonly kind: 'same'; readonly version: number }
  | { readonly kind: 'overtaken'; readonly newest: ConfigVersionHead | null }

export interface ConfigStore {
  /** Newest version, null before the first. */
  current(connection: ConnectionId): Promise<ConfigVersion | null>
  /** Number of the newest version alone, null before the first. */
  newest(connection: ConnectionId): Promise<number | null>
  get(connection: ConnectionId, version: number): Promise<ConfigVersion | null>
  /** Versions before that number (null: all there are), newest first. */
  heads(connection: ConnectionId, before: number | null, limit: number): Promise<readonly ConfigVersionHead[]>
  /** The newest version that says the same; null: none does. */
  saying(connection: ConnectionId, document: unknown): Promise<number | null>
  /** That version and all newer ones, oldest first. */
  since(connection: ConnectionId, version: number): Promise<readonly ConfigVersion[]>
  /** Saves a new version and gives its number, or gives the current one when the document says the same. */
  push(connection: ConnectionId, input: NewConfigVersion): Promise<number>
  /** The same for somebody who looked at version `expected` (null: at none), or saves over whichever there is. */
  save(
    connection: ConnectionId,
    input: NewConfigVersion & { readonly expected: number | null | 'any' },
  ): Promise<SavedConfig>
}
