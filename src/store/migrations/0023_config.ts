import { type Kysely, sql } from 'kysely'

/**
 * The document as it was written: `jsonb` keeps no order of members, and of the values of a map the first named comes back. By which
 * version a record was parked, and who paused a connection: what is from before was paused by Tandem.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table app.config_version add column written text`.execute(db)
  await sql`alter table app.parked add column config_version integer`.execute(db)
  await sql`alter table app.connection add column paused_by text check (paused_by in ('person', 'tandem'))`.execute(db)
}
