import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect } from 'kysely'
import { Client, Pool } from 'pg'
import { UsageError } from '#domain/errors.ts'
import { embeddedPool, PG_LIKE_PARSERS } from './embedded-pool.ts'
import { startUpkeep } from './embedded-upkeep.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { migrateToLatest } from './migrate.ts'
import type { Tables } from './tables.ts'

/** A PostgreSQL server, a folder for the embedded database, or the embedded database in memory. */
export type DatabaseTarget = { readonly url: string } | { readonly folder: string } | 'memory'

export interface Database {
  readonly kind: 'postgres' | 'embedded'
  readonly kysely: Kysely<Tables>
  /** For BullMQ's PostgreSQL backend: unqualified names resolve to schema `bullmq`. */
  readonly pool: Pool
  /** Ends all connections and frees the folder. */
  close(): Promise<void>
}

const CONNECT_TIMEOUT_MS = 5_000
const OLDEST_SERVER = 15
/** Queries of the product; each worker and queue-event listener of BullMQ keeps a connection of the other pool for itself. */
const QUERY_CONNECTIONS = 10
const QUEUE_CONNECTIONS = 24
const QUEUE_SEARCH_PATH = 'bullmq,public'

/**
 * Opens the database and brings its tables up to date.
 *
 * @throws UsageError, one line: a server that cannot be reached (which, and what to check), is too old or a wrong URL; a
 * folder that another process uses.
 */
export async function openDatabase(target: DatabaseTarget): Promise<Database> {
  if (target === 'memory') return openEmbedded(undefined)
  return 'url' in target ? openServer(target.url) : openEmbedded(target.folder)
}

async function openEmbedded(folder: string | undefined): Promise<Database> {
  const lock: FolderLock | undefined = folder === undefined ? undefined : await lockFolder(folder)
  try {
    const dataDir = folder === undefined ? 'memory://' : join(folder, 'database')
    const db = await PGlite.create({ dataDir, parsers: PG_LIKE_PARSERS })
    await db.exec(`create schema if not exists bullmq; set search_path to ${QUEUE_SEARCH_PATH}`)
    const pool = embeddedPool(db)
    const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
    await migrateToLatest(kysely)
    // Upkeep that fails costs time, not data: what really needs the database fails by itself and is heard.
    const upkeep = startUpkeep(pool, () => undefined)
    return {
      kind: 'embedded',
      kysely,
      pool,
      close: async () => {
        await upkeep.stop()
        await kysely.destroy()
        await pool.end()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function openServer(url: string): Promise<Database> {
  await probe(url)
  const common = { connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, keepAlive: true }
  const queries = new Pool({ ...common, max: QUERY_CONNECTIONS })
  const pool = new Pool({ ...common, max: QUEUE_CONNECTIONS, options: `-c search_path=${QUEUE_SEARCH_PATH}` })
  // A pool emits the errors of idle connections and replaces them; without a listener they would end the process.
  queries.on('error', () => undefined)
  pool.on('error', () => undefined).setMaxListeners(0)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: queries }) })
  const close = async (): Promise<void> => {
    await kysely.destroy()
    await pool.end()
  }
  try {
    await migrateToLatest(kysely)
  } catch (error) {
    await close()
    throw error
  }
  return { kind: 'postgres', kysely, pool, close }
}

/** One connection, to say clearly what is wrong before any pool exists. */
async function probe(url: string): Promise<void> {
  if (!/^postgres(?:ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError('DATABASE_URL is not a URL like postgres://user:password@host:5432/database')
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => undefined)
  let versionNumber: number
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    versionNumber = Number(rows[0]?.server_version_num)
  } catch (error) {
    throw unreachable(client, error)
  } finally {
    await client.end().catch(() => undefined)
  }
  const major = Math.floor(versionNumber / 10_000)
  if (major < OLDEST_SERVER)
    throw new UsageError(`the server of DATABASE_URL is PostgreSQL ${major}; Tandem needs ${OLDEST_SERVER} or newer`)
}

function unreachable(client: Client, error: unknown): UsageError {
  const { host, port } = client
  const database = client.database ?? ''
  const { code = '', message } = error as Error & { readonly code?: string }
  // A refused connection to a name with several addresses is an AggregateError without a message.
  const why = message === '' ? code : message
  const check = code.startsWith('28')
    ? 'check user and password in DATABASE_URL'
    : code === '3D000'
      ? 'create that database or correct the name in DATABASE_URL'
      : 'check that the server runs and that DATABASE_URL names the right host and port'
  return new UsageError(
    `cannot use PostgreSQL at ${host}:${port}, database "${database}" (${why.replaceAll(/\s+/g, ' ')}): ${check}`,
    { host, port, database },
    { cause: error },
  )
}
