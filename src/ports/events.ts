import type { Instant } from '#domain/instant.ts'
import type { ChangeKind } from './connector/changes.ts'

/**
 * What a platform told by itself, in one form for both. Only a hint that a record may have changed: it may be late, doubled,
 * out of order or missing, so values are never taken from it.
 */
export interface RemoteEvent {
  /** The platform's own name (`contacts`, `Lead`); null for one that Tandem does not know. */
  readonly object: string | null
  readonly id: string
  /** `associated`: something was associated with the record, or taken away; its own stamp need not move. */
  readonly kind: ChangeKind | 'associated'
  readonly at: Instant
  /** Only with `merged`. */
  readonly survivorId?: string
  /** Names of the fields that changed, all of them; absent when the platform does not say, or not surely. */
  readonly fields?: readonly string[]
  /** Whose doing: `own` when it was Tandem's own write, as far as the platform tells. */
  readonly by: 'own' | 'others'
}

/** Events of one channel, with the place behind the last of them. */
export interface EventBatch {
  readonly channel: string
  readonly events: readonly RemoteEvent[]
  /** Where to go on after a restart. */
  readonly position: number
}

/** What becomes of a subscription; for logs. `lost`: events between the saved place and now cannot be had any more, polling finds them. */
export interface ChannelNews {
  readonly channel: string | null
  readonly state: 'listening' | 'lost' | 'overflow' | 'refused' | 'interrupted'
  readonly detail: string
}

/** Change events that a platform pushes over a connection held open. Never the only source of changes. */
export interface EventSource {
  /**
   * Listens until `signal` says stop; renews its session and its subscriptions by itself, waiting longer after each failure.
   * Never rejects: what goes wrong is told to `onNews`.
   *
   * @param positions by channel, as `EventBatch.position` gave them; a channel without one starts with new events.
   * @param take gets batches one after the other per channel; a batch that it refuses is not sent again.
   */
  listen(request: {
    readonly objects: readonly string[]
    readonly positions: ReadonlyMap<string, number>
    readonly take: (batch: EventBatch) => Promise<void>
    readonly onNews: (news: ChannelNews) => void
    readonly signal: AbortSignal
  }): Promise<void>
  /** Channel of an object's events, e.g. `/data/LeadChangeEvent`. */
  channelOf(object: string): string
}
