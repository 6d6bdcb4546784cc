import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '#domain/errors.ts'
import { createOwnDatabase, databaseKinds, useDatabase } from '#support/database.ts'
import { type Database, openDatabase } from './db.ts'
import { migrateToLatest } from './migrate.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { TABLES } from './tables.ts'

interface Column {
  readonly table_name: string
  readonly column_name: string
  readonly data_type: string
  readonly is_nullable: 'YES' | 'NO'
}

for (const kind of databaseKinds()) {
  describe(`the tables on ${kind}`, () => {
    const database = useDatabase(kind)

    it('have the columns that the program believes them to have', async () => {
      const { rows } = await sql<Column>`
        select table_name, column_name, data_type, is_nullable from information_schema.columns
        where table_schema = 'app' and table_name not like 'migration%'
        order by table_name, ordinal_position`.execute(database().kysely)
      const found = rows.map((row) => [
        `${row.table_name}.${row.column_name}`,
        `${row.data_type}${row.is_nullable === 'YES' ? '?' : ''}`,
      ])
      const believed = Object.entries(TABLES)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([table, columns]) => Object.entries(columns).map(([column, type]) => [`${table}.${column}`, type]))
      expect(found).toEqual(believed)
    })

    it('are migrated once, and a second time without doing anything', async () => {
      await migrateToLatest(database().kysely)
      const { rows } = await sql<{ name: string }>`select name from app.migration order by name`.execute(
        database().kysely,
      )
      expect(rows.map((row) => row.name)).toEqual(Object.keys(MIGRATIONS))
    })

    it('stay as they were when a migration fails, and the error names it', async () => {
      const failing = {
        ...MIGRATIONS,
        '9999_broken': {
          up: async (tx: Kysely<never>) => {
            await sql`create table app.half (id integer)`.execute(tx)
            throw new Error('no')
          },
        },
      }
      await expect(migrateToLatest(database().kysely, failing)).rejects.toThrow(
        'could not be migrated (9999_broken): no',
      )
      const { rows } = await sql`select to_regclass('app.half') as half`.execute(database().kysely)
      expect(rows).toEqual([{ half: null }])
    })
  })
}

describe.runIf(databaseKinds().includes('postgres'))('an empty database on a server', () => {
  it('is migrated once when several processes start at the same time', async () => {
    const own = await createOwnDatabase('_race')
    const opened = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url: own.url })))
    const names = await sql<{ name: string }>`select name from app.migration`.execute(
      opened[0]?.kysely as Database['kysely'],
    )
    await Promise.all(opened.map((database) => database.close()))
    await own.drop()
    expect(names.rows).toHaveLength(Object.keys(MIGRATIONS).length)
  })
})

describe('a database in a folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tandem-db-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is still there after it was closed, and belongs to one opener at a time', async () => {
    const first = await openDatabase({ folder })
    await sql`insert into app.routing_state values ('c', '{"n": 1}')`.execute(first.kysely)
    await expect(openDatabase({ folder })).rejects.toThrow(`the folder ${folder} is in use by process ${process.pid}`)
    await first.close()
    const second = await openDatabase({ folder })
    const { rows } = await sql`select state from app.routing_state`.execute(second.kysely)
    await second.close()
    expect(rows).toEqual([{ state: { n: 1 } }])
  })
})

describe('a server that cannot be used', () => {
  it('is a usage error of one line with host, port, database and what to check, without the password', async () => {
    const opening = openDatabase({ url: 'postgres://bob:geheim@127.0.0.1:1/sales' })
    await expect(opening).rejects.toThrow(UsageError)
    await expect(opening).rejects.toThrow(
      /^cannot use PostgreSQL at 127\.0\.0\.1:1, database "sales" \(.*ECONNREFUSED.*\): check that the server runs.*$/,
    )
    await expect(opening).rejects.not.toThrow('geheim')
  })

  it('is a usage error as well when what listens there is no PostgreSQL', async () => {
    const server = createServer((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(openDatabase({ url: `postgres://bob@127.0.0.1:${port}/sales` })).rejects.toThrow(UsageError)
    await new Promise((resolve) => server.close(resolve))
  })

  it('is a usage error when the URL is none', async () => {
    await expect(openDatabase({ url: 'localhost:5432' })).rejects.toThrow('DATABASE_URL is not a URL like postgres://')
  })
})
