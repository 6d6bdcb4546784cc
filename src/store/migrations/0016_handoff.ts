import { type Kysely, sql } from 'kysely'

const OPEN = sql`state in ('open', 'accepted')`
const EMPTY = sql.lit('[]')

const HANDOFF = [
  sql`alter table app.handoff
    add column contract_version integer not null default 1,
    add column urgency_rule text not null default '',
    add column policy text,
    add column next_step text not null default '',
    add column routing_version integer not null default 1,
    add column queue_id text,
    add column held_for_pool text,
    add column reassignments integer not null default 0 check (reassignments >= 0),
    add column company_domain text,
    add column state text not null default 'open'
      check (state in ('open', 'accepted', 'qualified', 'rejected', 'withdrawn')),
    add column accepted_at bigint,
    add column sales_qualified_at bigint,
    add column rejected_at bigint,
    add column rejected_by text,
    add column reject_reason text,
    add column return_at bigint,
    add column pool text not null default '',
    add column owner_agreed text,
    add column pending jsonb not null default '{}',
    add column task_print text`,
  // Whoever a handoff names was written with its record.
  sql`update app.handoff set owner_agreed = owner_id`,
  sql`update app.handoff h set policy = c.policy from (
      select distinct on (connection_id, handoff_id) connection_id, handoff_id, policy
      from app.clock order by connection_id, handoff_id, started_at, id
    ) c where c.connection_id = h.connection_id and c.handoff_id = h.id`,
  // One for the pages of a sweep and the counts by owner: of two, the planner takes the wrong one where it has no statistics.
  sql`create index handoff_open on app.handoff (connection_id, id) include (owner_id) where ${OPEN}`,
  sql`create index handoff_domain on app.handoff (connection_id, company_domain, handed_over_at)
    where company_domain is not null`,
  sql`create index handoff_return on app.handoff (connection_id, return_at, id)
    where state = 'rejected' and return_at is not null`,
  sql`create table app.owner_spell (
    connection_id text not null,
    handoff_id text not null references app.handoff (id) on delete cascade,
    owner_id text not null,
    from_at bigint not null,
    rule text not null,
    why text not null,
    primary key (handoff_id, from_at)
  )`,
  sql`create index owner_spell_owner on app.owner_spell (connection_id, owner_id, from_at)`,
  sql`insert into app.owner_spell (connection_id, handoff_id, owner_id, from_at, rule, why)
    select connection_id, id, owner_id, handed_over_at, owner_rule, coalesce(
      jsonb_path_query_first(routing, '$[*] ? (@.verdict == "chosen").why') #>> '{}', '')
    from app.handoff`,
]

// One row for each connection: decisions of all pools look at the same desks, so they are taken one after another.
const ROUTING = [
  sql`create table app.routing_state (
    connection_id text primary key,
    state jsonb not null
  )`,
  sql`insert into app.routing_state (connection_id, state)
    select connection_id, jsonb_build_object('pools', jsonb_object_agg(pool, state))
    from app.routing_pool where jsonb_typeof(state) = 'object' group by connection_id`,
  sql`drop table app.routing_pool`,
]

// `rep_id` null is the lead's own clock, of which there is one as well.
const CLOCK = [
  sql`alter table app.clock
    add column policy_version integer not null default 1,
    add column kind text not null default 'first_response'
      check (kind in ('first_response', 'accept_or_reject', 'qualification')),
    add column rep_id text,
    add column paused_in jsonb not null default ${EMPTY},
    add column ladder jsonb not null default ${EMPTY},
    add column start_cause text not null default '',
    add column events jsonb not null default ${EMPTY}`,
  sql`alter table app.clock drop constraint clock_connection_id_link_id_policy_name_cycle_key`,
  sql`alter table app.clock add constraint clock_once
    unique nulls not distinct (connection_id, link_id, policy, name, cycle, rep_id)`,
]

// Ids are made of what they are about, and two connections may be told of the same: an id is unique in its connection.
const ACTION = [
  sql`create table app.action (
    connection_id text not null,
    id text not null,
    clock_id text not null references app.clock (id) on delete cascade,
    step text not null,
    link_id text not null,
    handoff_id text not null,
    action jsonb not null,
    due_at bigint not null,
    recorded_at bigint not null,
    state text not null check (state in ('waiting', 'done', 'skipped', 'parked')),
    attempts integer not null check (attempts >= 0),
    next_try_at bigint not null,
    finished_at bigint,
    note text,
    leased_by text,
    lease_until bigint,
    primary key (connection_id, id),
    unique (clock_id, step),
    check ((state = 'waiting') = (finished_at is null)),
    check ((leased_by is null) = (lease_until is null))
  )`,
  sql`create index action_waiting on app.action (connection_id, due_at, id) where state = 'waiting'`,
  sql`create index action_link on app.action (connection_id, link_id)`,
]

const ALERT = [
  sql`create table app.alert (
    connection_id text not null,
    id text not null,
    kind text not null check (kind in (
      'urgent-lead', 'warning', 'breach', 'escalation', 'unowned', 'rejected', 'sync-broken', 'sync-restored'
    )),
    at bigint not null,
    link_id text,
    handoff_id text,
    facts jsonb not null,
    owner_email text,
    manager_email text,
    also_to jsonb not null,
    primary key (connection_id, id)
  )`,
  sql`create index alert_handoff on app.alert (connection_id, handoff_id) where handoff_id is not null`,
  sql`create index alert_kind on app.alert (connection_id, kind, at)`,
  sql`create index alert_link on app.alert (connection_id, link_id) where link_id is not null`,
  // `at` is that of the alert: what waits is sent in its order.
  sql`create table app.delivery (
    connection_id text not null,
    id text not null,
    alert_id text not null,
    channel text not null,
    at bigint not null,
    state text not null check (state in ('waiting', 'sent', 'parked')),
    attempts integer not null check (attempts >= 0),
    next_try_at bigint not null,
    message_id text,
    sent_at bigint,
    note text,
    leased_by text,
    lease_until bigint,
    primary key (connection_id, id),
    unique (connection_id, alert_id, channel),
    foreign key (connection_id, alert_id) references app.alert (connection_id, id) on delete cascade,
    check ((state = 'sent') = (sent_at is not null)),
    check ((leased_by is null) = (lease_until is null))
  )`,
  sql`create index delivery_waiting on app.delivery (connection_id, at, id) where state = 'waiting'`,
  sql`create index delivery_parked on app.delivery (connection_id, channel) where state = 'parked'`,
  sql`create index delivery_sent on app.delivery (connection_id, sent_at) where state = 'sent'`,
  sql`create index delivery_newest on app.delivery (connection_id, at, id)`,
]

const STATEMENTS = [...HANDOFF, ...ROUTING, ...CLOCK, ...ACTION, ...ALERT]

/** What sales made of a handoff and who had it when, clocks of reps, escalation actions, alerts, one routing state per connection. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
