import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`create table app.api_usage (
    connection_id text not null,
    side text not null check (side in ('hubspot', 'salesforce')),
    hour bigint not null,
    lane text not null check (lane in ('handoff', 'live', 'backfill')),
    endpoint text not null,
    calls bigint not null,
    polls bigint not null,
    cycles bigint not null,
    rate_limited bigint not null,
    primary key (connection_id, side, hour, lane, endpoint)
  )`,
  sql`create table app.api_budget (
    connection_id text not null,
    side text not null check (side in ('hubspot', 'salesforce')),
    daily_limit bigint,
    daily_used bigint,
    reported_at bigint,
    seen_at bigint,
    resets_at bigint,
    stopped_until bigint,
    poll_ms bigint,
    polled_at bigint,
    primary key (connection_id, side)
  )`,
  sql`create table app.api_window (
    connection_id text not null,
    name text not null,
    state jsonb,
    primary key (connection_id, name)
  )`,
]

/** Calls to the platforms by hour, what the platforms say about their day, and the short windows that workers share. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
