import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { type Database, openDatabase } from '#store/db.ts'
import { TABLES } from '#store/tables.ts'
import { serverUrl } from './servers.ts'

export type DatabaseKind = Database['kind']

/**
 * Every kind to test here: the embedded one, PostgreSQL with DATABASE_URL. A run that is there for the servers
 * (TANDEM_REQUIRE_SERVERS=1) leaves the embedded one to the run without them.
 */
export function databaseKinds(): readonly DatabaseKind[] {
  if (serverUrl('DATABASE_URL') === undefined) return ['embedded']
  return process.env['TANDEM_REQUIRE_SERVERS'] === '1' ? ['postgres'] : ['embedded', 'postgres']
}

/** The kind for tests that run on one: PostgreSQL with DATABASE_URL, else the embedded one. */
export const databaseKind = (): DatabaseKind => databaseKinds().at(-1) ?? 'embedded'

/** It takes seconds to start and nothing to keep, so all files of a worker share it. */
let embedded: Promise<Database> | undefined

/**
 * A migrated, empty database for the tests of the surrounding `describe` or file; emptied before each of them.
 * On PostgreSQL it is a database of its own, dropped afterwards. Call once, outside of tests.
 *
 * @returns gives the database; only inside tests and hooks.
 */
export function useDatabase(kind: DatabaseKind = databaseKind()): () => Database {
  let database: Database | undefined
  let drop = async (): Promise<void> => undefined
  beforeAll(async () => {
    if (kind === 'embedded') {
      embedded ??= openDatabase('memory')
      database = await embedded
      return
    }
    const own = await createOwnDatabase()
    database = await openDatabase({ url: own.url })
    drop = own.drop
  })
  beforeEach(async () => {
    if (database !== undefined) await emptyDatabase(database)
  })
  afterAll(async () => {
    if (kind === 'postgres') await database?.close()
    await drop()
  })
  return () => {
    if (database === undefined) throw new Error('the database is there in tests and hooks only')
    return database
  }
}

/** A new database on the server of DATABASE_URL, named after this process. */
export async function createOwnDatabase(
  suffix = '',
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> {
  const server = serverUrl('DATABASE_URL')
  if (server === undefined) throw new Error('DATABASE_URL is needed for a database on PostgreSQL')
  const name = `tandem_test_${process.pid}${suffix}`
  await onServer(server, `drop database if exists ${name} with (force)`, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => onServer(server, `drop database if exists ${name} with (force)`) }
}

async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Empties our tables, and the queue's where there is one: those that hold something. */
export async function emptyDatabase({ kysely, kind }: Database): Promise<void> {
  const queue = await sql<{ name: string }>`
    select format('bullmq.%I', tablename) as name from pg_tables
    where schemaname = 'bullmq' and tablename <> 'migration'`.execute(kysely)
  const all = [...Object.keys(TABLES).map((table) => `app.${table}`), ...queue.rows.map((row) => row.name)]
  const looks = all.map((table) => `select '${table}' as name where exists (select from ${table})`)
  const { rows } = await sql<{ name: string }>`${sql.raw(looks.join(' union all '))}`.execute(kysely)
  const filled = rows.map(({ name }) => name)
  if (filled.length === 0) return
  if (kind === 'embedded') {
    // Nothing vacuums it, so rows that were only deleted would stay in its files.
    await sql`truncate ${sql.raw(filled.join(', '))} restart identity cascade`.execute(kysely)
    return
  }
  // A server makes and syncs new files for every table that it truncates. All at once, so that it does not matter who refers to whom.
  const parts = filled.map((table, i) => `gone_${i} as (delete from ${table})`)
  await sql`with ${sql.raw(parts.join(', '))} select`.execute(kysely)
  await sql`
    select setval(pg_get_serial_sequence(format('%I.%I', table_schema, table_name), column_name), 1, false)
    from information_schema.columns where table_schema = 'app' and is_identity = 'YES'`.execute(kysely)
}
