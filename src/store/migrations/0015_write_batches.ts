import { type Kysely, sql } from 'kysely'

// One row for each batched call, as one text: hundreds of rows a call would cost a first load a tenth of its speed. Not compressed:
// it is gone a moment later.
const STATEMENTS = [
  sql`create table app.write_batch (
    connection_id text not null,
    batch text not null,
    at bigint not null,
    subjects jsonb not null,
    intents text not null
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)`,
  sql`alter table app.write_batch alter column intents set storage external`,
  sql`create index write_batch_of on app.write_batch (connection_id, batch)`,
]

/** What batches at work are about to write; rows of `write_intent` are what they leave behind. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
