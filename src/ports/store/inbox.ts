import type { ConnectionId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Lane } from '#domain/lane.ts'
import type { ChangeKind, ChangeNotice, Cursor } from '../connector/changes.ts'
import type { RemoteRecord } from '../connector/records.ts'

/** One stream of changes: an object on one side. */
export interface Stream {
  readonly side: Side
  readonly object: string
}

export interface InboxRow extends Stream {
  readonly recordId: string
  /** Bumped by every notice that arrives while the row waits or is worked on; 0: the row never was in the inbox (a backfill). */
  readonly revision: number
  readonly kind: ChangeKind
  readonly survivorId: string | null
  /** Why it is here: 'changed', or a cause of our own such as 'write-back'. */
  readonly cause: string
  readonly attempts: number
  readonly enqueuedAt: Instant
  readonly lane: Lane
  /**
   * The record as the page that brought the notice showed it, all fields of its pair; null when no page did, or when something
   * may have happened since. Stands in for a read; a mapped field is never written to this side on its word alone.
   */
  readonly snapshot: RemoteRecord | null
  /** Whose lease it is; only its holder settles a row. Absent: never leased (a backfill). */
  readonly leasedBy?: string
}

/** A notice on its way into the inbox. */
export interface CapturedNotice extends ChangeNotice {
  /** `printOf` the record's raw values; absent when the notice came without a record. */
  readonly print?: string
  /** Absent: the lane of the page, `live` for hints. */
  readonly lane?: Lane
}

/** What became of the notices of a page: `added` to the inbox, `repeated` seen before, `echoes` what Tandem wrote itself or changes of fields that nobody mapped. */
export interface CaptureCounts {
  readonly added: number
  readonly repeated: number
  readonly echoes: number
}

/** A record as Tandem knows it after its own write. */
export interface KnownVersion extends Stream {
  readonly recordId: string
  readonly print: string
  /** Null where the platform does not tell it with the write (Salesforce). */
  readonly modifiedAt: Instant | null
}

export interface InboxStore {
  cursor(connection: ConnectionId, stream: Stream): Promise<Cursor | null>
  /** When the one of these streams that was captured longest ago was, by our clock; null: one never was. */
  capturedAt(connection: ConnectionId, streams: readonly Stream[]): Promise<Instant | null>
  /**
   * By our clock: everything that had changed in these streams by then was captured, and none of it waits to be worked on. Rows that
   * failed by themselves are not waited for. null: one of them never was read to its end.
   */
  heardAt(connection: ConnectionId, streams: readonly Stream[]): Promise<Instant | null>
  /**
   * In one transaction: news goes to the inbox (a waiting row gets a higher revision), then the cursor is saved.
   * A notice is repeated when it is not newer than the version known of that record, unless it is of the same instant and its
   * print differs; it is an echo when it is newer but its print is the one known, and when it shows for the first time what Tandem left behind. Without a print every newer notice is news.
   */
  capture(
    connection: ConnectionId,
    stream: Stream,
    page: {
      readonly notices: readonly CapturedNotice[]
      readonly cursor: Cursor
      readonly at: Instant
      /** When the page was asked for, by our clock: what Tandem wrote since may be missing in it. */
      readonly askedAt?: Instant
      /** `last`: nothing more was to be had when it was asked for. Absent: not known. */
      readonly place?: 'last' | 'more-follows'
      readonly lane?: Lane
    },
  ): Promise<CaptureCounts>
  /**
   * News that came by itself (webhook, change event): no cursor moves. A hint without a record is news unless it is not newer
   * than the version known; a waiting row loses its snapshot, because something happened since.
   */
  hint(
    connection: ConnectionId,
    stream: Stream,
    notices: readonly CapturedNotice[],
    options: { readonly at: Instant; readonly cause: string },
  ): Promise<CaptureCounts>
  /**
   * Tells the inbox what our own writes and reads left behind, in the transaction that remembers them and after the rows they
   * came from are settled: their echoes are no news, and rows that still wait for these records lose their snapshots. A record of
   * which a newer version was captured meanwhile goes into the inbox again: whoever worked on that one knew less than now.
   * @param at our clock; pages that were asked for before then do not speak of these records.
   */
  knows(connection: ConnectionId, versions: readonly KnownVersion[], at?: Instant): Promise<void>
  /** Puts records in by our own wish (write-back, a moved link), whatever was captured before. */
  add(
    connection: ConnectionId,
    stream: Stream,
    recordIds: readonly string[],
    cause: string,
    at: Instant,
    lane?: Lane,
  ): Promise<void>
  /**
   * Takes up to `limit` due rows of these streams, by lane, then oldest first, for `leaseMs`; rows leased by others are left alone
   * (SKIP LOCKED on PostgreSQL).
   * @param options.worker another one for every batch: a row that was leased again is told apart by it, also from the same process.
   */
  lease(
    connection: ConnectionId,
    streams: readonly Stream[],
    options: { readonly limit: number; readonly leaseMs: number; readonly worker: string; readonly now: Instant },
  ): Promise<readonly InboxRow[]>
  /**
   * The lease of rows that are still held goes on until then.
   * @returns how many those are; the others were settled, or taken by somebody else after their lease ran out.
   */
  renew(connection: ConnectionId, rows: readonly InboxRow[], until: Instant): Promise<number>
  /** Deletes rows whose revision has not moved; others lose only their lease and stay. Rows that others hold by now are left alone. */
  done(connection: ConnectionId, rows: readonly InboxRow[]): Promise<void>
  /** Gives rows back because nothing was tried on them (an outage, a rate limit): no attempt is counted. Only rows that are still held. */
  giveBack(connection: ConnectionId, rows: readonly InboxRow[], notBefore: Instant, reason: string): Promise<void>
  /**
   * Gives rows that are still held back for a later try: attempts + 1, not before `notBefore`. A new notice brings the instant
   * forward, also one that came meanwhile.
   */
  retry(connection: ConnectionId, rows: readonly InboxRow[], notBefore: Instant, error: string): Promise<void>
  /**
   * Rows waiting (leased ones included), those that may run at `now` (default: the system's time), and the earliest instant
   * at which one may run.
   */
  depth(
    connection: ConnectionId,
    now?: Instant,
  ): Promise<{ readonly total: number; readonly dueNow: number; readonly oldestAt: Instant | null }>
}
