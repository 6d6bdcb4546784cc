import { sql } from 'kysely'
import type { Db } from './rows.ts'

/** The statements that take longest, with their plans: `auto_explain` writes them into the log of the session that asks. */
interface SlowStatement {
  readonly ms: number
  readonly calls: number
  readonly query: string
}

/** Of `pg_stat_statements`, where the server has it; null: it does not. */
export async function slowestStatements(db: Db): Promise<readonly SlowStatement[] | null> {
  try {
    const { rows } = await sql<{ ms: number; calls: string; query: string }>`
      select max_exec_time as ms, calls, query from pg_stat_statements
      where dbid = (select oid from pg_database where datname = current_database()) and query not ilike '%pg_%'
      order by max_exec_time desc limit 15`.execute(db)
    return rows.map(({ ms, calls, query }) => ({
      ms: Math.round(ms),
      calls: Number(calls),
      query: query.replaceAll(/\s+/g, ' ').slice(0, 400),
    }))
  } catch {
    return null
  }
}
