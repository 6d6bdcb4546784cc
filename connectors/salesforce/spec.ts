import type { Allowance } from '../shared/window.ts'

/** Facts of Salesforce's APIs, each with the page that says so and the date it was read. */
export const DOCS = {
  rest: { url: 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html', read: '2026-11-21' },
  collections: {
    url: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-sobjects-collections.html',
    read: '2026-11-21',
  },
  bulk: {
    url: 'https://developer.salesforce.com/docs/platform/api-asynch/guide/asynch-api-intro.html',
    read: '2026-11-21',
  },
  composite: {
    url: 'https://developer.salesforce.com/docs/platform/api-rest/guide/resources-composite-composite.html',
    read: '2026-11-21',
  },
  autoAssign: {
    url: 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-autoassign.html',
    read: '2026-11-21',
  },
  convertLead: {
    url: 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/object_ref/sforce_api_calls_convertlead.htm',
    read: '2026-11-21',
  },
  limits: {
    url: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html',
    read: '2026-11-21',
  },
  transactions: {
    url: 'https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-apexgov.html',
    read: '2026-11-21',
  },
  fieldPermissions: {
    url: 'https://developer.salesforce.com/docs/platform/object-reference/guide/sforce-api-objects-fieldpermissions.html',
    read: '2026-11-21',
  },
  duplicateRules: {
    url: 'https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html',
    read: '2026-11-21',
  },
} as const

/** Winter '27. jsforce's own default is 50.0, and SOAP takes JWT access tokens from 68.0 on. */
export const DEFAULT_API_VERSION = '68.0'
export const CLIENT_NAME = 'Tandem'

/** Where people put the credentials; named in messages. */
export const VARIABLES = {
  url: 'TANDEM_SALESFORCE_URL',
  clientId: 'TANDEM_SALESFORCE_CLIENT_ID',
  clientSecret: 'TANDEM_SALESFORCE_CLIENT_SECRET',
  username: 'TANDEM_SALESFORCE_USERNAME',
  privateKey: 'TANDEM_SALESFORCE_PRIVATE_KEY_FILE',
} as const

export const COLLECTION_SIZE = 200
/** Queries and collections in one composite call (DOCS.composite). */
export const COMPOSITE_SIZE = 5
/** How long a read waits for others to share a call with. */
export const COMPOSITE_WAIT_MS = 3
export const CONVERT_SIZE = 100
/** From more records than this on, Bulk 2.0 is the better way (DOCS.bulk). */
export const BULK_FROM = 2_000
/** Rows of one job; each ten thousand count as a batch. */
export const BULK_ROWS = 50_000
/** Salesforce takes 150 MB after base64, and advises 100 MB before. */
export const BULK_BYTES = 100_000_000
/** A longer text does not fit into a cell. */
export const BULK_CELL_LENGTH = 32_000
/** Waits between two looks at a job: the first one, doubled each time, and the longest. */
export const BULK_POLL_MS = { first: 100, longest: 10_000 }
/** A job that takes longer is stopped; what it has not done is tried again. */
export const BULK_PATIENCE_MS = 20 * 60_000
export const CHANGES_PAGE_SIZE = 2000
export const IN_LIST_SIZE = 200
/** A query travels in the address, which Salesforce cuts at about 16 KB. */
export const QUERY_URL_LENGTH = 12_000
/** Rows are committed after they are stamped, so a little of the past is read again. */
export const CHANGES_OVERLAP_MS = 60_000
/** Apex ends a transaction after ten minutes (DOCS.transactions). */
export const LONGEST_TRANSACTION_MS = 10 * 60_000
/** Between two looks at what such a one may have committed late. */
export const LOOK_BACK_INTERVAL_MS = 5 * 60_000
export const CALL_TIMEOUT_MS = 120_000

export type Bucket = 'api'
/** Salesforce counts only calls of 20 s and more against its 25 concurrent ones (DOCS.limits); ten leaves room for others. */
export const DEFAULT_LIMITS: Readonly<Record<Bucket, Allowance>> = {
  api: { max: Number.POSITIVE_INFINITY, perMs: 1_000, concurrent: 10 },
}
