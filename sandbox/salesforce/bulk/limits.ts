import type { BulkJobs } from './jobs.ts'

interface Limit {
  readonly Max: number
  readonly Remaining: number
}

/** 1 TB of query results in 24 hours. */
const RESULT_MB = 976_562

/** The Bulk API's part of /limits. https://developer.salesforce.com/docs/platform/api-rest/guide/resources-limits.html */
export function bulkLimits(bulk: BulkJobs): Readonly<Record<string, Limit>> {
  const { settings } = bulk
  const left = (Max: number, used: number): Limit => ({ Max, Remaining: Math.max(0, Max - used) })
  return {
    DailyBulkV2QueryFileStorageMB: left(RESULT_MB, Math.ceil(bulk.resultKilobytes.used() / 1024)),
    DailyBulkV2QueryJobs: left(settings.dailyQueryJobs, bulk.queryJobs.used()),
    DailyBulkApiBatches: left(settings.dailyBatches, bulk.batches.used()),
  }
}
