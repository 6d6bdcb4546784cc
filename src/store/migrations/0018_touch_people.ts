import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // What a person's touches hang on. `lead_since`: creation of their first record known, in either CRM; it only ever moves back.
  // `print`: of what their contact says of its sources; where the reading's differs, the history is read again.
  sql`create table app.touch_person (
    connection_id text not null,
    link_id text not null,
    lead_since bigint,
    print text,
    primary key (connection_id, link_id)
  )`,
]

/** When somebody became a lead, and whose property history is due. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
