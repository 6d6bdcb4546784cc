import { type Kysely, sql } from 'kysely'

// One row per pair of records, whatever was found how often: what a person decided holds for good.
const STATEMENTS = [
  sql`create table app.review (
    id text primary key,
    connection_id text not null,
    kind text not null check (kind in ('suggestion', 'several', 'duplicate-rule')),
    hubspot_id text not null,
    salesforce_object text not null,
    salesforce_id text not null,
    reason text not null,
    points double precision not null,
    evidence jsonb not null,
    state text not null check (state in ('open', 'accepted', 'rejected')),
    found_at bigint not null,
    decided_at bigint,
    decided_by text,
    applied_at bigint,
    unique (connection_id, hubspot_id, salesforce_id)
  )`,
  sql`create index review_open on app.review (connection_id, points desc) where state = 'open'`,
]

/** Pairs of records that may be one person, for people to decide. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
