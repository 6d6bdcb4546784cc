import { sql } from 'kysely'
import type { BackfillChoices, BackfillCounts } from '#domain/plan/backfill.ts'
import type { BackfillState, BackfillStore, StoredBackfill } from '#ports/store.ts'
import { type Db, jsonb, toInstant, toInstantOrNull, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const toBackfill = (row: Row<'backfill'>): StoredBackfill => ({
  id: row.id,
  choices: row.choices as BackfillChoices,
  state: row.state as BackfillState,
  cursor: row.cursor,
  counts: row.counts as BackfillCounts,
  total: row.total === null ? null : toInteger(row.total),
  startedAt: toInstant(row.started_at),
  workedMs: toInteger(row.worked_ms),
  finishedAt: toInstantOrNull(row.finished_at),
  worker: row.worker,
  leaseUntil: toInstantOrNull(row.lease_until),
})

export function backfillStore(db: Db): BackfillStore {
  return {
    async begin(connection, backfill) {
      const { rows } = await sql`
        insert into app.backfill
          (id, connection_id, choices, state, cursor, counts, total, started_at, worked_ms)
        values (${backfill.id}, ${connection}, ${jsonb(backfill.choices)}, ${backfill.state}, ${backfill.cursor},
          ${jsonb(backfill.counts)}, ${backfill.total}, ${backfill.startedAt}, ${backfill.workedMs})
        on conflict do nothing returning id`.execute(db)
      return rows.length > 0
    },
    async newest(connection) {
      const { rows } = await sql<Row<'backfill'>>`
        select * from app.backfill where connection_id = ${connection}
        order by state in ('running', 'stopped') desc, started_at desc, id desc limit 1`.execute(db)
      return rows[0] === undefined ? null : toBackfill(rows[0])
    },
    async lease(connection, id, { worker, now, until }) {
      const { rows } = await sql<Row<'backfill'>>`
        update app.backfill set worker = ${worker}, lease_until = ${until}
        where connection_id = ${connection} and id = ${id} and state = 'running'
          and (worker is null or worker = ${worker} or lease_until <= ${now})
        returning *`.execute(db)
      return rows[0] === undefined ? null : toBackfill(rows[0])
    },
    async advance(connection, id, to) {
      const { rows } = await sql<Pick<Row<'backfill'>, 'state'>>`
        update app.backfill set cursor = ${to.cursor}, counts = ${jsonb(to.counts)}, worked_ms = ${to.workedMs},
          lease_until = ${to.leaseUntil}
        where connection_id = ${connection} and id = ${id} returning state`.execute(db)
      return (rows[0]?.state ?? 'cancelled') as BackfillState
    },
    async free(connection, id, worker) {
      await sql`
        update app.backfill set worker = null, lease_until = null
        where connection_id = ${connection} and id = ${id} and worker = ${worker}`.execute(db)
    },
    async turn(connection, id, state, at) {
      const finishedAt = state === 'done' || state === 'cancelled' ? at : null
      await sql`
        update app.backfill set state = ${state}, finished_at = ${finishedAt}, worker = null, lease_until = null
        where connection_id = ${connection} and id = ${id} and state in ('running', 'stopped')`.execute(db)
    },
  }
}
