import type { ChangeOrigin } from '../change-origin.ts'

/** What an administrator decided about change events, and how large the org's allocations are. */
export interface StreamingSettings {
  /** Objects selected on the Change Data Capture page of Setup. A new real org has none; here those that a sync needs. */
  readonly entities?: readonly string[]
  /** More need an add-on; https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_allocations.htm */
  readonly maxEntities?: number
  readonly retentionHours?: number
  /** How many events are kept at most: older ones are gone as if their time were over. */
  readonly retainedEvents?: number
  /** Writes of these APIs are told by gap events, without fields. */
  readonly gapsFor?: readonly ChangeOrigin['api'][]
  /** A larger event is replaced by a gap event. */
  readonly maxEventBytes?: number
  /** What goes beyond in one transaction is told by one overflow event per object. */
  readonly maxChangesPerTransaction?: number
  /** Events that may be delivered in 24 hours, over all clients: 25,000 in Enterprise Edition. */
  readonly deliveriesPerDay?: number
  /** CometD clients at a time: 1,000 in Enterprise Edition. */
  readonly concurrentClients?: number
  /** Real time that a connect waits for events. */
  readonly longPollMs?: number
  /** Real time within which a client has to connect again before its session is forgotten. */
  readonly reconnectMs?: number
  /** Whether a client has to send back the cookie of its handshake, as the documentation asks. */
  readonly cookies?: 'required' | 'ignored'
  /**
   * A subscriber that is further behind than this many events gets none until what it waits for has expired: the known
   * limitation of CometD after a mass load (https://help.salesforce.com/s/articleView?id=005321562). Null: never.
   */
  readonly backlogLimit?: number | null
}

const DEFAULTS = {
  entities: ['Account', 'Contact', 'Lead', 'Opportunity', 'Task'],
  maxEntities: 5,
  retentionHours: 72,
  retainedEvents: 50_000,
  gapsFor: [],
  maxEventBytes: 1_000_000,
  maxChangesPerTransaction: 100_000,
  deliveriesPerDay: 25_000,
  concurrentClients: 1_000,
  longPollMs: 110_000,
  reconnectMs: 40_000,
  cookies: 'required',
  backlogLimit: null,
} as const satisfies Required<StreamingSettings>

export function streamingSettings(given: StreamingSettings): Required<StreamingSettings> {
  return { ...DEFAULTS, ...given }
}
