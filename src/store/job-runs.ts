import { sql } from 'kysely'
import type { JobRunStore } from '#ports/store/job-runs.ts'
import { type Db, toInstant, toInstantOrNull, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

export function jobRunStore(db: Db): JobRunStore {
  return {
    async save({ name, startedAt, tookMs, worker, error }, { runs, failures }) {
      const failedAt = error === null ? null : startedAt + tookMs
      await sql`
        insert into app.job_run as j (name, started_at, took_ms, worker, runs, failures, error, failed_at)
        values (${name}, ${startedAt}, ${tookMs}, ${worker}, ${runs}, ${failures}, ${error}, ${failedAt}::bigint)
        on conflict (name) do update set runs = j.runs + excluded.runs, failures = j.failures + excluded.failures,
          failed_at = coalesce(excluded.failed_at, j.failed_at),
          started_at = greatest(j.started_at, excluded.started_at),
          took_ms = case when excluded.started_at >= j.started_at then excluded.took_ms else j.took_ms end,
          worker = case when excluded.started_at >= j.started_at then excluded.worker else j.worker end,
          error = case when excluded.started_at >= j.started_at then excluded.error else j.error end`.execute(db)
    },
    async list() {
      const { rows } = await sql<Row<'job_run'>>`select * from app.job_run order by name`.execute(db)
      return rows.map((row) => ({
        name: row.name,
        startedAt: toInstant(row.started_at),
        tookMs: toInteger(row.took_ms),
        worker: row.worker,
        error: row.error,
        runs: toInteger(row.runs),
        failures: toInteger(row.failures),
        failedAt: toInstantOrNull(row.failed_at),
      }))
    },
  }
}
