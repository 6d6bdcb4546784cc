import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { InvariantError } from '#domain/errors.ts'
import { MIGRATIONS } from './migrations/index.ts'
import type { Tables } from './tables.ts'

/** Any number that no other program takes on this database. */
const MIGRATION_LOCK = 7_264_336_517

/**
 * Runs the migrations that this database has not seen, all or none. Several processes may start at once: one migrates, the
 * others wait. @throws InvariantError naming the migration that failed.
 */
export async function migrateToLatest(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<void> {
  await db.connection().execute(async (guard) => {
    // `create schema if not exists` itself fails when two processes run it at the same time.
    await sql`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`.execute(guard)
    try {
      await migrate(db, migrations)
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK}::bigint)`.execute(guard)
    }
  })
}

async function migrate(db: Kysely<Tables>, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  // Only when missing: a role that may not create schemas can use one that an administrator made.
  const found = await sql`select 1 from information_schema.schemata where schema_name = 'app'`.execute(db)
  if (found.rows.length === 0) await sql`create schema if not exists app`.execute(db)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'app',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'before the first one'
  const reason = error instanceof Error ? error.message : 'unknown error'
  throw new InvariantError(
    `the database could not be migrated (${failed}): ${reason}`,
    { migration: failed },
    { cause: error },
  )
}
