import type { Base, Link, LinkKind } from '#domain/identity/link.ts'
import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'

export interface LinkStore {
  /** By HubSpot id (aliases followed). Absent when unknown. */
  byHubspotIds(connection: ConnectionId, kind: LinkKind, ids: readonly string[]): Promise<ReadonlyMap<string, Link>>
  /** By Salesforce id (aliases followed: the id of a converted lead gives the person). */
  bySalesforceIds(connection: ConnectionId, kind: LinkKind, ids: readonly string[]): Promise<ReadonlyMap<string, Link>>
  byIds(connection: ConnectionId, ids: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Link>>
  /** Links whose base has this value of a field map on either side, upper and lower case alike; for people who ask by e-mail. */
  byMappedValue(connection: ConnectionId, kind: LinkKind, map: string, value: string): Promise<readonly Link[]>
  /** Stores keys before the create call; a key that exists already keeps its row. @returns the rows as stored, by key. */
  intend(
    connection: ConnectionId,
    links: readonly Pick<Link, 'id' | 'kind' | 'key' | 'hubspotId' | 'origin' | 'adopted' | 'createdAt'>[],
  ): Promise<ReadonlyMap<string, Link>>
  /** Creates or replaces by id: ids, object, state, origin, base. A changed record id leaves the old one as an alias. */
  save(connection: ConnectionId, links: readonly Link[]): Promise<void>
  saveBase(connection: ConnectionId, bases: readonly { readonly id: LinkId; readonly base: Base }[]): Promise<void>
  /**
   * Links whose base is no longer the one given: somebody else has worked on them since it was read. In a transaction they stay
   * as they are until its end.
   */
  movedSince(
    connection: ConnectionId,
    asRead: readonly { readonly id: LinkId; readonly base: Base }[],
  ): Promise<ReadonlySet<LinkId>>
  addAliases(
    connection: ConnectionId,
    aliases: readonly {
      readonly side: Side
      readonly recordId: string
      readonly linkId: LinkId
      readonly kind: LinkKind
    }[],
  ): Promise<void>
  /** Every active link of a kind, in pages by id, for sweeps. */
  page(connection: ConnectionId, kind: LinkKind, after: LinkId | null, limit: number): Promise<readonly Link[]>
}
