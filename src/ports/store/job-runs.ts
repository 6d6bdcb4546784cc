import type { Instant } from '#domain/instant.ts'
import type { JobRun } from '../jobs.ts'

/** What a job did last, whichever process it was in. */
export interface StoredJobRun extends JobRun {
  readonly runs: number
  readonly failures: number
  /** When it failed last; null: it never did. `error` is that of the last run. */
  readonly failedAt: Instant | null
}

/** Of the deployment: schedules belong to no connection. */
export interface JobRunStore {
  /** @param runs how many there were since the last save, `failures` how many of them failed. */
  save(last: JobRun, since: { readonly runs: number; readonly failures: number }): Promise<void>
  list(): Promise<readonly StoredJobRun[]>
}
