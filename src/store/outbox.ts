import { sql } from 'kysely'
import type { OutboxStore } from '#ports/store/outbox.ts'
import { chunksOf, type Db, recordset, textSet, toInstant } from './rows.ts'
import type { Row } from './tables.ts'

/** Rows that were sent stay for a day, so that one added again under the same id is not sent again. */
const KEEP_SENT_MS = 24 * 60 * 60 * 1000

export function outboxStore(db: Db): OutboxStore {
  return {
    async add(rows) {
      const given = rows.map((row) => ({ id: row.id, job: row.job, payload: row.payload ?? null, run_at: row.runAt }))
      for (const chunk of chunksOf(given))
        await sql`
          insert into app.outbox (id, job, payload, run_at)
          select id, job, payload, run_at from ${recordset('outbox', chunk, 'i')}
          on conflict (id) do nothing`.execute(db)
    },
    async pending(limit, after = -1n) {
      const { rows } = await sql<Row<'outbox'>>`
        select * from app.outbox where sent_at is null and seq > ${String(after)} order by seq limit ${limit}`.execute(
        db,
      )
      return rows.map((row) => ({
        id: row.id,
        job: row.job,
        payload: row.payload,
        runAt: toInstant(row.run_at),
        place: BigInt(row.seq),
      }))
    },
    async sent(ids, at) {
      if (ids.length === 0) return
      await sql`
        with old as (
          delete from app.outbox where sent_at < ${at - KEEP_SENT_MS}
        )
        update app.outbox set sent_at = ${at} where id in ${textSet(ids)} and sent_at is null`.execute(db)
    },
  }
}
