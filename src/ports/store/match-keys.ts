import type { LinkKind } from '#domain/identity/link.ts'
import type { ConnectionId, Side } from '#domain/ids.ts'

/**
 * By what records can be found again from the other side, as they were last seen: the domain of a company, its name in a form to
 * compare by. HubSpot can only be searched through an index that lags; this one knows every record that was captured.
 */
export interface MatchKeyStore {
  /** The keys of these records from now on; a record without any is forgotten. */
  replace(
    connection: ConnectionId,
    kind: LinkKind,
    side: Side,
    records: readonly { readonly recordId: string; readonly keys: readonly string[] }[],
  ): Promise<void>
  /** Ids of the records that have a key, by key; keys that nobody has are absent. */
  find(
    connection: ConnectionId,
    kind: LinkKind,
    side: Side,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>>
}
