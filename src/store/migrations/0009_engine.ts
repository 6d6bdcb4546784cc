import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`alter table app.captured add column known_at bigint`,
  // What parked records depend on: when one of these changes, they are tried again.
  sql`create table app.watched (
    connection_id text not null,
    name text not null,
    print text not null,
    primary key (connection_id, name)
  )`,
]

/** When Tandem itself last wrote or read a record; what parked records depend on. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
