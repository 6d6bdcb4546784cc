import type { Link, LinkKind, LinkState } from '#domain/identity/link.ts'
import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'
import type { InboxRow, Stream } from './inbox.ts'
import type { FieldChange, JournalEntry } from './journal.ts'
import type { ParkedItem } from './parked.ts'

/** A record on one side. */
export interface RecordRef extends Stream {
  readonly recordId: string
}

/** Another id that leads to a link: of a converted lead, of a record that was merged away. */
export interface LinkAlias {
  readonly kind: LinkKind
  readonly side: Side
  readonly recordId: string
}

/** `joined`: when the two records became one. `name`: what people call it, without case and accents; those without a name after Z. */
export const RECORD_SORTS = {
  joined: { direction: 'desc', keys: ['integer', 'text'] },
  name: { direction: 'asc', keys: ['text', 'text'] },
} as const satisfies Sorts

export interface BrowseFilter {
  /** Null: of every kind. */
  readonly kind: LinkKind | null
  /** Null: in every state but `intended`. */
  readonly state: LinkState | null
  /** `parked`: with an open problem alone. */
  readonly problems: 'any' | 'parked'
}

/** A waiting row of the inbox, as people are told of it. */
export interface WaitingRow extends Stream, Pick<InboxRow, 'recordId' | 'cause' | 'attempts' | 'enqueuedAt' | 'lane'> {
  readonly notBefore: Instant
  /** Null: nobody works on it now. */
  readonly leaseUntil: Instant | null
  readonly lastError: string | null
}

/** The newest change of one field of one side under one rule. */
export interface NewestChange {
  readonly entry: Omit<JournalEntry, 'changes'>
  readonly change: FieldChange
}

/** Records as people look for them. */
export interface RecordStore {
  /**
   * Links all of whose terms are found, each by the beginning of a word in one of its spellings; in no order. Where there are too many,
   * those are among the ones given whose name begins with all that was typed, and those of which the terms are whole words: what somebody
   * spells out is found however many begin so. People who were erased are never among them.
   * @param terms as `searchTerms` gives them; none: nothing is found. @param options.beginning as `titleBeginning` gives it.
   * @param options.limit so many, if there are, and no more than twice as many: they have to be looked through.
   */
  search(
    connection: ConnectionId,
    terms: readonly (readonly string[])[],
    options: { readonly kind: LinkKind | null; readonly limit: number; readonly beginning: string },
  ): Promise<readonly Link[]>
  /** Links of every kind with this record id on either side, and those to which it leads as an alias. */
  byRecordId(connection: ConnectionId, recordIds: readonly string[]): Promise<readonly Link[]>
  /** To which link the records of these lead now; absent where they are their own. */
  survivors(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Link>>
  /** Ids of opportunities without a deal in HubSpot whose name begins so, upper and lower case alike; by name. */
  opportunitiesNamed(connection: ConnectionId, beginning: string, limit: number): Promise<readonly string[]>
  /** Newest first, or as the slice says. */
  browse(
    connection: ConnectionId,
    filter: BrowseFilter,
    slice: Slice<typeof RECORD_SORTS>,
  ): Promise<readonly Placed<Link>[]>
  /** How many there are, counted up to `most`. */
  countBrowsed(connection: ConnectionId, filter: BrowseFilter, most: number): Promise<number>
  aliases(connection: ConnectionId, link: LinkId): Promise<readonly LinkAlias[]>
  /** Of these records, those that wait in the inbox. */
  waiting(connection: ConnectionId, records: readonly RecordRef[]): Promise<readonly WaitingRow[]>
  /** When Tandem last read or wrote each of these records and remembered it, by record id; absent: never. */
  lookedAt(connection: ConnectionId, records: readonly RecordRef[]): Promise<ReadonlyMap<string, Instant>>
  /** Open problems of these links, newest first. */
  problems(connection: ConnectionId, links: readonly LinkId[]): Promise<readonly ParkedItem[]>
  /** Of each field of either side that Tandem ever wrote for this link, by each rule, the newest change. */
  newestChanges(connection: ConnectionId, link: LinkId): Promise<readonly NewestChange[]>
  /** Whether the person was deleted for good at their request. */
  isErased(connection: ConnectionId, link: LinkId): Promise<boolean>
}
