import { sql } from 'kysely'
import { linkId } from '#domain/ids.ts'
import type { FieldChange, JournalRow, JournalStore } from '#ports/store/journal.ts'
import { chunksOf, type Db, groupBy, inTransaction, recordset, textSet, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

/**
 * A first load writes a dozen changes for each record, so what most of them have in common is left out of what is stored:
 * no value before, Tandem's own decision, a reason that is the rule's name.
 */
type StoredChange = Partial<FieldChange> & Pick<FieldChange, 'field' | 'to' | 'rule'>

const toChange = ({
  field,
  from = null,
  to,
  rule,
  because = rule,
  winner = 'tandem',
  lost,
}: StoredChange): FieldChange => ({
  field,
  from,
  to,
  rule,
  because,
  winner,
  ...(lost === undefined ? {} : { lost }),
})

/** What is undefined here is left out of the JSON. */
const fromChange = ({ field, from, to, rule, because, winner, lost }: FieldChange): Record<string, unknown> => ({
  field,
  from: from ?? undefined,
  to,
  rule,
  because: because === rule ? undefined : because,
  winner: winner === 'tandem' ? undefined : winner,
  lost,
})

const toJournalRow = (row: Row<'journal'>): JournalRow => ({
  at: toInstant(row.at),
  linkId: row.link_id === null ? null : linkId(row.link_id),
  side: row.side as JournalRow['side'],
  object: row.object,
  recordId: row.record_id,
  action: row.action as JournalRow['action'],
  changes: (row.changes as readonly StoredChange[]).map(toChange),
  configVersion: row.config_version,
  cause: row.cause,
})

export function journalStore(db: Db): JournalStore {
  return {
    append(connection, rows) {
      return inTransaction(db, async (tx) => {
        for (const chunk of chunksOf(rows)) {
          const given = chunk.map((row) => ({
            at: row.at,
            link_id: row.linkId,
            side: row.side,
            object: row.object,
            record_id: row.recordId,
            action: row.action,
            changes: row.changes.map(fromChange),
            config_version: row.configVersion,
            cause: row.cause,
          }))
          await sql`
            insert into app.journal
              (connection_id, at, link_id, side, object, record_id, action, changes, config_version, cause)
            select ${connection}, at, link_id, side, object, record_id, action, changes, config_version, cause
            from ${recordset('journal', given, 'i')}`.execute(tx)
        }
      })
    },
    async count(connection) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from app.journal where connection_id = ${connection}`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async ofLink(connection, link, limit) {
      const { rows } = await sql<Row<'journal'>>`
        select * from app.journal where connection_id = ${connection} and link_id = ${link}
        order by seq desc limit ${limit}`.execute(db)
      return rows.map(toJournalRow)
    },
    async recentChanges(connection, links, since) {
      if (links.length === 0) return new Map()
      const { rows } = await sql<Row<'journal'>>`
        select * from app.journal
        where connection_id = ${connection} and link_id in ${textSet(links)} and at >= ${since}
        order by seq`.execute(db)
      return groupBy(rows.map(toJournalRow), (row) => linkId(row.linkId ?? ''))
    },
  }
}
