import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // What part of the one opportunity a touch has, in millionths that add up to a million; entry 0 alone, elsewhere 0.
  sql`alter table app.credit add column share_millionths integer not null default 0`,
  sql`create index credit_dated on app.credit (connection_id, model, dated_at) where dated_at is not null`,
  sql`create index opportunity_refund on app.opportunity (connection_id, refund_of) where refund_of is not null`,
  // What a customer pays each month, where a field of the opportunity says so.
  sql`alter table app.opportunity add column monthly_revenue_minor bigint`,
  // Which revision a computation started from, it says itself: two at once shared the column, and one was lost.
  sql`alter table app.opportunity drop column read_revision`,
  // By which settings the credits that are stored were computed; others make every opportunity due again, once.
  sql`create table app.credit_basis (
    connection_id text primary key,
    print text not null,
    since bigint not null
  )`,
  sql`update app.opportunity set revision = revision + 1`,
]

/** What reports by campaign, channel, source and segment count by, and the settings behind the credits. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
