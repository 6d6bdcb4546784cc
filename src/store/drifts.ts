import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { DriftCounts, DriftProblem, DriftStore, StoredDrift, WaitingState } from '#ports/store/drifts.ts'
import { type Db, inTransaction, jsonb, textSet, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

/** A year of nights. */
const KEPT = 366

const toDrift = (row: Row<'drift'>): StoredDrift => ({
  id: row.id,
  at: toInstant(row.at),
  tookMs: toInteger(row.took_ms),
  calls: row.calls as StoredDrift['calls'],
  counts: row.counts as DriftCounts,
  problems: row.problems as readonly DriftProblem[],
  problemsInAll: toInteger(row.problems_in_all),
  unexplained: toInteger(row.unexplained),
  position: row.position === null ? null : linkId(row.position),
})

export function driftStore(db: Db): DriftStore {
  return {
    save(connection, drift) {
      return inTransaction(db, async (tx) => {
        await sql`
          insert into app.drift
            (id, connection_id, at, took_ms, calls, counts, problems, problems_in_all, unexplained, position)
          values (${drift.id}, ${connection}, ${drift.at}, ${Math.round(drift.tookMs)}, ${jsonb(drift.calls)},
            ${jsonb(drift.counts)}, ${jsonb(drift.problems)}, ${drift.problemsInAll}, ${drift.unexplained},
            ${drift.position})`.execute(tx)
        await sql`
          delete from app.drift where connection_id = ${connection} and id in (
            select id from app.drift where connection_id = ${connection} order by at desc, id offset ${KEPT}
          )`.execute(tx)
      })
    },
    async newest(connection) {
      const { rows } = await sql<Row<'drift'>>`
        select * from app.drift where connection_id = ${connection} order by at desc, id limit 1`.execute(db)
      return rows[0] === undefined ? null : toDrift(rows[0])
    },
    async links(connection) {
      const { rows } = await sql<{ kind: string; account: string; state: string; n: string }>`
        select kind, split_part(key, ':', 1) as account, state, count(*) as n from app.link
        where connection_id = ${connection} group by 1, 2, 3 order by 1, 2, 3`.execute(db)
      return rows.map(({ kind, account, state, n }) => ({ kind, account, state, count: toInteger(n) }))
    },
    async states(connection, { side, object }, recordIds) {
      if (recordIds.length === 0) return new Map()
      const { rows } = await sql<{ id: string; waiting: boolean; error: string | null; code: string | null }>`
        with asked as (select id from ${textSet(recordIds)} as t(id))
        select a.id, i.record_id is not null as waiting, i.last_error as error, min(p.code) as code
        from asked a
        left join app.inbox i on i.connection_id = ${connection} and i.side = ${side} and i.object = ${object}
          and i.record_id = a.id
        left join app.parked p on p.connection_id = ${connection} and p.side = ${side} and p.object = ${object}
          and p.record_id = a.id and p.resolved_at is null
        where i.record_id is not null or p.record_id is not null
        group by a.id, i.record_id, i.last_error`.execute(db)
      return new Map(
        rows.map(({ id, waiting, error, code }): [string, WaitingState] => [
          id,
          code !== null ? { kind: 'parked', code } : { kind: 'waiting', error: waiting ? error : null },
        ]),
      )
    },
  }
}
