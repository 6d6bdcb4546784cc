import type { Pool } from 'pg'

export interface Upkeep {
  /** Ends after the work at hand. */
  stop(): Promise<void>
}

const CHECK_MS = 5_000

// The thresholds of autovacuum (https://www.postgresql.org/docs/15/routine-vacuuming.html#AUTOVACUUM) with smaller constants:
// a young table of a few hundred rows is planned as if it were empty until it is analysed for the first time.
const TABLES_IN_NEED = `
  select format('%I.%I', schemaname, relname) as name,
    case when n_dead_tup > 1000 + 0.2 * n_live_tup then 'vacuum (analyze)' else 'analyze' end as work
  from pg_stat_user_tables
  where n_dead_tup > 1000 + 0.2 * n_live_tup or n_mod_since_analyze > 250 + 0.2 * n_live_tup`

/**
 * Does for the embedded database what autovacuum does for a server, which has background processes and PGlite has not: removes
 * dead rows and keeps the planner's statistics, table by table, in turn with everybody else's statements.
 *
 * @param onError hears what went wrong; the next check tries again.
 */
export function startUpkeep(pool: Pool, onError: (error: unknown) => void, everyMs = CHECK_MS): Upkeep {
  let stopped = false
  let current: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const check = async (): Promise<void> => {
    await pool.query('select pg_stat_force_next_flush()')
    const { rows } = await pool.query<{ name: string; work: string }>(TABLES_IN_NEED)
    for (const { name, work } of rows) {
      if (stopped) return
      await pool.query(`${work} ${name}`)
    }
  }
  const schedule = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      current = check().catch(onError).finally(schedule)
    }, everyMs)
    timer.unref()
  }
  schedule()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await current
    },
  }
}
