import type { Instant } from '#domain/instant.ts'
import type { RemoteRecord } from './records.ts'

export type Cursor = Readonly<Record<string, string | number>>

export interface ChangesRequest {
  readonly object: string
  readonly cursor: Cursor | null
  /** At most this many records a page; the connector may give fewer. */
  readonly limit?: number
  /** Fields to bring along with the records, where that costs no further call. Absent: notices alone. */
  readonly fields?: readonly string[]
}

/**
 * What happened to a record. `restored`: back from the recycle bin. `converted`: a Lead that became a Contact.
 * `privacy-deleted`: a person's data must be erased everywhere, Tandem's own memory included.
 */
export const CHANGE_KINDS = ['upserted', 'deleted', 'merged', 'restored', 'converted', 'privacy-deleted'] as const
export type ChangeKind = (typeof CHANGE_KINDS)[number]

export interface ChangeNotice {
  readonly id: string
  readonly kind: ChangeKind
  readonly modifiedAt: Instant
  /** Only with `merged`: the surviving record. */
  readonly survivorId?: string
  /** The record as the page showed it, with all fields asked for; absent where the page cannot show it. */
  readonly record?: RemoteRecord
}

export interface ChangesPage {
  readonly notices: readonly ChangeNotice[]
  readonly cursor: Cursor
  readonly more: boolean
}
