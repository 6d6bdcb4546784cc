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

/** Where touches come from besides what a contact shows at a look. */
export interface TouchSourceStore {
  /** @returns ids of rows that are new or differ. */
  saveImported(connection: ConnectionId, rows: readonly ImportedTouch[]): Promise<ReadonlySet<string>>
  importedBy(
    connection: ConnectionId,
    emailKeys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly ImportedTouch[]>>
  /** Of which version of the contact the history was read last. */
  readings(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, string>>
  saveReadings(
    connection: ConnectionId,
    readings: readonly { readonly linkId: LinkId; readonly print: string }[],
    at: Instant,
  ): Promise<void>
}
