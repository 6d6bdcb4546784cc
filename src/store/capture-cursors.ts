import { sql } from 'kysely'
import type { Cursor } from '#ports/connector/changes.ts'
import type { InboxStore } from '#ports/store/inbox.ts'
import { type Db, recordset, toInstant, toInstantOrNull, toInteger } from './rows.ts'

/** How far each stream was read, and up to when everything was heard of. */
export function captureCursors(db: Db): Pick<InboxStore, 'cursor' | 'capturedAt' | 'heardAt'> {
  return {
    async cursor(connection, { side, object }) {
      const row = await db
        .withSchema('app')
        .selectFrom('capture_cursor')
        .select('cursor')
        .where((eb) => eb.and({ connection_id: connection, side, object }))
        .executeTakeFirst()
      return row === undefined ? null : (row.cursor as Cursor)
    },

    async capturedAt(connection, streams) {
      const rows = await db
        .withSchema('app')
        .selectFrom('capture_cursor')
        .select(['side', 'object', 'saved_at'])
        .where('connection_id', '=', connection)
        .execute()
      const saved = new Map(rows.map((row) => [`${row.side} ${row.object}`, toInstant(row.saved_at)]))
      const known = streams.flatMap(({ side, object }) => saved.get(`${side} ${object}`) ?? [])
      return known.length === 0 || known.length < streams.length ? null : Math.min(...known)
    },

    async heardAt(connection, streams) {
      const wanted = streams.map(({ side, object }) => ({ side, object }))
      const { rows } = await sql<{ heard: string | null; known: string; waiting: string | null }>`
        with wanted as (select side, object from ${recordset('inbox', wanted, 'i')})
        select min(k.heard_at) as heard, count(k.heard_at) as known, (
          select min(least(w.enqueued_at, c.modified_at)) from app.inbox w
          join wanted on (wanted.side, wanted.object) = (w.side, w.object)
          left join app.captured c on (c.connection_id, c.side, c.object, c.record_id)
            = (w.connection_id, w.side, w.object, w.record_id)
          where w.connection_id = ${connection} and w.attempts = 0
        ) as waiting
        from wanted left join app.capture_cursor k
          on k.connection_id = ${connection} and (k.side, k.object) = (wanted.side, wanted.object)`.execute(db)
      const [row] = rows
      const heard = toInstantOrNull(row?.heard ?? null)
      if (row === undefined || heard === null || toInteger(row.known) < streams.length) return null
      const waiting = toInstantOrNull(row.waiting)
      return waiting === null ? heard : Math.min(heard, waiting - 1)
    },
  }
}
