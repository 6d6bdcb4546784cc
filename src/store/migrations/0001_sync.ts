import { type Kysely, sql } from 'kysely'

// Instants are epoch milliseconds in bigint: exact, and the same number in the database, in JSON and in the program.
// Rows name their connection without a foreign key: the key would cost a look-up per row on the hottest tables.
const STATEMENTS = [
  sql`create table app.connection (
    id text primary key,
    name text not null,
    portal_id text not null,
    org_id text not null,
    currency text not null,
    org_time_zone text not null,
    state text not null default 'active' check (state in ('active', 'paused')),
    paused_reason text,
    check ((state = 'paused') = (paused_reason is not null))
  )`,
  sql`create table app.config_version (
    connection_id text not null,
    version integer not null check (version > 0),
    document jsonb not null,
    author text not null,
    comment text not null,
    created_at bigint not null,
    primary key (connection_id, version)
  )`,
  sql`create table app.capture_cursor (
    connection_id text not null,
    side text not null,
    object text not null,
    cursor jsonb not null,
    saved_at bigint not null,
    primary key (connection_id, side, object)
  )`,
  sql`create table app.captured (
    connection_id text not null,
    side text not null,
    object text not null,
    record_id text not null,
    modified_at bigint not null,
    kind text not null,
    primary key (connection_id, side, object, record_id)
  )`,
  sql`create table app.inbox (
    connection_id text not null,
    side text not null,
    object text not null,
    record_id text not null,
    revision integer not null default 1,
    kind text not null,
    survivor_id text,
    cause text not null,
    attempts integer not null default 0,
    enqueued_at bigint not null,
    not_before bigint not null,
    lease_until bigint,
    leased_by text,
    last_error text,
    primary key (connection_id, side, object, record_id)
  )`,
  sql`create index inbox_due on app.inbox (connection_id, side, object, enqueued_at, record_id)`,
  sql`create table app.link (
    id text primary key,
    connection_id text not null,
    kind text not null,
    key text not null,
    hubspot_id text,
    salesforce_object text,
    salesforce_id text,
    state text not null check (state in ('intended', 'active', 'unlinked')),
    origin text not null,
    adopted boolean not null,
    base jsonb not null,
    created_at bigint not null
  )`,
  sql`create unique index link_key on app.link (connection_id, kind, key)`,
  sql`create unique index link_active_hubspot on app.link (connection_id, kind, hubspot_id)
    where state = 'active' and hubspot_id is not null`,
  sql`create unique index link_active_salesforce on app.link (connection_id, salesforce_id)
    where state = 'active' and salesforce_id is not null`,
  sql`create index link_hubspot on app.link (connection_id, hubspot_id)`,
  sql`create index link_salesforce on app.link (connection_id, salesforce_id)`,
  sql`create index link_page on app.link (connection_id, kind, id) where state = 'active'`,
  sql`create table app.link_alias (
    connection_id text not null,
    kind text not null,
    side text not null,
    record_id text not null,
    link_id text not null references app.link (id) on delete cascade,
    primary key (connection_id, kind, side, record_id)
  )`,
  sql`create index link_alias_link on app.link_alias (link_id)`,
  sql`create table app.journal (
    seq bigint generated always as identity primary key,
    connection_id text not null,
    at bigint not null,
    link_id text,
    side text not null,
    object text not null,
    record_id text not null,
    action text not null,
    changes jsonb not null,
    config_version integer not null,
    cause text not null
  )`,
  sql`create index journal_connection on app.journal (connection_id, seq)`,
  sql`create index journal_link on app.journal (link_id, seq)`,
  sql`create table app.parked (
    seq bigint generated always as identity primary key,
    connection_id text not null,
    side text not null,
    object text not null,
    record_id text not null,
    link_id text,
    code text not null,
    message text not null,
    remedy text not null,
    at bigint not null,
    resolved_at bigint
  )`,
  sql`create unique index parked_open on app.parked (connection_id, side, object, record_id, code) where resolved_at is null`,
  sql`create index parked_open_newest on app.parked (connection_id, at desc) where resolved_at is null`,
  sql`create table app.outbox (
    id text primary key,
    seq bigint generated always as identity,
    job text not null,
    payload jsonb not null,
    run_at bigint not null,
    sent_at bigint
  )`,
  sql`create index outbox_pending on app.outbox (seq) where sent_at is null`,
  sql`create index outbox_sent on app.outbox (sent_at) where sent_at is not null`,
]

/** Connections, sync configs, inbox, links, journal, parked records, outbox. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
