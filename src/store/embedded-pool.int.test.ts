import { PGlite } from '@electric-sql/pglite'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { embeddedPool, PG_LIKE_PARSERS } from './embedded-pool.ts'
import { startUpkeep } from './embedded-upkeep.ts'
import { SessionBusyError } from './session-lock.ts'

interface Tables {
  note: { id: number; text: string }
}

describe('the embedded database, seen as a pool', () => {
  let db: PGlite
  let pool: Pool
  let kysely: Kysely<Tables>
  beforeAll(async () => {
    db = await PGlite.create({ parsers: PG_LIKE_PARSERS })
    await db.exec('create table note (id integer primary key, text text not null)')
    pool = embeddedPool(db, { idleLimitMs: 200 })
    kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  })
  beforeEach(async () => void (await db.exec('truncate note')))
  afterAll(async () => {
    await pool.end()
    await pool.end()
  })
  const count = async (): Promise<number> => Number((await pool.query('select count(*) as n from note')).rows[0]?.n)

  it('gives int8 and counts as decimal strings, as pg does', async () => {
    const { rows, rowCount, command } = await pool.query(
      'select count(*) as n, 9007199254740993::int8 as big from note',
    )
    expect(rows).toEqual([{ n: '0', big: '9007199254740993' }])
    expect({ rowCount, command }).toEqual({ rowCount: 1, command: 'SELECT' })
  })

  it('says how many rows a statement touched', async () => {
    await kysely
      .insertInto('note')
      .values([
        { id: 1, text: 'a' },
        { id: 2, text: 'b' },
      ])
      .execute()
    const result = await kysely.updateTable('note').set({ text: 'c' }).executeTakeFirstOrThrow()
    expect(result.numUpdatedRows).toBe(2n)
  })

  it('runs transactions that start at the same time one after the other', async () => {
    const add = (): Promise<void> =>
      kysely.transaction().execute(async (tx) => {
        const { rows } = await sql<{ next: number }>`select coalesce(max(id), 0) + 1 as next from note`.execute(tx)
        await tx
          .insertInto('note')
          .values({ id: rows[0]?.next ?? 0, text: 'x' })
          .execute()
      })
    await Promise.all(Array.from({ length: 20 }, add))
    expect(await count()).toBe(20)
  })

  it('lets no statement of others into an open transaction', async () => {
    const client = await pool.connect()
    await client.query('begin')
    await client.query("insert into note values (1, 'mine')")
    const beside = pool.query("insert into note values (2, 'beside')")
    await client.query('rollback')
    await beside
    client.release()
    expect((await pool.query('select id from note')).rows).toEqual([{ id: 2 }])
  })

  it.each(['begin', 'START TRANSACTION', '-- why\n/* note */ start transaction isolation level serializable'])(
    'knows that a transaction starts with %j',
    async (opening) => {
      const client = await pool.connect()
      await client.query(opening)
      await client.query("insert into note values (1, 'x')")
      const waiting = count()
      await client.query('commit')
      client.release()
      expect(await waiting).toBe(1)
    },
  )

  it('keeps a transaction open over a savepoint that is rolled back', async () => {
    await kysely.transaction().execute(async (tx) => {
      await tx.insertInto('note').values({ id: 1, text: 'kept' }).execute()
      await sql`savepoint here`.execute(tx)
      await tx.insertInto('note').values({ id: 2, text: 'dropped' }).execute()
      await sql`rollback to savepoint here`.execute(tx)
      await tx.insertInto('note').values({ id: 3, text: 'kept' }).execute()
    })
    expect((await pool.query('select id from note order by id')).rows).toEqual([{ id: 1 }, { id: 3 }])
  })

  it('rolls back what a failed transaction did, and works on', async () => {
    const failing = kysely.transaction().execute(async (tx) => {
      await tx.insertInto('note').values({ id: 1, text: 'x' }).execute()
      await sql`select 1 / 0`.execute(tx)
    })
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await count()).toBe(0)
  })

  it('rolls back a text that opened a transaction and failed before its end', async () => {
    await expect(pool.query("begin; insert into note values (1, 'x'); select 1 / 0; commit")).rejects.toThrow(
      'division',
    )
    expect(await count()).toBe(0)
  })

  it('rolls back the transaction of a client that is given back in the middle', async () => {
    const client = await pool.connect()
    await client.query('begin')
    await client.query("insert into note values (1, 'x')")
    client.release()
    expect(await count()).toBe(0)
  })

  it('refuses a query beside the transaction that waits for it, and goes on afterwards', async () => {
    const stuck = kysely.transaction().execute(async (tx) => {
      await tx.insertInto('note').values({ id: 1, text: 'x' }).execute()
      await count()
    })
    await expect(stuck).rejects.toThrow(SessionBusyError)
    expect(await count()).toBe(0)
  })

  it('runs the queries of one client in the order in which they were asked for', async () => {
    const client = await pool.connect()
    const texts = ['begin', "insert into note values (1, 'a')", "update note set text = 'b'", 'commit']
    await Promise.all(texts.map((text) => client.query(text)))
    client.release()
    expect((await pool.query('select text from note')).rows).toEqual([{ text: 'b' }])
  })

  it('delivers notifications to the clients that listen, until they stop', async () => {
    const listener = await pool.connect()
    const other = await pool.connect()
    const heard: unknown[] = []
    const strays: unknown[] = []
    listener.on('notification', (message) => heard.push([message.channel, message.payload]))
    other.on('notification', (message) => strays.push(message.payload))
    await listener.query('-- jobs of all queues\nLISTEN "jobs_ready"')
    await pool.query("select pg_notify('jobs_ready', 'one')")
    await expect.poll(() => heard).toEqual([['jobs_ready', 'one']])
    await listener.query('unlisten "jobs_ready"')
    await other.query('listen jobs_ready')
    await pool.query("select pg_notify('jobs_ready', 'two')")
    await expect.poll(() => strays).toEqual(['two'])
    expect(heard).toHaveLength(1)
    listener.release()
    other.release()
  })

  it('keeps statistics and removes dead rows by itself', async () => {
    await pool.query("insert into note select n, 'x' from generate_series(1, 3000) n")
    await pool.query("update note set text = 'y'")
    const upkeep = startUpkeep(
      pool,
      (error) => {
        throw error
      },
      10,
    )
    const state = async () => {
      const { rows } = await pool.query(
        "select n_dead_tup as dead, n_mod_since_analyze as changed from pg_stat_user_tables where relname = 'note'",
      )
      return rows
    }
    await expect.poll(state, { timeout: 10_000 }).toEqual([{ dead: '0', changed: '0' }])
    await upkeep.stop()
  })
})
