import { type Kysely, sql } from 'kysely'

// `revision` counts what the credit of an opportunity depends on; `read_revision` is the one a computation has started from,
// so that a change which arrives while it runs makes the opportunity due again.
// Amounts are minor units of their currency in bigint. Weights are exact fractions whose parts may be longer than that.
const STATEMENTS = [
  sql`create table app.opportunity (
    connection_id text not null,
    id text not null,
    link_id text,
    name text not null,
    stage text not null,
    is_closed boolean not null,
    is_won boolean not null,
    amount_minor bigint,
    currency text not null,
    created_at bigint not null,
    closed_at bigint,
    lost_reason text,
    owner_id text,
    contact_source text not null,
    revision integer not null default 1,
    read_revision integer,
    credited_revision integer,
    credited_at bigint,
    primary key (connection_id, id)
  )`,
  sql`create index opportunity_credit_due on app.opportunity (connection_id, id) where credited_revision is distinct from revision`,
  sql`create table app.opportunity_person (
    connection_id text not null,
    opportunity_id text not null,
    link_id text not null,
    position integer not null,
    primary key (connection_id, opportunity_id, link_id),
    foreign key (connection_id, opportunity_id) references app.opportunity (connection_id, id) on delete cascade
  )`,
  sql`create index opportunity_person_link on app.opportunity_person (connection_id, link_id)`,
  sql`create table app.touch (
    connection_id text not null,
    link_id text not null,
    id text not null,
    at bigint not null,
    channel text not null,
    campaign text,
    source text not null,
    primary key (connection_id, link_id, id)
  )`,
  sql`create index touch_id on app.touch (connection_id, id)`,
  sql`create table app.campaign (
    connection_id text not null,
    id text not null,
    name text not null,
    currency text not null,
    spend_minor bigint not null,
    start_on text,
    end_on text,
    numeric_id text,
    primary key (connection_id, id)
  )`,
  sql`create table app.campaign_cost (
    connection_id text not null,
    campaign_id text not null,
    taken_at bigint not null,
    spend_minor bigint not null,
    currency text not null,
    primary key (connection_id, campaign_id, taken_at)
  )`,
  sql`create table app.credit (
    connection_id text not null,
    opportunity_id text not null,
    model text not null,
    position integer not null,
    touch_id text,
    link_id text,
    campaign text,
    channel text,
    amount_minor bigint not null,
    currency text not null,
    weight_numerator numeric not null,
    weight_denominator numeric not null check (weight_denominator > 0),
    primary key (connection_id, opportunity_id, model, position),
    foreign key (connection_id, opportunity_id) references app.opportunity (connection_id, id) on delete cascade
  )`,
  sql`create index credit_person on app.credit (connection_id, model, link_id)`,
]

/** Opportunities and their people, touches, campaigns with dated costs, credits. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
