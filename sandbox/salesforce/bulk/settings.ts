/** How the org's bulk queue behaves. Everything has a default; a control can change it while the sandbox runs. */
export interface BulkSettings {
  /** How long a job waits in the queue, by the sandbox clock, before its first row is taken. 0: until the call is answered. */
  readonly processingMs: number
  /** Rows of one page of query results when the client does not say; Salesforce decides by its load. */
  readonly resultPageRows: number
  /** Largest upload, counted after base64 as Salesforce does. */
  readonly maxUploadBytes: number
  readonly dailyQueryJobs: number
  /** Batches of 10,000 rows that ingest jobs may make in 24 hours. */
  readonly dailyBatches: number
  /**
   * Whether the user has the permission "Bulk API Hard Delete", which no profile has at first.
   * https://developer.salesforce.com/docs/platform/api-asynch/guide/create-job.html
   */
  readonly hardDelete: 'refused' | 'allowed'
}

/** https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-bulkapi.html */
export const BULK_DEFAULTS: BulkSettings = {
  processingMs: 0,
  resultPageRows: 50_000,
  maxUploadBytes: 150_000_000,
  dailyQueryJobs: 10_000,
  dailyBatches: 15_000,
  hardDelete: 'refused',
}

/** Jobs and their results are removed after seven days. */
export const JOB_LIFETIME_MS = 7 * 24 * 3600 * 1000

/** Salesforce cuts an upload into batches of 10,000 records; each counts against the daily allocation. */
export const BATCH_ROWS = 10_000

/** Settings with changes. Throws a TypeError for what is no value of a setting. */
export function changedSettings(settings: BulkSettings, changes: Readonly<Record<string, unknown>>): BulkSettings {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in BULK_DEFAULTS)) throw new TypeError(`there is no bulk setting ${name}`)
    if (name === 'hardDelete') {
      if (value !== 'refused' && value !== 'allowed') throw new TypeError('hardDelete is refused or allowed')
    } else if (typeof value !== 'number' || !(value >= 0)) {
      throw new TypeError(`${name} must be a number of at least 0`)
    }
  }
  return { ...settings, ...changes }
}
