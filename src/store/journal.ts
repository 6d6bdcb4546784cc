import { sql, type RawBuilder } from 'kysely'
import { type ConnectionId, linkId } from '#domain/ids.ts'
import { JOURNAL_SORTS } from '#ports/store/journal.ts'
import type {
  FieldChange,
  JournalEntry,
  JournalFields,
  JournalFilter,
  JournalRow,
  JournalStore,
} from '#ports/store/journal.ts'
import { keysetOf, type Keyset, type PlacedRow, toPosition } from './keyset.ts'
import { chunksOf, type Db, groupBy, inTransaction, jsonb, recordset, textSet, toInstant, toInteger } from './rows.ts'
import type { Row } from './tables.ts'

/**
 * A first load writes a dozen changes for each record, so what most of them have in common is left out of what is stored:
 * no value before, Tandem's own decision, a reason that is the rule's name.
 */
export type StoredChange = Partial<FieldChange> & Pick<FieldChange, 'field' | 'to' | 'rule'>

export const toChange = ({
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

export const toJournalRow = (row: Row<'journal'>): JournalRow => ({
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

export const toJournalEntry = (row: Row<'journal'>): JournalEntry => ({ ...toJournalRow(row), seq: toInteger(row.seq) })

/** A transaction that is still open may hold lower numbers than those that are stored; this many newer ones it does not outlive. */
const UNSETTLED = 20_000
/** Rows that one look goes through. */
const SCANNED = 200_000

/** Rows changed by a field or a rule: what of a change is stored is named so (see StoredChange). */
function wanted({ side, object, action, field, rule, configVersion }: JournalFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`true`]
  if (side !== undefined) parts.push(sql`side = ${side}`)
  if (object !== undefined) parts.push(sql`object = ${object}`)
  if (action !== undefined) parts.push(sql`action = ${action}`)
  if (configVersion !== undefined) parts.push(sql`config_version = ${configVersion}`)
  if (field !== undefined || rule !== undefined)
    parts.push(
      sql`changes @> ${jsonb([{ ...(field === undefined ? {} : { field }), ...(rule === undefined ? {} : { rule }) }])}`,
    )
  return sql.join(parts, sql` and `)
}

const COLUMNS = { at: [sql`at`, sql`seq`] } as const

/** Rows of a stretch of time, in the order of their index. */
const looked = (
  connection: ConnectionId,
  { from, until }: JournalFilter,
  { isBeyond, by }: Keyset,
): RawBuilder<unknown> => sql`
  select * from app.journal
  where connection_id = ${connection}
    and ${from === undefined ? sql`true` : sql`at >= ${from}::bigint`}
    and ${until === undefined ? sql`true` : sql`at < ${until}::bigint`}
    and ${isBeyond}
  order by ${by}`

const changedOneOf = (fields: JournalFields | null): RawBuilder<unknown> =>
  fields === null
    ? sql`true`
    : sql`(${sql.join(
        fields.map(({ side, field }) => sql`(side = ${side} and changes @> ${jsonb([{ field }])})`),
        sql` or `,
      )})`

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
        with known as (
          select counted_to, n from app.journal_count where connection_id = ${connection}
        ), edge as (
          select greatest(coalesce(max(seq), 0) - ${UNSETTLED}, coalesce((select counted_to from known), 0)) as seq
          from app.journal
        ), fresh as (
          select count(*) as n, count(*) filter (where j.seq <= (select seq from edge)) as settled
          from app.journal j
          where j.connection_id = ${connection} and j.seq > coalesce((select counted_to from known), 0)
        ), kept as (
          insert into app.journal_count as c (connection_id, counted_to, n)
          select ${connection}, edge.seq, coalesce((select n from known), 0) + fresh.settled from fresh, edge
          where fresh.settled > 0
          on conflict (connection_id) do update set counted_to = excluded.counted_to, n = excluded.n
          where c.counted_to < excluded.counted_to
        )
        select coalesce((select n from known), 0) + fresh.n as n from fresh`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async ofLink(connection, link, limit) {
      const { rows } = await sql<Row<'journal'>>`
        select * from app.journal where connection_id = ${connection} and link_id = ${link}
        order by seq desc limit ${limit}`.execute(db)
      return rows.map(toJournalRow)
    },
    async pageOfLink(connection, link, fields, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(JOURNAL_SORTS, COLUMNS, slice)
      const { rows } = await sql<Row<'journal'> & PlacedRow>`
        select *, ${place} from app.journal
        where connection_id = ${connection} and link_id = ${link} and ${changedOneOf(fields)} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toJournalEntry(row), position: toPosition(JOURNAL_SORTS, slice.order, row) }))
    },
    async countOfLink(connection, link, fields, most) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select from app.journal
          where connection_id = ${connection} and link_id = ${link} and ${changedOneOf(fields)} limit ${most}
        ) as j`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async countFitting(connection, filter, most, order) {
      const keys = keysetOf(JOURNAL_SORTS, COLUMNS, order === undefined ? {} : { order })
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select from (${looked(connection, filter, keys)} limit ${SCANNED}) as l where ${wanted(filter)} limit ${most}
        ) as j`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
    async page(connection, filter, { limit, scan = SCANNED, ...slice }) {
      const keys = keysetOf(JOURNAL_SORTS, COLUMNS, slice)
      const positionOf = (row: PlacedRow) => toPosition(JOURNAL_SORTS, slice.order, row)
      const { rows } = await sql<Row<'journal'> & PlacedRow>`
        select *, ${keys.place} from (${looked(connection, filter, keys)} limit ${scan}) as j where ${wanted(filter)}
        order by ${keys.by} limit ${limit + 1}`.execute(db)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      const entries = shown.map(toJournalEntry)
      if (rows.length > limit && last !== undefined) return { entries, next: positionOf(last) }
      const { rows: edge } = await sql<PlacedRow>`
        select ${keys.place} from (${looked(connection, filter, keys)} offset ${scan - 1} limit 1) as j`.execute(db)
      return { entries, next: edge[0] === undefined ? null : positionOf(edge[0]) }
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
