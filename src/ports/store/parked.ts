import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'
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

/** `parked`: when it was parked last. `since`: when first. */
export const PARKED_SORTS = {
  parked: { direction: 'desc', keys: ['integer', 'bigint'] },
  since: { direction: 'desc', keys: ['integer', 'bigint'] },
} as const satisfies Sorts

/** By when it was asked for. */
export const RETRY_SORTS = { at: { direction: 'desc', keys: ['integer', 'text'] } } as const satisfies Sorts

/** A parked record as it is listed. */
export interface ParkedRow extends ParkedItem {
  /** Of this problem, unique in the deployment. */
  readonly id: string
  /** When it was parked first; `at` is when it was so last. */
  readonly firstAt: Instant
  /** When it was last tried again by a person; null: never. */
  readonly retriedAt: Instant | null
  /** It waits in the inbox to be tried again. */
  readonly isWaiting: boolean
}

/** What is looked for. All that is given must fit. */
export interface ParkedQuery {
  readonly code?: string
  readonly side?: Side
  readonly object?: string
  readonly recordId?: string
  /** Part of the platform's words, or a whole record id. */
  readonly text?: string
  readonly ids?: readonly string[]
}

export interface ParkedClass {
  readonly code: string
  readonly count: number
  /** The one that has been parked for the longest time. */
  readonly since: Instant
  readonly newestAt: Instant
  /** Of the newest one. */
  readonly message: string
  readonly remedy: string
  readonly objects: readonly (Stream & { readonly count: number })[]
}

/** A retry that somebody asked for. */
export interface ParkedRetry {
  readonly id: string
  readonly at: Instant
  readonly by: string
  readonly what: ParkedQuery
  readonly records: number
}

/** What became of the records of a retry. */
export interface RetryProgress {
  /** Went through. */
  readonly through: number
  /** Failed again. */
  readonly again: number
  readonly waiting: number
}

export interface ParkedStore {
  /** One open item per (stream, record, code): a second park renews it. @param configVersion by which they were worked on. */
  park(connection: ConnectionId, items: readonly ParkedItem[], configVersion?: number): Promise<void>
  /** Up to `limit` that were parked by an older version of the config, or an unknown one; each is given once, until it is parked so again. */
  takeOlder(connection: ConnectionId, configVersion: number, limit: number): Promise<readonly ParkedItem[]>
  /** Closes the open items of these records. */
  resolve(connection: ConnectionId, stream: Stream, recordIds: readonly string[], at: Instant): Promise<void>
  open(connection: ConnectionId, limit: number): Promise<readonly ParkedItem[]>
  counts(connection: ConnectionId): Promise<Readonly<Record<string, number>>>
  /** By code, most records first. */
  classes(connection: ConnectionId): Promise<readonly ParkedClass[]>
  /** Parked last first, or as the slice says. */
  page(
    connection: ConnectionId,
    query: ParkedQuery,
    slice: Slice<typeof PARKED_SORTS>,
  ): Promise<readonly Placed<ParkedRow>[]>
  /** How many fit, counted up to `upTo`. */
  count(connection: ConnectionId, query: ParkedQuery, upTo: number): Promise<number>
  /** Notes a retry and marks up to `limit` records, longest parked first. @returns those. */
  retry(connection: ConnectionId, retry: Omit<ParkedRetry, 'records'>, limit: number): Promise<readonly ParkedItem[]>
  /** Newest first, or as the slice says. */
  retries(
    connection: ConnectionId,
    slice: Slice<typeof RETRY_SORTS>,
  ): Promise<readonly Placed<ParkedRetry & RetryProgress>[]>
  /** How many there are, counted up to `upTo`. */
  countRetries(connection: ConnectionId, upTo: number): Promise<number>
  retryById(connection: ConnectionId, id: string): Promise<(ParkedRetry & RetryProgress) | null>
  /** Records of a retry that did not go through: parked last first, or as the slice says. */
  ofRetry(
    connection: ConnectionId,
    id: string,
    slice: Slice<typeof PARKED_SORTS>,
  ): Promise<readonly Placed<ParkedRow>[]>
}
