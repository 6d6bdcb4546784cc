import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'

/** Members of HubSpot lists, as they were when each list was last read. */
export interface ListMemberStore {
  /** How each list was when it was read, by list id; lists that were never read are absent. */
  marks(
    connection: ConnectionId,
    listIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly mark: string; readonly readAt: Instant }>>
  /** Replaces the members of one list and its mark, in one transaction. @returns record ids that are new in it, and those no more in it. */
  replace(
    connection: ConnectionId,
    listId: string,
    recordIds: readonly string[],
    read: { readonly mark: string; readonly at: Instant },
  ): Promise<{ readonly joined: readonly string[]; readonly left: readonly string[] }>
  /** Of these records, the lists each is a member of; records in none are absent. */
  ofRecords(connection: ConnectionId, recordIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>
  /** Members of a list by record id, in pages. */
  page(connection: ConnectionId, listId: string, after: string, limit: number): Promise<readonly string[]>
}
