import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { ParkedItem, ParkedStore } from '#ports/store/parked.ts'
import { chunksOf, type Db, keyOf, lastByKey, recordset, textSet, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const toParkedItem = (row: Row<'parked'>): ParkedItem => ({
  side: row.side as ParkedItem['side'],
  object: row.object,
  recordId: row.record_id,
  linkId: row.link_id === null ? null : linkId(row.link_id),
  code: row.code,
  message: row.message,
  remedy: row.remedy,
  at: toInstant(row.at),
})

export function parkedStore(db: Db): ParkedStore {
  return {
    async park(connection, items) {
      const rows = lastByKey(items, (item) => keyOf(item.side, item.object, item.recordId, item.code)).map((item) => ({
        side: item.side,
        object: item.object,
        record_id: item.recordId,
        link_id: item.linkId,
        code: item.code,
        message: item.message,
        remedy: item.remedy,
        at: item.at,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          insert into app.parked (connection_id, side, object, record_id, link_id, code, message, remedy, at)
          select ${connection}, side, object, record_id, link_id, code, message, remedy, at
          from ${recordset('parked', chunk, 'i')}
          on conflict (connection_id, side, object, record_id, code) where resolved_at is null
            do update set link_id = excluded.link_id, message = excluded.message, remedy = excluded.remedy, at = excluded.at`.execute(
          db,
        )
    },
    async resolve(connection, { side, object }, recordIds, at) {
      if (recordIds.length === 0) return
      await sql`
        update app.parked set resolved_at = ${at}
        where connection_id = ${connection} and side = ${side} and object = ${object}
          and record_id in ${textSet(recordIds)} and resolved_at is null`.execute(db)
    },
    async open(connection, limit) {
      const { rows } = await sql<Row<'parked'>>`
        select * from app.parked where connection_id = ${connection} and resolved_at is null
        order by at desc, seq desc limit ${limit}`.execute(db)
      return rows.map(toParkedItem)
    },
    async counts(connection) {
      const { rows } = await sql<{ code: string; n: string }>`
        select code, count(*) as n from app.parked where connection_id = ${connection} and resolved_at is null
        group by code order by code`.execute(db)
      return Object.fromEntries(rows.map((row) => [row.code, toInteger(row.n)]))
    },
  }
}
