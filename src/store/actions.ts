import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { ActionStore, StepAction, StoredAction } from '#ports/store/actions.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toInteger,
} from './rows.ts'
import type { Row } from './tables.ts'

const toAction = (row: Row<'action'>): StoredAction => ({
  id: row.id,
  clockId: row.clock_id,
  step: row.step,
  linkId: linkId(row.link_id),
  handoffId: row.handoff_id,
  action: row.action as StepAction,
  dueAt: toInstant(row.due_at),
  recordedAt: toInstant(row.recorded_at),
  state: row.state as StoredAction['state'],
  attempts: row.attempts,
  waitedMs: toInteger(row.waited_ms),
  nextTryAt: toInstant(row.next_try_at),
  finishedAt: toInstantOrNull(row.finished_at),
  note: row.note,
})

const fromAction = (action: StoredAction) => ({
  id: action.id,
  clock_id: action.clockId,
  step: action.step,
  link_id: action.linkId,
  handoff_id: action.handoffId,
  action: action.action,
  due_at: action.dueAt,
  recorded_at: action.recordedAt,
  state: action.state,
  attempts: action.attempts,
  waited_ms: action.waitedMs,
  next_try_at: action.nextTryAt,
  finished_at: action.finishedAt,
  note: action.note,
})

export function actionStore(db: Db): ActionStore {
  return {
    add(connection, actions) {
      // Of one asked for twice the first is the one that exists already.
      const rows = lastByKey(actions.toReversed(), (action) => action.id).map(fromAction)
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(rows))
          await sql`
            insert into app.action (connection_id, id, clock_id, step, link_id, handoff_id, action, due_at, recorded_at,
              state, attempts, waited_ms, next_try_at, finished_at, note)
            select ${connection}, id, clock_id, step, link_id, handoff_id, action, due_at, recorded_at,
              state, attempts, waited_ms, next_try_at, finished_at, note
            from ${recordset('action', chunk, 'i')} on conflict do nothing`.execute(tx)
      })
    },
    async lease(connection, worker, now, until, limit) {
      const { rows } = await sql<Row<'action'>>`
        with due as (
          select id from app.action
          where connection_id = ${connection} and state = 'waiting' and next_try_at <= ${now}
            and (lease_until is null or lease_until <= ${now})
          order by due_at, id limit ${limit}
          for update skip locked
        ), leased as (
          update app.action a set leased_by = ${worker}, lease_until = ${until}
          from due where a.connection_id = ${connection} and a.id = due.id
          returning a.*
        )
        select * from leased order by due_at, id`.execute(db)
      return rows.map(toAction)
    },
    finish(connection, worker, ends) {
      const rows = lastByKey(ends, (end) => end.id).map((end) => ({
        id: end.id,
        state: end.state,
        finished_at: end.at,
        note: end.note,
      }))
      return inTransaction(db, async (tx) => {
        const finished = new Set<string>()
        for (const chunk of chunksOf(rows)) {
          const result = await sql<{ id: string }>`
            update app.action a set state = i.state, finished_at = i.finished_at, note = i.note,
              leased_by = null, lease_until = null
            from ${recordset('action', chunk, 'i')}
            where a.connection_id = ${connection} and a.id = i.id and a.state = 'waiting' and a.leased_by = ${worker}
            returning a.id`.execute(tx)
          for (const row of result.rows) finished.add(row.id)
        }
        return finished
      })
    },
    async retry(connection, worker, later) {
      const rows = lastByKey(later, (one) => one.id).map((one) => ({
        id: one.id,
        next_try_at: one.nextTryAt,
        note: one.note,
      }))
      for (const chunk of chunksOf(rows))
        await sql`
          update app.action a set attempts = a.attempts + 1, next_try_at = i.next_try_at, note = i.note,
            leased_by = null, lease_until = null
          from ${recordset('action', chunk, 'i')}
          where a.connection_id = ${connection} and a.id = i.id and a.state = 'waiting'
            and a.leased_by = ${worker}`.execute(db)
    },
    async wait(connection, worker, ids, { nextTryAt, waitMs, note }) {
      if (ids.length === 0) return
      await sql`
        update app.action set next_try_at = ${nextTryAt}, waited_ms = waited_ms + ${waitMs}::bigint, note = ${note},
          leased_by = null, lease_until = null
        where connection_id = ${connection} and id in ${textSet(ids)} and state = 'waiting'
          and leased_by = ${worker}`.execute(db)
    },
    async byClocks(connection, clocks) {
      if (clocks.length === 0) return []
      const { rows } = await sql<Row<'action'>>`
        select * from app.action where connection_id = ${connection} and clock_id in ${textSet(clocks)}
        order by due_at, id`.execute(db)
      return rows.map(toAction)
    },
    async nextAt(connection) {
      const { rows } = await sql<{ at: string | null }>`
        select min(greatest(next_try_at, coalesce(lease_until, next_try_at))) as at
        from app.action where connection_id = ${connection} and state = 'waiting'`.execute(db)
      return toInstantOrNull(rows[0]?.at ?? null)
    },
    async forget(connection, before, limit) {
      const { numAffectedRows } = await sql`
        delete from app.action a using (
          select id from app.action where connection_id = ${connection} and finished_at < ${before}
          order by finished_at, id limit ${limit}
        ) old where a.connection_id = ${connection} and a.id = old.id`.execute(db)
      return Number(numAffectedRows ?? 0n)
    },
  }
}
