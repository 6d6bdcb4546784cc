import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`create table app.handoff (
    id text primary key,
    connection_id text not null,
    link_id text not null,
    cycle integer not null check (cycle > 0),
    contract text not null,
    config_version integer not null,
    reason text not null,
    urgency text not null,
    owner_id text not null,
    owner_name text not null,
    owner_email text,
    owner_rule text not null,
    routing jsonb not null,
    qualified_at bigint not null,
    handed_over_at bigint not null,
    campaign text,
    linked_existing boolean not null,
    task_id text,
    unique (connection_id, link_id, cycle)
  )`,
  sql`create index handoff_day on app.handoff (connection_id, qualified_at)`,
  sql`create table app.clock (
    id text primary key,
    connection_id text not null,
    link_id text not null,
    handoff_id text not null,
    cycle integer not null,
    policy text not null,
    name text not null,
    config_version integer not null,
    calendar jsonb not null,
    target_seconds double precision not null,
    warn_at jsonb not null,
    started_at bigint not null,
    due_at bigint,
    state text not null check (
      state in ('not_started', 'running', 'paused', 'met', 'breached', 'breached_completed', 'cancelled')
    ),
    breached_at bigint,
    detected_at bigint,
    stopped_at bigint,
    stopped_by jsonb,
    breach_voided text,
    elapsed_seconds double precision not null,
    next_check_at bigint,
    unique (connection_id, link_id, policy, name, cycle)
  )`,
  sql`create index clock_due on app.clock (connection_id, next_check_at, id) where next_check_at is not null`,
  sql`create index clock_handoff on app.clock (handoff_id)`,
  sql`create table app.clock_step (
    clock_id text not null references app.clock (id) on delete cascade,
    step text not null,
    due_at bigint not null,
    at bigint not null,
    state text not null check (state in ('done', 'skipped')),
    reason text not null,
    primary key (clock_id, step)
  )`,
  sql`create table app.activity (
    connection_id text not null,
    id text not null,
    link_id text not null,
    kind text not null,
    at bigint not null,
    person_id text,
    counts boolean not null,
    why text not null,
    primary key (connection_id, id)
  )`,
  sql`create index activity_link on app.activity (connection_id, link_id, at)`,
  sql`create table app.routing_pool (
    connection_id text not null,
    pool text not null,
    state jsonb,
    primary key (connection_id, pool)
  )`,
]

/** Handoffs, SLA clocks and their steps, activities, routing pools. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
