import type { RemoteRecord } from './records.ts'

export interface ListingRequest {
  readonly object: string
  /** Absent from the records where the object does not have them, as with `read`. */
  readonly fields: readonly string[]
  /** `next` of the page before; null: from the beginning. */
  readonly after: string | null
}

export interface ListedPage {
  readonly records: readonly RemoteRecord[]
  /** Null: that was the last page. */
  readonly next: string | null
}

/** Everything there is of an object, for first loads: living records with their values as they are now, in an order that stays. */
export interface RecordListing {
  list(request: ListingRequest): Promise<ListedPage>
  /** How many living records there are, about: what was made a moment ago may be missing. One call. */
  total(object: string): Promise<number>
}
