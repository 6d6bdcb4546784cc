import type { TouchEvidence, TouchKind, TouchOrigin } from '#domain/attribution/touch-facts.ts'
import type { ConnectionId, LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Placed, Slice, Sorts } from '#domain/order.ts'

export const TOUCH_SORTS = {
  at: { direction: 'desc', keys: ['integer', 'text', 'text'] },
} as const satisfies Sorts

export interface StoredTouch {
  /** Deterministic from its evidence, so the same interaction read twice is one touch. */
  readonly id: string
  readonly linkId: LinkId
  readonly at: Instant
  /** Only the day is known; `at` is its last moment in the org's zone. */
  readonly dayOnly: boolean
  readonly channel: string
  /** Finer than the channel: the keyword, the form, the status of a member; null: nothing finer is known. */
  readonly detail: string | null
  readonly campaign: string | null
  readonly origin: TouchOrigin
  readonly kind: TouchKind
  /** The property or object it was read from. */
  readonly source: string
  /** Everything that tells of this one interaction; at least one. */
  readonly evidence: readonly TouchEvidence[]
}

/** A row of a file, for whoever has that address now or later. */
export interface ImportedTouch {
  /** Made of the row's own content, so that the same row of another file is the same touch. */
  readonly id: string
  /** As `emailDedupeKey` gives it. */
  readonly emailKey: string
  readonly at: Instant
  readonly dayOnly: boolean
  readonly channel: string
  readonly campaign: string | null
  readonly detail: string | null
  readonly importId: string
}

export interface TouchStore {
  /** Replaces the touches of these people that come from `origin`. @returns people whose touches differ from before. */
  replace(
    connection: ConnectionId,
    origin: TouchOrigin,
    links: readonly LinkId[],
    touches: readonly StoredTouch[],
  ): Promise<ReadonlySet<LinkId>>
  /**
   * Replaces the touches of `origin` with these ids, whoever had them: a campaign member that goes from a lead to a contact takes
   * its touch along. Ids without a touch here have none from now on. @returns people whose touches differ from before.
   */
  replaceIds(
    connection: ConnectionId,
    origin: TouchOrigin,
    ids: readonly string[],
    touches: readonly StoredTouch[],
  ): Promise<ReadonlySet<LinkId>>
  /**
   * People who turned out to be one: touches, the instant they became a lead and their opportunities go to `into`, whose history
   * is due again. What `into` has already stays as it is.
   */
  merge(connection: ConnectionId, moves: readonly { readonly from: LinkId; readonly into: LinkId }[]): Promise<void>
  /** Of everybody, of every origin; newest first, or as the slice says. */
  page(connection: ConnectionId, slice: Slice<typeof TOUCH_SORTS>): Promise<readonly Placed<StoredTouch>[]>
  /** Names of campaigns that touches have, each once. */
  campaigns(connection: ConnectionId): Promise<readonly string[]>
  /** Counted up to `limit`. */
  count(connection: ConnectionId, limit: number): Promise<number>
  /** Of every origin, in order of (instant, id). */
  byLinks(connection: ConnectionId, links: readonly LinkId[]): Promise<ReadonlyMap<LinkId, readonly StoredTouch[]>>
}
