import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Stream } from './inbox.ts'

export interface ParkedItem extends Stream {
  readonly recordId: string
  readonly linkId: LinkId | null
  readonly code: string
  /** The platform's own words. */
  readonly message: string
  readonly remedy: string
  readonly at: Instant
}

export interface ParkedStore {
  /** One open item per (stream, record, code): a second park renews it. */
  park(connection: ConnectionId, items: readonly ParkedItem[]): Promise<void>
  /** Closes the open items of these records. */
  resolve(connection: ConnectionId, stream: Stream, recordIds: readonly string[], at: Instant): Promise<void>
  open(connection: ConnectionId, limit: number): Promise<readonly ParkedItem[]>
  counts(connection: ConnectionId): Promise<Readonly<Record<string, number>>>
}
