import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Canonical } from '#domain/mapping/value.ts'

export interface FieldChange {
  readonly field: string
  readonly from: Canonical
  readonly to: Canonical
  /** Field map id, or the name of the rule of ours that set it ("handoff", "sla", "outcome"). */
  readonly rule: string
  /** Why this value: 'changed-one-side', 'hubspot-wins', ... */
  readonly because: string
  readonly winner: Side | 'tandem'
  /** What the other side held that did not prevail, in its own form; absent when only one side had changed. */
  readonly lost?: Canonical
}

export interface JournalRow {
  readonly at: Instant
  readonly linkId: LinkId | null
  readonly side: Side
  readonly object: string
  readonly recordId: string
  readonly action:
    | 'create'
    | 'update'
    | 'delete'
    | 'link'
    | 'associate'
    | 'disassociate'
    | 'convert'
    | 'unlink'
    | 'erase'
  readonly changes: readonly FieldChange[]
  readonly configVersion: number
  readonly cause: string
}

export interface JournalStore {
  append(connection: ConnectionId, rows: readonly JournalRow[]): Promise<void>
  count(connection: ConnectionId): Promise<number>
  /** Newest first. */
  ofLink(connection: ConnectionId, link: LinkId, limit: number): Promise<readonly JournalRow[]>
  /** Rows at or after `since`, oldest first, of each of these links; links without any are absent. */
  recentChanges(
    connection: ConnectionId,
    links: readonly LinkId[],
    since: Instant,
  ): Promise<ReadonlyMap<LinkId, readonly JournalRow[]>>
}
