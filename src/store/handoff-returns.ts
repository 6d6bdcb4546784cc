import { sql } from 'kysely'
import { type HandoffStore, STAYING_SORTS } from '#ports/store/handoffs.ts'
import { toHandoff } from './handoff-rows.ts'
import { type Columns, keysetOf, lastIfNull, type PlacedRow, toPosition } from './keyset.ts'
import { type Db, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const LAST_CYCLE = sql`not exists (
  select from app.handoff later
  where later.connection_id = h.connection_id and later.link_id = h.link_id and later.cycle > h.cycle
)`

const STAYING: Columns<typeof STAYING_SORTS> = {
  returns: [lastIfNull(sql`h.return_at`), sql`h.id`],
  givenBack: [lastIfNull(sql`h.rejected_at`), sql`h.id`],
}

/** Who was given back by sales: who comes back by now, and who stays. */
export function handoffReturns(db: Db): Pick<HandoffStore, 'returning' | 'staying' | 'countStaying'> {
  return {
    async returning(connection, now, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h
        where h.connection_id = ${connection} and h.state = 'rejected' and h.return_at <= ${now}
          and (h.return_look_at is null or h.return_look_at <= ${now})
          and ${LAST_CYCLE}
        order by h.return_at, h.id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
    async staying(connection, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(STAYING_SORTS, STAYING, slice)
      const { rows } = await sql<Row<'handoff'> & PlacedRow>`
        select h.*, ${place} from app.handoff h
        where h.connection_id = ${connection} and h.state = 'rejected' and h.return_why is not null and ${LAST_CYCLE}
          and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toHandoff(row), position: toPosition(STAYING_SORTS, slice.order, row) }))
    },
    async countStaying(connection, most) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select from app.handoff h
          where h.connection_id = ${connection} and h.state = 'rejected' and h.return_why is not null and ${LAST_CYCLE}
          limit ${most}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? '0')
    },
  }
}
