import { type Kysely, sql } from 'kysely'

const PEOPLE = [
  // Roles, reach and state are Tandem's; the rest of these four tables is what better-auth keeps of people and their sign-ins.
  sql`create table app.user_account (
    id text primary key,
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null,
    image text,
    role text not null check (role in ('admin', 'marketer', 'rep', 'viewer')),
    connections jsonb,
    state text not null check (state in ('invited', 'active', 'deactivated')),
    created_at bigint not null,
    updated_at bigint not null,
    signed_in_at bigint
  )`,
  sql`create table app.user_session (
    id text primary key,
    user_id text not null references app.user_account on delete cascade,
    token text not null unique,
    expires_at bigint not null,
    ip_address text,
    user_agent text,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  sql`create index user_session_user on app.user_session (user_id)`,
  sql`create table app.user_credential (
    id text primary key,
    user_id text not null references app.user_account on delete cascade,
    account_id text not null,
    provider_id text not null,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at bigint,
    refresh_token_expires_at bigint,
    scope text,
    password text,
    created_at bigint not null,
    updated_at bigint not null,
    unique (provider_id, account_id)
  )`,
  sql`create index user_credential_user on app.user_credential (user_id)`,
  sql`create table app.sign_in_state (
    id text primary key,
    identifier text not null,
    value text not null,
    expires_at bigint not null,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  sql`create index sign_in_state_identifier on app.sign_in_state (identifier)`,
]

const KEYS = [
  sql`create table app.access_link (
    token_hash text primary key,
    purpose text not null check (purpose in ('set-up', 'invitation', 'reset', 'demo')),
    user_id text references app.user_account on delete cascade,
    expires_at bigint not null,
    created_at bigint not null
  )`,
  sql`create index access_link_user on app.access_link (user_id)`,
  sql`create table app.api_token (
    id text primary key,
    name text not null,
    token_hash text not null unique,
    hint text not null,
    permissions jsonb not null,
    connections jsonb,
    user_id text not null references app.user_account on delete cascade,
    created_at bigint not null,
    expires_at bigint,
    last_used_at bigint,
    revoked_at bigint
  )`,
  sql`create index api_token_user on app.api_token (user_id)`,
]

const RECORDS = [
  // No foreign keys: what was done stays told when who did it, or what it was done to, is gone.
  sql`create table app.audit_entry (
    seq bigint generated always as identity primary key,
    at bigint not null,
    actor_kind text check (actor_kind in ('user', 'token')),
    actor_id text,
    actor_name text,
    connection_id text,
    action text not null,
    subject text not null,
    details jsonb not null,
    outcome text not null check (outcome in ('done', 'failed'))
  )`,
  sql`create index audit_entry_connection on app.audit_entry (connection_id, seq)`,
  sql`create index audit_entry_actor on app.audit_entry (actor_id, seq)`,
  sql`create index audit_entry_action on app.audit_entry (action, seq)`,
  sql`create index audit_entry_at on app.audit_entry (at)`,
  sql`create function app.audit_entry_stays() returns trigger language plpgsql
    as $$ begin raise exception 'entries of the audit log are never changed'; end $$`,
  sql`create trigger audit_entry_stays before update on app.audit_entry
    for each row execute function app.audit_entry_stays()`,
  sql`create table app.idempotency_key (
    actor_id text not null,
    key text not null,
    request_hash text not null,
    status integer,
    body text,
    created_at bigint not null,
    primary key (actor_id, key)
  )`,
  sql`create index idempotency_key_age on app.idempotency_key (created_at)`,
  // Written with every request, and worth nothing after a crash.
  sql`create unlogged table app.rate_limit (key text primary key, points integer not null default 0, expire bigint)`,
  sql`create index rate_limit_expire on app.rate_limit (expire)`,
]

/** People who sign in, machines with tokens, what they did, and how often they may ask. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...PEOPLE, ...KEYS, ...RECORDS]) await statement.execute(db)
}
