import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

export interface StoredActivity {
  /** Salesforce id of the Task or Event. */
  readonly id: string
  readonly linkId: LinkId
  readonly kind: string
  readonly at: Instant
  readonly personId: string | null
  /** Counts as a response by a person; `why` says so or why not. */
  readonly counts: boolean
  readonly why: string
}

export interface ActivityStore {
  /** Creates or replaces by id. @returns ids of rows that are new or differ from before. */
  save(connection: ConnectionId, activities: readonly StoredActivity[]): Promise<ReadonlySet<string>>
  remove(connection: ConnectionId, ids: readonly string[]): Promise<readonly LinkId[]>
  /** Those known, by id. */
  byIds(connection: ConnectionId, ids: readonly string[]): Promise<ReadonlyMap<string, StoredActivity>>
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly StoredActivity[]>
}
