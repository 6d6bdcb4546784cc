import { type Kysely, sql } from 'kysely'

// `left_out` of a handoff: what a backfill was told not to make for this person, now or later.
const STATEMENTS = [
  sql`create table app.backfill (
    id text primary key,
    connection_id text not null,
    choices jsonb not null,
    state text not null check (state in ('running', 'stopped', 'done', 'cancelled')),
    cursor text,
    counts jsonb not null,
    ahead jsonb not null,
    total bigint,
    started_at bigint not null,
    worked_ms bigint not null,
    finished_at bigint,
    worker text,
    lease_until bigint
  )`,
  sql`create unique index backfill_open on app.backfill (connection_id) where state in ('running', 'stopped')`,
  sql`alter table app.handoff add column left_out text`,
]

/** First loads that go on where they stopped. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
