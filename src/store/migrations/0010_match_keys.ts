import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`create table app.match_key (
    connection_id text not null,
    kind text not null,
    side text not null,
    key text not null,
    record_id text not null,
    primary key (connection_id, kind, side, key, record_id)
  )`,
  sql`create index match_key_record on app.match_key (connection_id, kind, side, record_id)`,
]

/** By what records of plain pairs can be found again from the other side: domains, names, stored keys. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
