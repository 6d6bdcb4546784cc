import { sql } from 'kysely'
import type { ForesightStore, StoredForesight } from '#ports/store/foresights.ts'
import { type Db, inTransaction, jsonb, toInstant, toInstantOrNull, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const toForesight = (row: Row<'foresight'>): StoredForesight => ({
  id: row.id,
  choices: row.choices as StoredForesight['choices'],
  state: row.state as StoredForesight['state'],
  counts: row.counts as StoredForesight['counts'],
  total: row.total === null ? null : toInteger(row.total),
  calls: row.calls as StoredForesight['calls'],
  startedAt: toInstant(row.started_at),
  finishedAt: toInstantOrNull(row.finished_at),
  note: row.note,
})

export function foresightStore(db: Db): ForesightStore {
  return {
    begin: (connection, one) =>
      inTransaction(db, async (tx) => {
        await sql`
          update app.foresight set state = 'cancelled', finished_at = ${one.startedAt}::bigint
          where connection_id = ${connection} and state = 'running'`.execute(tx)
        await sql`
          insert into app.foresight (connection_id, id, choices, state, counts, total, calls, started_at)
          values (${connection}, ${one.id}, ${jsonb(one.choices)}, ${one.state}, ${jsonb(one.counts)}, ${one.total},
            ${jsonb(one.calls)}, ${one.startedAt})`.execute(tx)
      }),
    async newest(connection) {
      const { rows } = await sql<Row<'foresight'>>`
        select * from app.foresight where connection_id = ${connection} order by started_at desc limit 1`.execute(db)
      return rows[0] === undefined ? null : toForesight(rows[0])
    },
    async byId(connection, id) {
      const { rows } = await sql<Row<'foresight'>>`
        select * from app.foresight where connection_id = ${connection} and id = ${id}`.execute(db)
      return rows[0] === undefined ? null : toForesight(rows[0])
    },
    async save(connection, one) {
      const { rows } = await sql`
        update app.foresight set state = ${one.state}, counts = ${jsonb(one.counts)}, total = ${one.total},
          calls = ${jsonb(one.calls)}, finished_at = ${one.finishedAt}, note = ${one.note}
        where connection_id = ${connection} and id = ${one.id} and state = 'running' returning 1`.execute(db)
      return rows.length > 0
    },
  }
}
