import { sql } from 'kysely'
import type { CostSource } from '#domain/attribution/cost-line.ts'
import { COST_VERSION_SORTS } from '#ports/store/costs.ts'
import type { CostStore, StoredCostLine } from '#ports/store/costs.ts'
import { type Columns, keysetOf, type PlacedRow, toPosition } from './keyset.ts'
import {
  chunksOf,
  type Db,
  inTransaction,
  keyOf,
  lastByKey,
  recordset,
  textSet,
  toInstant,
  toInstantOrNull,
  toInteger,
  toMinor,
} from './rows.ts'
import type { Row } from './tables.ts'

const VERSIONS: Columns<typeof COST_VERSION_SORTS> = { line: [sql`c.source`, sql`c.line_key`, sql`c.version`] }

const toLine = (row: Row<'cost_line'>): StoredCostLine => ({
  source: row.source as CostSource,
  key: row.line_key,
  version: row.version,
  campaign: row.campaign,
  channel: row.channel,
  fromOn: row.from_on,
  untilOn: row.until_on,
  amountMinor: toMinor(row.amount_minor),
  currency: row.currency,
  recordedAt: toInstant(row.recorded_at),
  supersededAt: toInstantOrNull(row.superseded_at),
  importId: row.import_id,
  note: row.note,
})

export function costStore(db: Db): CostStore {
  return {
    async lock(connection) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`cost_line:${connection}`}, 0))`.execute(db)
    },
    save(connection, lines, at, importId) {
      return inTransaction(db, async (tx) => {
        const changed = new Set<string>()
        for (const chunk of chunksOf(lastByKey(lines, (line) => keyOf(line.source, line.key)))) {
          const given = chunk.map((line) => ({
            connection_id: connection,
            source: line.source,
            line_key: line.key,
            version: 1,
            campaign: line.campaign,
            channel: line.channel,
            from_on: line.fromOn,
            until_on: line.untilOn,
            amount_minor: line.amountMinor,
            currency: line.currency,
            recorded_at: at,
            superseded_at: null,
            import_id: importId,
            note: line.note,
          }))
          // Two statements: the new version takes the place that the one before has left, which a single one would not see.
          const { rows } = await sql<{ source: string; line_key: string; version: number }>`
            with given as (select * from ${recordset('cost_line', given, 'i')}),
            newest as (
              select distinct on (source, line_key) * from app.cost_line
              where connection_id = ${connection} and (source, line_key) in (select source, line_key from given)
              order by source, line_key, version desc
            ), differing as (
              select g.source, g.line_key, coalesce(n.version, 0) + 1 as version
              from given g left join newest n using (source, line_key)
              where n.version is null or n.superseded_at is not null
                or (n.campaign, n.channel, n.from_on, n.until_on, n.amount_minor, n.currency)
                  is distinct from (g.campaign, g.channel, g.from_on, g.until_on, g.amount_minor, g.currency)
            ), ended as (
              update app.cost_line c set superseded_at = ${at} from differing d
              where c.connection_id = ${connection} and (c.source, c.line_key) = (d.source, d.line_key)
                and c.superseded_at is null
            )
            select * from differing`.execute(tx)
          const versions = new Map(rows.map((row) => [keyOf(row.source, row.line_key), row.version]))
          const fresh = given.flatMap((row) => {
            const version = versions.get(keyOf(row.source, row.line_key))
            return version === undefined ? [] : [{ ...row, version }]
          })
          await sql`insert into app.cost_line select * from ${recordset('cost_line', fresh, 'i')}`.execute(tx)
          for (const row of rows) changed.add(row.line_key)
        }
        return changed
      })
    },
    async end(connection, source, lineKeys, at) {
      if (lineKeys.length === 0) return
      await sql`
        update app.cost_line set superseded_at = ${at}
        where connection_id = ${connection} and source = ${source} and line_key in ${textSet(lineKeys)}
          and superseded_at is null`.execute(db)
    },
    async current(connection, source) {
      const { rows } = await sql<Row<'cost_line'>>`
        select * from app.cost_line
        where connection_id = ${connection} and superseded_at is null
          and (${source ?? null}::text is null or source = ${source ?? null})
        order by source, line_key`.execute(db)
      return rows.map(toLine)
    },
    async mark(connection) {
      // Lines are only added and ended, so each change moves one of these.
      const { rows } = await sql<{ print: string; changed_at: string | null }>`
        select concat_ws(' ', count(*), count(superseded_at), max(recorded_at), max(superseded_at)) as print,
          greatest(max(recorded_at), max(superseded_at)) as changed_at
        from app.cost_line where connection_id = ${connection}`.execute(db)
      return { print: rows[0]?.print ?? '', changedAt: toInstantOrNull(rows[0]?.changed_at ?? null) }
    },
    async versions(connection, campaign) {
      const { rows } = await sql<Row<'cost_line'>>`
        select * from app.cost_line where connection_id = ${connection} and campaign = ${campaign}
        order by source, line_key, version`.execute(db)
      return rows.map(toLine)
    },
    async pageOfVersions(connection, campaign, { limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(COST_VERSION_SORTS, VERSIONS, slice)
      const { rows } = await sql<Row<'cost_line'> & PlacedRow>`
        select c.*, ${place} from app.cost_line c
        where c.connection_id = ${connection} and c.campaign = ${campaign} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toLine(row), position: toPosition(COST_VERSION_SORTS, slice.order, row) }))
    },
    async countVersions(connection, campaign, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.cost_line where connection_id = ${connection} and campaign = ${campaign} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
  }
}
