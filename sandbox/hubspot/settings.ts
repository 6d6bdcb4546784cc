import type { SandboxClock } from '../core/types.ts'
import type { RateLimits } from './rate-limits.ts'
import type { PropertyRule } from './state.ts'

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
  /** Calls as a private app does and has no webhooks: https://developers.hubspot.com/changelog/service-keys */
  readonly serviceKey: string
  /** Names the key in property history. */
  readonly serviceKeyId: number
  /** Whether a service key gets the daily usage of private apps. Nobody says. */
  readonly serviceKeyReadsUsage: 'no' | 'yes'
  /** Scopes of the access token and the service key; `all` grants everything. */
  readonly scopes: 'all' | readonly string[]
  /** The app that is there from the start, the one the access token belongs to. */
  readonly clientId: string
  /** Also the secret of webhook signatures. */
  readonly clientSecret: string
  /** `hapikey` of the developer account: webhook settings and subscriptions of apps take it and no bearer. */
  readonly developerKey: string
  /** 1800 since 2021; "read expires_in": https://developers.hubspot.com/changelog/upcoming-expiration-of-oauth-access-tokens-is-changing */
  readonly accessTokenSeconds: number
  /** "A short window": https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens */
  readonly authorizationCodeMs: number
  /** Scopes that this account's subscription lacks: an app that requires one cannot be installed, an optional one is left out. */
  readonly unavailableScopes: readonly string[]
  /** "Access tokens generated with the refresh token will not be affected": https://developers.hubspot.com/docs-beta/oauth/tokens */
  readonly deletedRefreshToken: 'keeps-access-tokens' | 'ends-access-tokens'
  /** What introspection says of a token it does not know. Not documented; the specification declares no answer without the token's fields. */
  readonly unknownTokenIntrospection: 'refused' | 'inactive'
  /** A new contact without a stage becomes a lead (an account setting, on in portals since 2023). */
  readonly defaultLifecycleStage: string | null
  /** Deals move the stages of their people: https://knowledge.hubspot.com/records/use-lifecycle-stages */
  readonly dealsMoveLifecycle: 'on' | 'off'
  /** A company's stage is pushed to its contacts: https://knowledge.hubspot.com/crm-setup/manage-how-lifecycle-stages-sync-between-objects */
  readonly companiesMoveLifecycle: 'on' | 'off'
  /** What administrators require of creates and updates on a portal's first day; `/__sandbox/property-rules` changes it. */
  readonly propertyRules: readonly PropertyRule[]
  /** Whether `hs_lifecyclestage_<stage>_date` is there beside `hs_v2_date_entered_<stage>`: a newer portal is said to lack it. */
  readonly olderStageDates: 'absent' | 'present'
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
  /** Whether asking not to validate references still deletes a stage in use on 2026-09: documented so, seen otherwise. */
  readonly pipelineDeleteBypass: 'ignored' | 'honoured'
  /** How long a list with filters is processed before its members show (clock time); not documented. */
  readonly listProcessingMs: number
  /** Properties a portal refuses or ignores on campaigns besides HubSpot's own. */
  readonly customCampaignProperties: 'accepted' | 'ignored' | 'refused'
  /** Calls for 10 seconds, a second of search, and a day: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines */
  readonly limits: Partial<RateLimits>
  /** How the 429 of search looks: newer with `errorType`, with or without a policy; in 2022 with a category. Only the message is sure. */
  readonly searchLimitBody: 'error-type' | 'policy-name' | 'category'
  /** Longer addresses get 414. Lists of properties up to 15,000 characters are known to work. */
  readonly maxUriLength: number
  /** Wait (clock time) before each new delivery of a refused webhook; its length bounds the attempts (HubSpot: 10 in 24 hours). */
  readonly webhookRetryMs: readonly number[]
  /** Every wait is lengthened by up to this share, HubSpot's waits vary. */
  readonly webhookRetryJitter: number
  /** A receiver that has not answered by then is asked again: https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide */
  readonly webhookTimeoutMs: number
  /** "eventId is not guaranteed to be unique": `repeating` shows it after a hundred events. */
  readonly webhookEventIds: 'repeating' | 'unique'
  readonly searchResultCap: number
  /** The id of a merged record: a beta of some accounts keeps the primary's. https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies */
  readonly mergedRecordId: 'new' | 'primary'
  /** Merges that may have gone into one record: https://knowledge.hubspot.com/records/merge-records */
  readonly maxMerges: number
}

export const defaultSettings: HubSpotSettings = {
  portalId: 148_200_317,
  appId: 2_871_143,
  currency: 'USD',
  additionalCurrencies: [],
  timeZone: 'UTC',
  accessToken: 'pat-na1-5a6d0c1e-0000-4a11-9b1e-7f0c2a9d4e10',
  personToken: 'pat-na1-5a6d0c1e-0000-4a11-9b1e-00000000c0de',
  serviceKey: 'pat-na1-5a6d0c1e-0000-4a11-9b1e-5e7a1ce0ce70',
  serviceKeyId: 3_118_902,
  serviceKeyReadsUsage: 'no',
  scopes: 'all',
  clientId: '2f8c41d7-93ab-4e6f-b1d0-64c7a5e80b19',
  clientSecret: '6b1d5f0e-1f7c-4c1e-8a70-3d0f2b9c7e44',
  developerKey: 'b7a90c55-6e1d-4d4e-8f27-0e5d3c9a2f61',
  accessTokenSeconds: 1_800,
  authorizationCodeMs: 300_000,
  unavailableScopes: [],
  deletedRefreshToken: 'keeps-access-tokens',
  unknownTokenIntrospection: 'refused',
  defaultLifecycleStage: 'lead',
  dealsMoveLifecycle: 'on',
  companiesMoveLifecycle: 'on',
  olderStageDates: 'absent',
  propertyRules: [],
  closeDateOnClose: 'set',
  searchDelayMs: 0,
  updateWithTraceIds: 'each',
  upsertByEmail: 'all-or-nothing',
  calculatedDatesInWrites: 'epoch',
  pipelineDeleteBypass: 'ignored',
  listProcessingMs: 0,
  customCampaignProperties: 'accepted',
  limits: {},
  searchLimitBody: 'error-type',
  maxUriLength: 16_000,
  webhookRetryMs: [10, 60, 300, 1_800, 3_600, 7_200, 14_400, 18_000, 21_600].map((seconds) => seconds * 1_000),
  webhookRetryJitter: 0.25,
  webhookTimeoutMs: 5_000,
  webhookEventIds: 'repeating',
  searchResultCap: 10_000,
  mergedRecordId: 'new',
  maxMerges: 250,
}

/** What `createHubSpotSandbox` takes: a clock and any settings that differ from the defaults. */
export type HubSpotOptions = { readonly clock: SandboxClock } & Partial<HubSpotSettings>
