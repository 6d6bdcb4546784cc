import { sql } from 'kysely'
import type { OutcomeEntry, OutcomeKind } from '#domain/attribution/outcome-entries.ts'
import type { OutcomeStore } from '#ports/store/outcomes.ts'
import { chunksOf, type Db, groupBy, recordset, textSet, toInstant, toInstantOrNull, toMinor } from './rows.ts'
import type { Row } from './tables.ts'

const toEntry = (row: Row<'outcome_entry'>): OutcomeEntry => ({
  entry: row.entry,
  kind: row.kind as OutcomeKind,
  at: toInstant(row.at),
  recordedAt: toInstant(row.recorded_at),
  amountMinor: toMinor(row.amount_minor),
  totalMinor: toMinor(row.total_minor),
  closedAt: toInstantOrNull(row.closed_at),
  stage: row.stage,
})

export function outcomeStore(db: Db): OutcomeStore {
  return {
    async append(connection, entries) {
      const given = [...entries].flatMap(([opportunityId, own]) =>
        own.map((one) => ({
          connection_id: connection,
          opportunity_id: opportunityId,
          entry: one.entry,
          kind: one.kind,
          at: one.at,
          recorded_at: one.recordedAt,
          amount_minor: one.amountMinor,
          total_minor: one.totalMinor,
          closed_at: one.closedAt,
          stage: one.stage,
        })),
      )
      for (const chunk of chunksOf(given))
        // An opportunity that was deleted meanwhile keeps none.
        await sql`
          insert into app.outcome_entry
          select i.* from ${recordset('outcome_entry', chunk, 'i')}
          join app.opportunity o on (o.connection_id, o.id) = (i.connection_id, i.opportunity_id)
          on conflict do nothing`.execute(db)
    },
    async byOpportunities(connection, ids) {
      if (ids.length === 0) return new Map()
      const { rows } = await sql<Row<'outcome_entry'>>`
        select * from app.outcome_entry where connection_id = ${connection} and opportunity_id in ${textSet(ids)}
        order by opportunity_id, entry`.execute(db)
      const groups = groupBy(rows, (row) => row.opportunity_id)
      return new Map([...groups].map(([id, group]) => [id, group.map(toEntry)]))
    },
  }
}
