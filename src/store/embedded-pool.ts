import { EventEmitter } from 'node:events'
import type { PGlite, Results } from '@electric-sql/pglite'
import type pg from 'pg'
import { type SessionHold, SessionLock } from './session-lock.ts'

type DatabaseRow = Record<string, unknown>

/** What `pg` answers, as far as Kysely and BullMQ look at it. */
export interface EmbeddedResult {
  readonly command: string
  readonly rowCount: number
  readonly rows: DatabaseRow[]
}

type Query = string | { readonly text: string; readonly values?: readonly unknown[] }

const LISTEN = /^listen\s+"?([^"\s;]+)"?/i
const UNLISTEN = /^unlisten\s+"?([^"\s;]+)"?/i
const OPENS_TRANSACTION = /\b(?:begin|start\s+transaction)\b/i
const ENDS_TRANSACTION = /^(?:commit|end)\b/i
// `ROLLBACK TO SAVEPOINT` reports the command ROLLBACK as well, and leaves the transaction open.
const TO_SAVEPOINT = /\brollback\s+(?:(?:work|transaction)\s+)?to\b/i

/** BullMQ's statements start with comment lines. */
const withoutLeadingComments = (text: string): string => text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')

/** Whether a transaction is open after these results, from the command tags that the server itself gave. */
function isOpenAfter(results: readonly Results[], statement: string, wasOpen: boolean): boolean {
  let isOpen = wasOpen
  for (const { command } of results) {
    if (command === 'BEGIN' || command === 'START') isOpen = true
    else if (command === 'COMMIT') isOpen = false
    else if (command === 'ROLLBACK' && !TO_SAVEPOINT.test(statement)) isOpen = false
  }
  return isOpen
}

/**
 * A client of the pool, as `pg.PoolClient`. PGlite has one session, so a client borrows it for a statement, and from BEGIN
 * to COMMIT or ROLLBACK for a transaction. Queries of one client run in the order in which they were asked for.
 */
class EmbeddedClient extends EventEmitter {
  readonly #db: PGlite
  readonly #lock: SessionLock
  readonly #channels = new Set<string>()
  readonly #stopHearing: () => void
  #hold: SessionHold | undefined
  #tail: Promise<unknown> = Promise.resolve()

  constructor(db: PGlite, lock: SessionLock) {
    super()
    this.#db = db
    this.#lock = lock
    this.#stopHearing = db.onNotification((channel, payload) => {
      if (this.#channels.has(channel)) this.emit('notification', { channel, payload })
    })
  }

  query(query: Query, parameters?: readonly unknown[]): Promise<EmbeddedResult> {
    const text = typeof query === 'string' ? query : query.text
    const values = typeof query === 'string' ? parameters : query.values
    const answer = this.#tail.then(() => this.#runNext(text, values ?? []))
    this.#tail = answer.catch(() => undefined)
    return answer
  }

  /** Gives the client back. A transaction left open is rolled back, for the session belongs to everybody. */
  release(_destroy?: boolean): void {
    this.#channels.clear()
    this.#stopHearing()
    void this.#tail.then(async () => {
      const hold = this.#hold
      this.#hold = undefined
      if (hold === undefined) return
      try {
        await this.#db.exec('rollback')
      } finally {
        hold.free()
      }
    })
  }

  async #runNext(text: string, values: readonly unknown[]): Promise<EmbeddedResult> {
    const statement = withoutLeadingComments(text)
    const unwanted = UNLISTEN.exec(statement)?.[1]
    if (unwanted !== undefined) {
      // The session stays subscribed for the other clients; this one hears nothing more.
      this.#channels.delete(unwanted)
      return { command: 'UNLISTEN', rowCount: 0, rows: [] }
    }
    const channel = LISTEN.exec(statement)?.[1]
    if (channel !== undefined) this.#channels.add(channel)
    const wasOpen = this.#hold !== undefined
    const hold = this.#hold ?? (await this.#lock.take(statement))
    hold.beginWork(statement)
    let isOpen = wasOpen && !ENDS_TRANSACTION.test(statement)
    try {
      const results = await this.#run(text, values)
      isOpen = isOpenAfter(results, statement, wasOpen)
      const last = results.at(-1)
      return { command: last?.command ?? '', rowCount: last?.rowCount ?? 0, rows: (last?.rows ?? []) as DatabaseRow[] }
    } catch (error) {
      // Several statements in one text: the first may have opened a transaction before the next one failed.
      if (!wasOpen && OPENS_TRANSACTION.test(statement)) await this.#db.exec('rollback')
      throw error
    } finally {
      hold.endWork()
      this.#hold = isOpen ? hold : undefined
      if (!isOpen) hold.free()
    }
  }

  /** Without values several statements may come in one text, as in pg's simple protocol. */
  async #run(text: string, values: readonly unknown[]): Promise<readonly Results[]> {
    if (values.length === 0) return this.#db.exec(text)
    return [await this.#db.query(text, [...values])]
  }
}

const INT8 = 20

/** For `PGlite.create`: `int8` (and `count(*)`) come as decimal strings, as pg gives them. */
export const PG_LIKE_PARSERS = { [INT8]: (value: string): string => value }

/**
 * One in-process PGlite, created with PG_LIKE_PARSERS, seen as a `pg.Pool`: for Kysely's PostgresDialect and for BullMQ's
 * PostgreSQL backend side by side. `end` closes the database.
 *
 * @param options.idleLimitMs how long a query waits for a transaction that does nothing before it is refused with
 * SessionBusyError; default 10 s.
 */
export function embeddedPool(db: PGlite, options: { readonly idleLimitMs?: number } = {}): pg.Pool {
  const lock = new SessionLock(options.idleLimitMs ?? 10_000)
  let ended: Promise<void> | undefined
  const pool = Object.assign(new EventEmitter(), {
    // BullMQ asks whether dead connections are noticed before it lets workers wait for long: here there is none to die.
    options: { keepAlive: true },
    connect: async () => new EmbeddedClient(db, lock),
    query: async (query: Query, values?: readonly unknown[]) => {
      const client = new EmbeddedClient(db, lock)
      try {
        return await client.query(query, values)
      } finally {
        client.release()
      }
    },
    end: () => (ended ??= db.close()),
  })
  // Every queue and worker listens for errors of the pool.
  pool.setMaxListeners(0)
  // What Kysely and BullMQ use of a pool is above; nothing else of `pg.Pool` is promised.
  return pool as unknown as pg.Pool
}
