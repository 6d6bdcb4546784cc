import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`alter table app.captured add column print text`,
  sql`alter table app.inbox add column lane text not null default 'live' check (lane in ('handoff', 'live', 'backfill'))`,
  sql`alter table app.inbox add column snapshot jsonb`,
  sql`create table app.counter (
    connection_id text not null,
    name text not null,
    day text not null,
    count bigint not null,
    primary key (connection_id, name, day)
  )`,
]

/** What a record held when it was last known, rows that bring their record along, lanes, counts by day. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
