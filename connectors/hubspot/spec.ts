import type { Allowance } from '../shared/window.ts'

/** Facts of HubSpot's API, each with the page that says so and the date it was read. */
export const DOCS = {
  versions: { url: 'https://developers.hubspot.com/docs/developer-tooling/platform/versioning', read: '2026-11-21' },
  limits: {
    url: 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines',
    read: '2026-11-21',
  },
  errors: { url: 'https://developers.hubspot.com/docs/api-reference/error-handling', read: '2026-11-21' },
  objects: {
    url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/using-object-apis',
    read: '2026-11-21',
  },
  search: { url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm', read: '2026-11-21' },
  associations: {
    url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/associations/associate-records/guide',
    read: '2026-11-21',
  },
  properties: {
    url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide',
    read: '2026-11-21',
  },
  owners: { url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/owners/guide', read: '2026-11-21' },
  schemas: {
    url: 'https://developers.hubspot.com/docs/api-reference/latest/crm/objects/schemas/guide',
    read: '2026-11-22',
  },
  campaigns: {
    url: 'https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide',
    read: '2026-11-22',
  },
  signature: {
    url: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation',
    read: '2026-11-21',
  },
  serviceKeys: {
    url: 'https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/account-service-keys',
    read: '2026-11-21',
  },
} as const

/** Date-based versions live 18 months; v3 and v4 are unsupported from September and March 2027 (DOCS.versions). */
export const API_VERSIONS = ['2026-03', '2026-09', 'v3'] as const
export type ApiVersion = (typeof API_VERSIONS)[number]
export const DEFAULT_API_VERSION: ApiVersion = '2026-03'

export const AREAS = [
  'objects',
  'associations',
  'properties',
  'schemas',
  'owners',
  'campaigns',
  'lists',
  'account',
] as const
export type Area = (typeof AREAS)[number]

/** The only place where a version meets a path. Owners, schemas and account info have no 2026-09 edition, their 2026-03 one serves. */
export const PATHS: Readonly<Record<ApiVersion, Readonly<Record<Area, string>>>> = {
  '2026-03': {
    objects: '/crm/objects/2026-03',
    associations: '/crm/associations/2026-03',
    properties: '/crm/properties/2026-03',
    schemas: '/crm-object-schemas/2026-03/schemas',
    owners: '/crm/owners/2026-03',
    campaigns: '/marketing/campaigns/2026-03',
    lists: '/crm/lists/2026-03',
    account: '/account-info/2026-03',
  },
  '2026-09': {
    objects: '/crm/objects/2026-09',
    associations: '/crm/associations/2026-09',
    properties: '/crm/properties/2026-09',
    schemas: '/crm-object-schemas/2026-03/schemas',
    owners: '/crm/owners/2026-03',
    campaigns: '/marketing/campaigns/2026-09',
    lists: '/crm/lists/2026-09',
    account: '/account-info/2026-03',
  },
  v3: {
    objects: '/crm/v3/objects',
    associations: '/crm/v4/associations',
    properties: '/crm/v3/properties',
    schemas: '/crm-object-schemas/v3/schemas',
    owners: '/crm/v3/owners',
    campaigns: '/marketing/v3/campaigns',
    lists: '/crm/v3/lists',
    account: '/account-info/v3',
  },
}

/** Names for the call counters: the same whatever the version is. */
export const ENDPOINT_LABELS: Readonly<Record<Area, string>> = {
  objects: '/crm/objects/{v}',
  associations: '/crm/associations/{v}',
  properties: '/crm/properties/{v}',
  schemas: '/crm-object-schemas/{v}/schemas',
  owners: '/crm/owners/{v}',
  campaigns: '/marketing/campaigns/{v}',
  lists: '/crm/lists/{v}',
  account: '/account-info/{v}',
}

export const DEFAULT_BASE_URL = 'https://api.hubapi.com'
/** Where people put the credential; named in messages. */
export const TOKEN_VARIABLE = 'TANDEM_HUBSPOT_TOKEN'

export const BATCH_SIZE = 100
/** "The maximum number of items in a batch request is 50" (DOCS.campaigns). */
export const CAMPAIGN_BATCH_SIZE = 50
/** Batches of one write that are under way together: each takes HubSpot a while, most of it waiting. */
export const BATCHES_AT_ONCE = 4
export const ASSOCIATION_READ_SIZE = 1000
export const LIST_PAGE_SIZE = 100
export const SEARCH_PAGE_SIZE = 200
/** A longer search is refused (DOCS.search). */
export const SEARCH_BODY_LENGTH = 3_000
/** Of a listing's `properties`, encoded: a longer address meets 414 (DOCS.errors). */
export const PROPERTIES_URL_LENGTH = 15_000
/** With `propertiesWithHistory` the server lowers its own maximum (DOCS.objects); 50 is taken everywhere. */
export const HISTORY_BATCH_SIZE = 50
/** The search index lags behind writes by "a few moments" (DOCS.search). */
export const SEARCH_OVERLAP_MS = 60_000
/** Between two looks for deleted records of one object. */
export const RECYCLE_BIN_INTERVAL_MS = 15 * 60_000
/** However full the bin is, it is looked into once a day. */
export const RECYCLE_BIN_LONGEST_MS = 24 * 60 * 60_000
/** A call without an answer after this long counts as lost. */
export const CALL_TIMEOUT_MS = 60_000

export type Bucket = 'burst' | 'search' | 'associations'
/**
 * 100 calls per rolling 10 s is the lowest tier's burst, and that of the associations API; headers say when there are more.
 * Search has its own 5/s per account, shared with other apps, of which no header tells (DOCS.limits).
 */
export const DEFAULT_LIMITS: Readonly<Record<Bucket, Allowance>> = {
  burst: { max: 95, perMs: 10_000, concurrent: 10 },
  search: { max: 4, perMs: 1_000, concurrent: 4 },
  associations: { max: 95, perMs: 10_000, concurrent: 10 },
}

/** Association types that mean "primary" (DOCS.associations). Key: from>to. */
export const PRIMARY_ASSOCIATION_TYPES: Readonly<Record<string, number>> = {
  'contacts>companies': 1,
  'companies>contacts': 2,
  'deals>companies': 5,
  'companies>deals': 6,
}
