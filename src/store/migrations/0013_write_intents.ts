import { type Kysely, sql } from 'kysely'

// Rows live for as long as a batch: vacuumed by what was deleted, not by a share of what is there, which is next to nothing.
const STATEMENTS = [
  sql`create table app.write_intent (
    connection_id text not null,
    subject text not null,
    batch text not null,
    side text not null check (side in ('hubspot', 'salesforce')),
    object text not null,
    link_id text,
    record_id text,
    changes jsonb not null,
    at bigint not null,
    config_version integer not null,
    told boolean not null,
    primary key (connection_id, subject, batch, side, object)
  ) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`,
]

/** What was about to be written, until it is remembered. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
