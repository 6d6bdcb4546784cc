import type { ConnectionId, LinkId, Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Stream } from './inbox.ts'

/** Something that is not as it should be, or that looks so. Ids and names alone, no values. */
export interface DriftProblem extends Stream {
  readonly recordId: string
  /** Stable, lower case with dashes: `parked`, `waiting`, `not-marketing`, `differs`, `gone-in-salesforce`, … */
  readonly reason: string
  readonly detail: string
  /** `no`: nobody knew of it; it was put into the inbox where that mends it. */
  readonly explained: 'yes' | 'no'
}

export interface DriftCounts {
  /** People whom the configuration sends to sales now, those of them who are linked, and why the others are not. */
  readonly sent: number
  readonly received: number
  readonly reasons: Readonly<Record<string, number>>
  /** People with a stage of the selection who stay out by the configuration, by reason: `not-marketing`, `before-go-live`, … */
  readonly out: Readonly<Record<string, number>>
  /** Not received, and not looked at because there are too many. */
  readonly notLookedAt: number
  /** Pairs read on both sides and compared field by field. */
  readonly sample: {
    readonly compared: number
    readonly agree: number
    readonly differ: number
    readonly conflict: number
  }
  /** Records found gone, merged or converted without anybody having noticed. */
  readonly missed: number
  /** Put into the inbox, where they are mended. */
  readonly healed: number
  /** Keys that nobody knows, and ids of records that are gone. */
  readonly strayKeys: number
  /**
   * Live totals by pair against active links. HubSpot: records that name their partner. Salesforce: records that bear a key, to be
   * compared with the links that began in HubSpot; null: nothing there tells that a record is joined.
   */
  readonly totals: readonly {
    readonly pair: string
    readonly hubspot: number
    readonly salesforce: number | null
    readonly links: number
    /** Of the links, those that began in HubSpot: what they lead to in Salesforce bears their key. */
    readonly keyed: number
  }[]
}

/** What a check of both sides found. */
export interface StoredDrift {
  readonly id: string
  readonly at: Instant
  readonly tookMs: number
  readonly calls: Readonly<Record<Side, number>>
  readonly counts: DriftCounts
  /** Capped; `problemsInAll` says how many there were. */
  readonly problems: readonly DriftProblem[]
  readonly problemsInAll: number
  readonly unexplained: number
  /** The next sample begins after this link; null: at the first. */
  readonly position: LinkId | null
}

export type WaitingState =
  | { readonly kind: 'parked'; readonly code: string }
  | { readonly kind: 'waiting'; readonly error: string | null }

export interface DriftStore {
  save(connection: ConnectionId, drift: StoredDrift): Promise<void>
  newest(connection: ConnectionId): Promise<StoredDrift | null>
  /** How many links there are, by kind, account (portal or org) of the record that they began with, and state. */
  links(
    connection: ConnectionId,
  ): Promise<
    readonly { readonly kind: string; readonly account: string; readonly state: string; readonly count: number }[]
  >
  /** Of these records, those that are parked, and those that wait in the inbox; others are absent. */
  states(
    connection: ConnectionId,
    stream: Stream,
    recordIds: readonly string[],
  ): Promise<ReadonlyMap<string, WaitingState>>
}
