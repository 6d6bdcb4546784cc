import { sql } from 'kysely'
import type { HandoffStore } from '#ports/store/handoffs.ts'
import { toHandoff } from './handoff-rows.ts'
import { type Db, jsonb, recordset, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

const OPEN = sql`h.state in ('open', 'accepted')`

type Desks = Pick<HandoffStore, 'latestByDomains' | 'openByOwner' | 'receivedByOwner' | 'open' | 'waiting'>

/** What is on whose desk, as routing and the sweep ask for it. */
export function handoffDesks(db: Db): Desks {
  return {
    async latestByDomains(connection, domains, since) {
      if (domains.length === 0) return new Map()
      // `+ 0`: a company has a few handoffs, a time has thousands; the index by time must not look tempting.
      const { rows } = await sql<Row<'handoff'>>`
        select newest.* from jsonb_array_elements_text(${jsonb([...new Set(domains)])}) as i(domain)
        cross join lateral (
          select * from app.handoff h
          where h.connection_id = ${connection} and h.company_domain = i.domain and h.handed_over_at + 0 >= ${since}
          order by h.handed_over_at + 0 desc, h.id desc limit 1
        ) newest`.execute(db)
      return new Map(rows.map((row) => [row.company_domain ?? '', toHandoff(row)]))
    },
    async openByOwner(connection) {
      const { rows } = await sql<{ owner_id: string; n: string }>`
        select owner_id, count(*) as n from app.handoff h where connection_id = ${connection} and ${OPEN}
          and answered_before is null
        group by owner_id order by owner_id`.execute(db)
      return new Map(rows.map((row) => [row.owner_id, toInteger(row.n)]))
    },
    async receivedByOwner(connection, since) {
      if (since.size === 0) return new Map()
      const owners = [...since].map(([ownerId, from]) => ({ owner_id: ownerId, from_at: from }))
      // By spells: what was taken from him later has been on his desk that day all the same.
      const { rows } = await sql<{ owner_id: string; n: string }>`
        select i.owner_id, got.n from ${recordset('owner_spell', owners, 'i')}
        cross join lateral (
          select count(distinct s.handoff_id) as n from app.owner_spell s
          where s.connection_id = ${connection} and s.owner_id = i.owner_id and s.from_at >= i.from_at
        ) got
        where got.n > 0 order by i.owner_id`.execute(db)
      return new Map(rows.map((row) => [row.owner_id, toInteger(row.n)]))
    },
    async open(connection, after, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h where connection_id = ${connection} and ${OPEN}
          ${after === null ? sql`` : sql`and id > ${after}`}
        order by id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
    async waiting(connection, after, limit) {
      const { rows } = await sql<Row<'handoff'>>`
        select * from app.handoff h where connection_id = ${connection} and ${OPEN}
          and (queue_id is not null or held_for_pool is not null)
          ${after === null ? sql`` : sql`and id > ${after}`}
        order by id limit ${limit}`.execute(db)
      return rows.map(toHandoff)
    },
  }
}
