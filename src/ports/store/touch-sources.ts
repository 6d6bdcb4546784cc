import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { ImportedTouch } from './touches.ts'

/** A row of a file that was not taken, and what to do about it. */
export interface RejectedRow {
  /** Line of the file, 1 = the header. */
  readonly line: number
  readonly reason: string
  readonly remedy: string
}

/** A file that was read. */
export interface ImportBatch {
  readonly id: string
  readonly kind: 'touches' | 'costs'
  readonly fileName: string
  /** SHA-256 of its bytes, hex. */
  readonly checksum: string
  readonly importedAt: Instant
  readonly rows: number
  readonly accepted: number
  /** Rows that were there already, from this or another file. */
  readonly unchanged: number
  readonly rejected: readonly RejectedRow[]
}

export interface ImportStore {
  add(connection: ConnectionId, batch: ImportBatch): Promise<void>
  /** Newest first. */
  list(connection: ConnectionId, limit: number): Promise<readonly ImportBatch[]>
}

/** What is known of a person besides touches, when models ask for it. */
export interface TouchPerson {
  readonly linkId: LinkId
  /** Creation of the first record known of the person, in either CRM; null: none is known. */
  readonly leadSince: Instant | null
  /** Of what the contact says of its sources now. */
  readonly print: string
}

/** Where touches come from besides what a contact shows at a look. */
export interface TouchSourceStore {
  /** @returns ids of rows that are new or differ. */
  saveImported(connection: ConnectionId, rows: readonly ImportedTouch[]): Promise<ReadonlySet<string>>
  importedBy(
    connection: ConnectionId,
    emailKeys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly ImportedTouch[]>>
  /** Keeps the earliest `leadSince` ever given; where that moves, the person's opportunities are credited again. */
  savePeople(connection: ConnectionId, people: readonly TouchPerson[]): Promise<void>
  /** When they became leads; people of whom nothing is known are absent. */
  leadSince(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, Instant>>
  /**
   * Active people on opportunities whose history was never read, or of another version of the contact, by link id.
   * `print` is null where the contact was not looked at since Tandem keeps it.
   */
  dueReadings(
    connection: ConnectionId,
    after: LinkId | null,
    limit: number,
  ): Promise<readonly { readonly linkId: LinkId; readonly hubspotId: string; readonly print: string | null }[]>
  /** Of which version of the contact the history was read last. */
  readings(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, string>>
  saveReadings(
    connection: ConnectionId,
    readings: readonly { readonly linkId: LinkId; readonly print: string }[],
    at: Instant,
  ): Promise<void>
}
