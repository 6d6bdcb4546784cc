import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  sql`create table app.claim (
    connection_id text not null,
    name text not null,
    holder text not null,
    held_until bigint not null,
    primary key (connection_id, name)
  )`,
  sql`create index claim_holder on app.claim (connection_id, holder)`,
]

/** Who may make the record of a name, such as the account of a domain, so that two workers do not make two. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
