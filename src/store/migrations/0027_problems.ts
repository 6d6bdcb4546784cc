import { type Kysely, sql } from 'kysely'

const OPEN = sql`resolved_at is null`

// `at` is renewed whenever a record is parked again; since when it has been so is told by `first_at`.
const PARKED = [
  sql`alter table app.parked
    add column first_at bigint,
    add column retry_id text,
    add column retried_at bigint`,
  sql`update app.parked set first_at = at`,
  sql`alter table app.parked alter column first_at set not null`,
  sql`drop index app.parked_open_newest`,
  sql`create index parked_newest on app.parked (connection_id, at desc, seq desc) where ${OPEN}`,
  sql`create index parked_class on app.parked (connection_id, code, at desc, seq desc) where ${OPEN}`,
  sql`create index parked_of_retry on app.parked (connection_id, retry_id) where retry_id is not null`,
  sql`create table app.parked_retry (
    connection_id text not null,
    id text not null,
    at bigint not null,
    asked_by text not null,
    what jsonb not null,
    records integer not null check (records >= 0),
    primary key (connection_id, id)
  )`,
  sql`create index parked_retry_newest on app.parked_retry (connection_id, at, id)`,
]

// What the engine saw when it last looked at the pair, so that a list of thousands asks no platform.
const CONFLICTS = [
  sql`create table app.field_conflict (
    connection_id text not null,
    link_id text not null,
    map text not null,
    pair text not null,
    kind text not null check (kind in ('conflict', 'frozen')),
    hubspot text,
    salesforce text,
    hubspot_id text not null,
    salesforce_object text not null,
    salesforce_id text not null,
    hubspot_at bigint not null,
    salesforce_at bigint not null,
    first_at bigint not null,
    seen_at bigint not null,
    primary key (connection_id, link_id, map)
  )`,
  sql`create index field_conflict_newest on app.field_conflict (connection_id, first_at, link_id, map)`,
  sql`create index field_conflict_map on app.field_conflict (connection_id, pair, map, first_at, link_id)`,
  sql`create table app.field_decision (
    connection_id text not null,
    id text not null,
    group_id text not null,
    link_id text not null,
    map text not null,
    pair text not null,
    choice text not null check (choice in ('hubspot', 'salesforce', 'value', 'thaw')),
    value text,
    saw_hubspot text,
    saw_salesforce text,
    decided_by text not null,
    decided_at bigint not null,
    state text not null check (state in ('open', 'applied', 'refused')),
    finished_at bigint,
    note text,
    primary key (connection_id, id),
    check ((state = 'open') = (finished_at is null))
  )`,
  sql`create unique index field_decision_open on app.field_decision (connection_id, link_id, map) where state = 'open'`,
  sql`create index field_decision_link on app.field_decision (connection_id, link_id, decided_at desc)`,
  sql`create index field_decision_group on app.field_decision (connection_id, group_id)`,
]

const RUNS = [
  // What a platform last refused to all calls, for whoever looks at the connection and not into the log.
  sql`alter table app.api_budget
    add column failed_at bigint,
    add column failed_code text,
    add column failed_message text`,
  // One row for each job, whoever ran it last: schedules are the deployment's.
  sql`create table app.job_run (
    name text primary key,
    started_at bigint not null,
    took_ms bigint not null,
    worker text not null,
    runs bigint not null,
    failures bigint not null,
    error text,
    failed_at bigint
  )`,
  sql`create table app.foresight (
    connection_id text not null,
    id text not null,
    choices jsonb not null,
    state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
    counts jsonb not null,
    total bigint,
    calls jsonb not null,
    started_at bigint not null,
    finished_at bigint,
    note text,
    primary key (connection_id, id)
  )`,
  // The last one of each connection. What it found holds values of people and is deleted after half an hour.
  sql`create table app.preview (
    connection_id text primary key,
    id text not null,
    state text not null check (state in ('running', 'done', 'failed', 'cancelled')),
    document jsonb,
    look jsonb not null,
    pair text,
    started_at bigint not null,
    started_by text not null,
    looked integer not null,
    to_look integer not null,
    error text,
    result jsonb,
    finished_at bigint,
    check ((state = 'running') = (finished_at is null))
  )`,
  sql`create index foresight_newest on app.foresight (connection_id, started_at desc)`,
  sql`create index backfill_newest on app.backfill (connection_id, started_at, id)`,
  sql`drop index app.review_open`,
  sql`create index review_page on app.review (connection_id, state, points, id)`,
  sql`create index review_found on app.review (connection_id, state, found_at, id)`,
]

// What today is beside yesterday is looked up, not counted over all that ever was. The connection stands last where other looks have an
// index of their own: before statistics are gathered, one that begins with it is taken for whatever is asked.
const DAYS = [
  sql`create index clock_answered on app.clock (connection_id, stopped_at) include (handoff_id)
    where kind = 'first_response' and rep_id is null and state in ('met', 'breached_completed')`,
  sql`create index clock_breached on app.clock (connection_id, breached_at) include (handoff_id)
    where kind = 'first_response' and rep_id is null and breached_at is not null`,
  // What the overview counts over everything is read from these alone.
  sql`create index clock_by_state on app.clock (state, connection_id)`,
  sql`create index activity_counts on app.activity (connection_id, link_id, at) where counts`,
  sql`create index link_adopted on app.link (connection_id) where kind = 'person' and state = 'active' and adopted`,
]

/** Problems that people work on: retries that are followed, conflicts with both values, decisions; what jobs did last. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...PARKED, ...CONFLICTS, ...RUNS, ...DAYS]) await statement.execute(db)
}
