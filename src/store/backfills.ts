import { sql } from 'kysely'
import type { BackfillChoices, BackfillCounts, Stretch } from '#domain/plan/backfill.ts'
import { arrive } from '#domain/plan/backfill.ts'
import { BACKFILL_SORTS } from '#ports/store/backfills.ts'
import type { BackfillState, BackfillStore, StoredBackfill } from '#ports/store/backfills.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import { type Db, inTransaction, jsonb, toInstant, toInstantOrNull, toInteger } from './rows.ts'
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

const COLUMNS: Columns<typeof BACKFILL_SORTS> = { begun: [sql`b.started_at`, sql`b.id`] }

/** What a first load writes to and looks up in. */
const GROWING = [
  'app.captured',
  'app.handoff',
  'app.journal',
  'app.link',
  'app.link_alias',
  'app.link_search',
  'app.match_key',
  'app.parked',
  'app.review',
  'app.touch',
  'app.write_intent',
]

export function backfillStore(db: Db): BackfillStore {
  return {
    async begin(connection, backfill) {
      const { rows } = await sql`
        insert into app.backfill
          (id, connection_id, choices, state, cursor, counts, ahead, total, started_at, worked_ms)
        values (${backfill.id}, ${connection}, ${jsonb(backfill.choices)}, ${backfill.state}, ${backfill.cursor},
          ${jsonb(backfill.counts)}, '[]', ${backfill.total}, ${backfill.startedAt}, ${backfill.workedMs})
        on conflict do nothing returning id`.execute(db)
      return rows.length > 0
    },
    async list(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(BACKFILL_SORTS, COLUMNS, slice)
      const { rows } = await sql<Row<'backfill'> & PlacedRow>`
        select b.*, ${place} from app.backfill b where b.connection_id = ${connection} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toBackfill(row), position: toPosition(BACKFILL_SORTS, slice.order, row) }))
    },
    async count(connection, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.backfill where connection_id = ${connection} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async newest(connection) {
      const { rows } = await sql<Row<'backfill'>>`
        select * from app.backfill where connection_id = ${connection}
        order by state in ('running', 'stopped') desc, started_at desc, id desc limit 1`.execute(db)
      return rows[0] === undefined ? null : toBackfill(rows[0])
    },
    async lease(connection, id, { worker, now, until }) {
      const { rows } = await sql<Row<'backfill'>>`
        update app.backfill set worker = ${worker}, lease_until = ${until}, ahead = '[]'
        where connection_id = ${connection} and id = ${id} and state = 'running'
          and (worker is null or worker = ${worker} or lease_until <= ${now})
        returning *`.execute(db)
      return rows[0] === undefined ? null : toBackfill(rows[0])
    },
    advance(connection, id, { done, workedMs, at, leaseUntil }) {
      return inTransaction(db, async (tx) => {
        // Held until the end of the transaction: another stretch that ends now waits, and goes on from what this one leaves.
        const held = await sql<Row<'backfill'>>`
          select * from app.backfill where connection_id = ${connection} and id = ${id} for update`.execute(tx)
        const [before] = held.rows
        if (before === undefined) return null
        const { cursor, counts } = toBackfill(before)
        const now = arrive({ cursor, counts, ahead: before.ahead as readonly Stretch[] }, done)
        const { rows } = await sql<Row<'backfill'>>`
          update app.backfill set cursor = ${now.cursor}, counts = ${jsonb(now.counts)}, ahead = ${jsonb(now.ahead)},
            worked_ms = worked_ms + ${Math.round(workedMs)}::bigint,
            lease_until = case when worker is not null then ${leaseUntil}::bigint end,
            state = case when ${now.end} and state <> 'cancelled' then 'done' else state end,
            finished_at = case when ${now.end} and state <> 'cancelled' then ${at}::bigint else finished_at end
          where connection_id = ${connection} and id = ${id} returning *`.execute(tx)
        return rows[0] === undefined ? null : toBackfill(rows[0])
      })
    },
    async takeStock() {
      await sql`analyze ${sql.raw(GROWING.join(', '))}`.execute(db)
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
