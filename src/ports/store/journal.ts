import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Order, Placed, Position, Slice, Sorts } from '#domain/order.ts'
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

/** A row with its number: later rows have higher ones. */
export interface JournalEntry extends JournalRow {
  readonly seq: number
}

/** Absent: whatever it is. */
export interface JournalFilter {
  readonly side?: Side | undefined
  readonly object?: string | undefined
  readonly action?: JournalRow['action'] | undefined
  /** A field that was changed, by its name on that side. */
  readonly field?: string | undefined
  /** The rule by which a field was changed. */
  readonly rule?: string | undefined
  readonly configVersion?: number | undefined
  /** From this instant on. */
  readonly from?: Instant | undefined
  /** Before this instant. */
  readonly until?: Instant | undefined
}

/** By instant, then by number. */
export const JOURNAL_SORTS = { at: { direction: 'desc', keys: ['integer', 'integer'] } } as const satisfies Sorts

/** Fields by their names on each side. */
export type JournalFields = readonly { readonly side: Side; readonly field: string }[]

export interface JournalPage {
  readonly entries: readonly JournalEntry[]
  /** Where the next look goes on, an instant and a number; null: nothing is left there. */
  readonly next: Position | null
}

export interface JournalStore {
  append(connection: ConnectionId, rows: readonly JournalRow[]): Promise<void>
  /** Of all rows since the beginning, by a kept count: only those since it was asked last are counted. */
  count(connection: ConnectionId): Promise<number>
  /** Newest first. */
  ofLink(connection: ConnectionId, link: LinkId, limit: number): Promise<readonly JournalRow[]>
  /**
   * Of one link, newest first or as the slice says.
   * @param fields rows that changed one of these alone; null: all.
   */
  pageOfLink(
    connection: ConnectionId,
    link: LinkId,
    fields: JournalFields | null,
    slice: Slice<typeof JOURNAL_SORTS>,
  ): Promise<readonly Placed<JournalEntry>[]>
  countOfLink(connection: ConnectionId, link: LinkId, fields: JournalFields | null, most: number): Promise<number>
  /** Rows that fit among those that the first look in this order goes through (absent: newest first), counted up to `most`. */
  countFitting(
    connection: ConnectionId,
    filter: JournalFilter,
    most: number,
    order?: Order<typeof JOURNAL_SORTS>,
  ): Promise<number>
  /**
   * Of the whole connection, newest first or as the slice says. Looks through `scan` rows at most, whatever the filter leaves of them, so that every look
   * ends soon: a page may be short or empty although `next` is not null.
   */
  page(
    connection: ConnectionId,
    filter: JournalFilter,
    slice: Slice<typeof JOURNAL_SORTS> & { readonly scan?: number },
  ): Promise<JournalPage>
  /** Rows at or after `since`, oldest first, of each of these links; links without any are absent. */
  recentChanges(
    connection: ConnectionId,
    links: readonly LinkId[],
    since: Instant,
  ): Promise<ReadonlyMap<LinkId, readonly JournalRow[]>>
}
