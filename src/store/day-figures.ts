import { sql } from 'kysely'
import type { DayFigureStore } from '#ports/store/day-figures.ts'
import { type Db, jsonb, toInteger } from './rows.ts'

/** The lead's own clock, not one that a rep was given anew. */
const FIRST = sql`c.kind = 'first_response' and c.rep_id is null`

export function dayFigureStore(db: Db): DayFigureStore {
  return {
    async between(connection, spans) {
      const { rows } = await sql<{ handed_over: string; answered: string; breached: string }>`
        select
          (select count(*) from app.lead_board b where b.connection_id = ${connection}
            and b.qualified_at >= s.from_at and b.qualified_at < s.until_at) as handed_over,
          (select count(distinct c.handoff_id) from app.clock c where c.connection_id = ${connection} and ${FIRST}
            and c.state in ('met', 'breached_completed')
            and c.stopped_at >= s.from_at and c.stopped_at < s.until_at) as answered,
          (select count(distinct c.handoff_id) from app.clock c where c.connection_id = ${connection} and ${FIRST}
            and c.breached_at >= s.from_at and c.breached_at < s.until_at) as breached
        from jsonb_to_recordset(${jsonb(spans.map(({ from, until }, n) => ({ n, from_at: from, until_at: until })))})
          as s(n integer, from_at bigint, until_at bigint)
        order by s.n`.execute(db)
      return rows.map((row) => ({
        handedOver: toInteger(row.handed_over),
        answered: toInteger(row.answered),
        breached: toInteger(row.breached),
      }))
    },
  }
}
