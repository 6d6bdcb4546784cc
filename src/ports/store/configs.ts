import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface ConfigVersion {
  readonly version: number
  /** The sync config as it was saved (JSON of the YAML document); parsed again by the caller. */
  readonly document: unknown
  readonly author: string
  readonly comment: string
  readonly createdAt: Instant
}

export interface ConfigStore {
  /** Newest version, null before the first. */
  current(connection: ConnectionId): Promise<ConfigVersion | null>
  /** That version and all newer ones, oldest first. */
  since(connection: ConnectionId, version: number): Promise<readonly ConfigVersion[]>
  /** Saves a new version and gives its number, or gives the current one when the document is the same. */
  push(
    connection: ConnectionId,
    input: { document: unknown; author: string; comment: string; at: Instant },
  ): Promise<number>
}
