import { type Kysely, sql } from 'kysely'

const OPEN_CLOCK = sql`state in ('not_started', 'running', 'paused', 'breached')`
const WAITING_HANDOFF = sql`state in ('open', 'accepted') and (queue_id is not null or held_for_pool is not null)`

const STATEMENTS = [
  // Null: not caught up since this column is there.
  sql`alter table app.capture_cursor add column heard_at bigint`,
  sql`alter table app.action add column waited_ms bigint not null default 0 check (waited_ms >= 0)`,
  sql`create index action_finished on app.action (connection_id, finished_at, id) where finished_at is not null`,
  sql`create index alert_at on app.alert (connection_id, at, id)`,
  sql`create index clock_terms on app.clock (connection_id, config_version, id) where ${OPEN_CLOCK}`,
  sql`create index handoff_waiting on app.handoff (connection_id, id) where ${WAITING_HANDOFF}`,
]

/** How far changes were heard of, how long actions waited for that, and what a sweep, a new version and the broom look for. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
