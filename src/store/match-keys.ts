import { sql } from 'kysely'
import type { MatchKeyStore } from '#ports/store/match-keys.ts'
import { chunksOf, type Db, inTransaction, jsonb, lastByKey } from './rows.ts'

export function matchKeyStore(db: Db): MatchKeyStore {
  return {
    replace(connection, kind, side, records) {
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(lastByKey(records, (record) => record.recordId))) {
          const given = chunk.map(({ recordId, keys }) => ({ id: recordId, keys: [...new Set(keys)].sort() }))
          // What is taken away and what is added never overlap, so one statement does both. Each record carries its own keys:
          // a second table of them to compare with would be walked once for every row that is there.
          await sql`
            with given as materialized (
              select * from jsonb_to_recordset(${jsonb(given)}) as i(id text, keys jsonb)
            ), dropped as (
              delete from app.match_key m using given i
              where m.connection_id = ${connection} and m.kind = ${kind} and m.side = ${side}
                and m.record_id = i.id and not i.keys ? m.key
            )
            insert into app.match_key (connection_id, kind, side, key, record_id)
            select ${connection}, ${kind}, ${side}, k.key, i.id
            from given i cross join lateral jsonb_array_elements_text(i.keys) as k(key)
            on conflict do nothing`.execute(tx)
        }
      })
    },

    async find(connection, kind, side, keys) {
      if (keys.length === 0) return new Map()
      const { rows } = await sql<{ key: string; ids: string[] }>`
        select m.key, array_agg(m.record_id order by m.record_id) as ids
        from jsonb_array_elements_text(${jsonb([...new Set(keys)])}) as a(key)
        join app.match_key m
          on (m.connection_id, m.kind, m.side, m.key) = (${connection}, ${kind}, ${side}, a.key)
        group by m.key`.execute(db)
      return new Map(rows.map((row) => [row.key, row.ids]))
    },
  }
}
