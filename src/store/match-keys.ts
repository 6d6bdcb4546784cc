import { sql } from 'kysely'
import type { MatchKeyStore } from '#ports/store.ts'
import { chunksOf, type Db, inTransaction, jsonb, keyOf, lastByKey, recordset, textSet } from './rows.ts'

export function matchKeyStore(db: Db): MatchKeyStore {
  return {
    replace(connection, kind, side, records) {
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(lastByKey(records, (record) => record.recordId))) {
          const ids = chunk.map((record) => record.recordId)
          const rows = lastByKey(
            chunk.flatMap(({ recordId, keys }) =>
              keys.map((key) => ({ connection_id: connection, kind, side, key, record_id: recordId })),
            ),
            (row) => keyOf(row.key, row.record_id),
          )
          await sql`
            with given as (
              select * from ${recordset('match_key', rows, 'i')}
            )
            delete from app.match_key m
            where m.connection_id = ${connection} and m.kind = ${kind} and m.side = ${side}
              and m.record_id in ${textSet(ids)}
              and not exists (select 1 from given g where g.key = m.key and g.record_id = m.record_id)`.execute(tx)
          await sql`
            insert into app.match_key select * from ${recordset('match_key', rows, 'i')}
            on conflict do nothing`.execute(tx)
        }
      })
    },

    async find(connection, kind, side, keys) {
      if (keys.length === 0) return new Map()
      const { rows } = await sql<{ key: string; ids: string[] }>`
        select m.key, array_agg(m.record_id order by m.record_id) as ids
        from (select distinct jsonb_array_elements_text(${jsonb(keys)}) as key) a
        join app.match_key m
          on (m.connection_id, m.kind, m.side, m.key) = (${connection}, ${kind}, ${side}, a.key)
        group by m.key`.execute(db)
      return new Map(rows.map((row) => [row.key, row.ids]))
    },
  }
}
