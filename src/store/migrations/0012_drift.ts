import { type Kysely, sql } from 'kysely'

// `position`: the link after which the next sample begins, so that night after night every pair has its turn.
const STATEMENTS = [
  sql`create table app.drift (
    id text primary key,
    connection_id text not null,
    at bigint not null,
    took_ms bigint not null,
    calls jsonb not null,
    counts jsonb not null,
    problems jsonb not null,
    problems_in_all bigint not null,
    unexplained bigint not null,
    position text
  )`,
  sql`create index drift_newest on app.drift (connection_id, at desc)`,
]

/** What the checks of both sides found. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
