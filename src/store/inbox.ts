import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Cursor } from '#ports/connector.ts'
import type { InboxRow, InboxStore } from '#ports/store.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  jsonb,
  keyOf,
  lastByKey,
  recordset,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import type { Row } from './tables.ts'

const toInboxRow = (row: Row<'inbox'>): InboxRow => ({
  side: row.side as InboxRow['side'],
  object: row.object,
  recordId: row.record_id,
  revision: row.revision,
  kind: row.kind as InboxRow['kind'],
  survivorId: row.survivor_id,
  cause: row.cause,
  attempts: row.attempts,
  enqueuedAt: toInstant(row.enqueued_at),
})

/** The row is still the one that was leased if its revision has not moved. */
const leasedRows = (rows: readonly InboxRow[]) =>
  lastByKey(rows, (row) => keyOf(row.side, row.object, row.recordId)).map((row) => ({
    side: row.side,
    object: row.object,
    record_id: row.recordId,
    revision: row.revision,
  }))

const SAME_RECORD = sql`(w.side, w.object, w.record_id) = (i.side, i.object, i.record_id)`

export function inboxStore(db: Db): InboxStore {
  const release = async (
    connection: ConnectionId,
    rows: readonly InboxRow[],
    notBefore: Instant,
    reason: string,
    attempts: number,
  ): Promise<void> => {
    for (const chunk of chunksOf(leasedRows(rows)))
      await sql`
        update app.inbox w set attempts = w.attempts + ${attempts}::integer, not_before = ${notBefore},
          last_error = ${reason}, lease_until = null, leased_by = null
        from ${recordset('inbox', chunk, 'i')}
        where w.connection_id = ${connection} and ${SAME_RECORD}`.execute(db)
  }
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

    capture(connection, { side, object }, { notices, cursor, at }) {
      return inTransaction(db, async (tx) => {
        let added = 0
        for (const chunk of chunksOf(notices, 10_000)) {
          const rows = chunk.map((notice) => ({
            record_id: notice.id,
            kind: notice.kind,
            enqueued_at: notice.modifiedAt,
            survivor_id: notice.survivorId ?? null,
          }))
          // One record may come several times in a page: the newest counts. At the same instant the end of a record counts
          // more than a change of it, or a deletion in the millisecond of the last edit would be dropped.
          const result = await sql<{ added: string }>`
            with notice as (
              select distinct on (record_id) record_id, kind, survivor_id, enqueued_at as modified_at
              from ${recordset('inbox', rows, 'i')}
              order by record_id, enqueued_at desc, kind = 'upserted'
            ), fresh as (
              insert into app.captured as c (connection_id, side, object, record_id, modified_at, kind)
              select ${connection}, ${side}, ${object}, record_id, modified_at, kind from notice
              on conflict (connection_id, side, object, record_id)
                do update set modified_at = excluded.modified_at, kind = excluded.kind
                where excluded.modified_at > c.modified_at
                  or (excluded.modified_at = c.modified_at and c.kind = 'upserted' and excluded.kind <> 'upserted')
              returning record_id
            ), queued as (
              insert into app.inbox as w
                (connection_id, side, object, record_id, kind, survivor_id, cause, enqueued_at, not_before)
              select ${connection}, ${side}, ${object}, record_id, kind, survivor_id, 'changed', ${at}::bigint, ${at}::bigint
              from notice join fresh using (record_id)
              on conflict (connection_id, side, object, record_id) do update set
                revision = w.revision + 1, kind = excluded.kind, survivor_id = excluded.survivor_id, cause = excluded.cause,
                not_before = least(w.not_before, excluded.not_before)
              returning 1
            )
            select count(*) as added from queued`.execute(tx)
          added += toInteger(result.rows[0]?.added ?? '0')
        }
        await sql`
          insert into app.capture_cursor (connection_id, side, object, cursor, saved_at)
          values (${connection}, ${side}, ${object}, ${jsonb(cursor)}, ${at})
          on conflict (connection_id, side, object)
            do update set cursor = excluded.cursor, saved_at = excluded.saved_at`.execute(tx)
        return { added, repeated: notices.length - added }
      })
    },

    async add(connection, { side, object }, recordIds, cause, at) {
      for (const chunk of chunksOf([...new Set(recordIds)].sort()))
        await sql`
          insert into app.inbox as w
            (connection_id, side, object, record_id, kind, cause, enqueued_at, not_before)
          select ${connection}, ${side}, ${object}, id, 'upserted', ${cause}, ${at}::bigint, ${at}::bigint
          from jsonb_array_elements_text(${jsonb(chunk)}) as i(id)
          on conflict (connection_id, side, object, record_id)
            do update set revision = w.revision + 1,
              not_before = least(w.not_before, excluded.not_before)`.execute(db)
    },

    async lease(connection, streams, { limit, leaseMs, worker, now }) {
      const distinct = lastByKey(streams, (stream) => keyOf(stream.side, stream.object))
      const { rows } = await sql<Row<'inbox'>>`
        with due as (
          select first.* from ${recordset('inbox', distinct, 'i')}
          cross join lateral (
            select w.side, w.object, w.record_id, w.enqueued_at
            from app.inbox w
            where w.connection_id = ${connection} and w.side = i.side and w.object = i.object
              and w.not_before <= ${now} and (w.lease_until is null or w.lease_until <= ${now})
            order by w.enqueued_at, w.record_id
            limit ${limit}
            for update skip locked
          ) first
          order by first.enqueued_at, first.side, first.object, first.record_id
          limit ${limit}
        )
        update app.inbox w set lease_until = ${now + leaseMs}, leased_by = ${worker}
        from due i
        where w.connection_id = ${connection} and ${SAME_RECORD}
        returning w.*`.execute(db)
      return rows
        .map(toInboxRow)
        .sort(
          (a, b) => a.enqueuedAt - b.enqueuedAt || (keyOf(a.object, a.recordId) < keyOf(b.object, b.recordId) ? -1 : 1),
        )
    },

    async done(connection, rows) {
      for (const chunk of chunksOf(leasedRows(rows)))
        await sql`
          with worked as (
            select * from ${recordset('inbox', chunk, 'i')}
          ), finished as (
            delete from app.inbox w using worked i
            where w.connection_id = ${connection} and ${SAME_RECORD} and w.revision = i.revision
          )
          update app.inbox w set lease_until = null, leased_by = null, attempts = 0, last_error = null
          from worked i
          where w.connection_id = ${connection} and ${SAME_RECORD} and w.revision <> i.revision`.execute(db)
    },

    giveBack: (connection, rows, notBefore, reason) => release(connection, rows, notBefore, reason, 0),
    retry: (connection, rows, notBefore, error) => release(connection, rows, notBefore, error, 1),
    async depth(connection, now = Date.now()) {
      const { rows } = await sql<{ total: string; due_now: string; oldest_at: string | null }>`
        select count(*) as total,
          count(*) filter (where not_before <= ${now} and (lease_until is null or lease_until <= ${now})) as due_now,
          min(greatest(not_before, coalesce(lease_until, 0))) as oldest_at
        from app.inbox where connection_id = ${connection}`.execute(db)
      const [row] = rows
      return {
        total: toInteger(row?.total ?? 0),
        dueNow: toInteger(row?.due_now ?? 0),
        oldestAt: toInstantOrNull(row?.oldest_at ?? null),
      }
    },
  }
}
