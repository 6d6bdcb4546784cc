import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface StoredTouch {
  /** Deterministic from its evidence, so the same interaction read twice is one touch. */
  readonly id: string
  readonly linkId: LinkId
  readonly at: Instant
  readonly channel: string
  readonly campaign: string | null
  /** The property or object it was read from. */
  readonly source: string
}

export interface TouchStore {
  /** Replaces the touches of these people. @returns people whose touches differ from before. */
  replace(
    connection: ConnectionId,
    links: readonly LinkId[],
    touches: readonly StoredTouch[],
  ): Promise<ReadonlySet<LinkId>>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, readonly StoredTouch[]>>
}
