import type { SandboxClock } from '../core/types.ts'

/**
 * What differs between portals, or what nobody outside HubSpot knows for sure. Defaults are an ordinary Professional portal;
 * where the documentation is silent, the default is the answer that is harder on a client.
 */
export interface HubSpotSettings {
  readonly portalId: number
  readonly appId: number
  readonly currency: string
  readonly additionalCurrencies: readonly string[]
  /** IANA zone: daily limits reset at its midnight. */
  readonly timeZone: string
  /** Bearer tokens and who writes with them. */
  readonly accessToken: string
  /** A second token whose writes look as if a person made them in HubSpot's own pages. */
  readonly personToken: string
  /** Scopes of the access token; `all` grants everything. */
  readonly scopes: 'all' | readonly string[]
  /** Also the secret of webhook signatures. */
  readonly clientSecret: string
  /** A new contact without a stage becomes a lead (an account setting, on in portals since 2023). */
  readonly defaultLifecycleStage: string | null
  /** Deals move the stages of their people: https://knowledge.hubspot.com/records/use-lifecycle-stages */
  readonly dealsMoveLifecycle: 'on' | 'off'
  /** Deals moved to a closed stage without a close date get one. Not documented. */
  readonly closeDateOnClose: 'set' | 'leave'
  /** Search shows a write only after this long (clock time): https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm */
  readonly searchDelayMs: number
  /** Whether one bad input of a batch update with trace ids fails alone. Documented for create only. */
  readonly updateWithTraceIds: 'each' | 'all-or-nothing'
  /** "Partial upserts are not supported when using email": https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide */
  readonly upsertByEmail: 'each' | 'all-or-nothing'
  /** Calculated dates come back from writes as epoch milliseconds, from reads as ISO (seen on the wire). */
  readonly calculatedDatesInWrites: 'epoch' | 'iso'
  /** Properties a portal refuses or ignores on campaigns besides HubSpot's own. */
  readonly customCampaignProperties: 'accepted' | 'ignored' | 'refused'
  /** Calls for 10 seconds, a second of search, and a day: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
  readonly limits: RateLimits
  /** Wait before each new delivery of a refused webhook; its length bounds the attempts (HubSpot: 10 in 24 hours). */
  readonly webhookRetryMs: readonly number[]
  readonly searchResultCap: number
}

/** Limits are counted and shown in headers always; `enforced` decides whether a call over them is refused. */
export interface RateLimits {
  readonly enforced: boolean
  readonly perTenSeconds: number
  readonly searchPerSecond: number
  readonly perDay: number
}

export const defaultSettings: HubSpotSettings = {
  portalId: 148_200_317,
  appId: 2_871_143,
  currency: 'USD',
  additionalCurrencies: [],
  timeZone: 'UTC',
  accessToken: 'pat-na1-5a6d0c1e-0000-4a11-9b1e-7f0c2a9d4e10',
  personToken: 'pat-na1-5a6d0c1e-0000-4a11-9b1e-00000000c0de',
  scopes: 'all',
  clientSecret: '6b1d5f0e-1f7c-4c1e-8a70-3d0f2b9c7e44',
  defaultLifecycleStage: 'lead',
  dealsMoveLifecycle: 'on',
  closeDateOnClose: 'set',
  searchDelayMs: 0,
  updateWithTraceIds: 'each',
  upsertByEmail: 'all-or-nothing',
  calculatedDatesInWrites: 'epoch',
  customCampaignProperties: 'accepted',
  limits: { enforced: false, perTenSeconds: 190, searchPerSecond: 5, perDay: 625_000 },
  webhookRetryMs: [1_000, 2_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 14_400_000],
  searchResultCap: 10_000,
}

/** What `createHubSpotSandbox` takes: a clock and any settings that differ from the defaults. */
export type HubSpotOptions = { readonly clock: SandboxClock } & Partial<HubSpotSettings>
