import { sql } from 'kysely'
import type { AttributionSumStore, SumsQuery } from '#ports/store/attribution-sums.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { plusDays } from '#domain/time.ts'
import { type CountedFigures, daysOf, toFigures } from './attribution-figures.ts'
import type { Sql } from './attribution-parts.ts'
import { keepSums } from './attribution-sums-keep.ts'
import { type Db, toInstant, toInteger } from './rows.ts'

const SUMS = sql`
  coalesce(sum(leads), 0) as leads, coalesce(sum(sqls), 0) as sqls, max(newest_lead_at) as newest,
  coalesce(sum(opportunities), 0) as opportunities, coalesce(sum(won), 0) as won, coalesce(sum(lost), 0) as lost,
  coalesce(sum(open), 0) as open, coalesce(sum(new_customers), 0) as new_customers,
  round(coalesce(sum(won_value), 0) / 1000000) as won_minor, round(coalesce(sum(lost_value), 0) / 1000000) as lost_minor,
  case when sum(new_customers) > 0 and sum(monthly_unknown) = 0 then round(sum(monthly_value) / 1000000) end as monthly_minor,
  coalesce(sum(revenue_minor), 0) as revenue_minor, sum(cycle_ms) / nullif(sum(cycles), 0) as mean_ms`

const toRow = (row: CountedFigures) => ({
  ...toFigures(row),
  cycle: row.mean_ms === null ? null : { meanDays: daysOf(row.mean_ms), medianDays: null },
})

const WHOLE = 1_000_000n

export function attributionSumStore(db: Db): AttributionSumStore {
  return {
    async basis(connection) {
      const { rows } = await sql<{
        print: string
        as_of: string
        took_ms: number
        channels: Readonly<Record<string, string>>
        changed: boolean
        segments_changed: boolean
      }>`
        select print, as_of, took_ms, channels,
          exists (select from app.attribution_change where connection_id = ${connection} and kind = 'rows') as changed,
          exists (select from app.attribution_change where connection_id = ${connection} and kind = 'base') as segments_changed
        from app.attribution_basis where connection_id = ${connection}`.execute(db)
      const [row] = rows
      if (row === undefined) return null
      return {
        print: row.print,
        asOf: toInstant(row.as_of),
        tookMs: row.took_ms,
        changed: row.changed,
        segmentsChanged: row.segments_changed,
        channels: new Map(Object.entries(row.channels)),
      }
    },

    keep: (connection, what, now) => keepSums(db, connection, what, now),

    async opportunities(connection, limit) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (select from app.opportunity where connection_id = ${connection} limit ${limit}) as first_ones`.execute(
        db,
      )
      return toInteger(rows[0]?.n ?? '0')
    },

    async rows(connection, query) {
      const { rows } = await sql<CountedFigures>`
        select key, ${SUMS} from ${inPeriod(connection, query.by, ['', query.model], query)} s
        group by key
        having sum(leads) + sum(sqls) + sum(opportunities) + sum(won) + sum(lost) + sum(revenues) > 0
        order by key nulls last`.execute(db)
      return rows.map(toRow)
    },

    async totals(connection, query) {
      const { rows } = await sql<Omit<CountedFigures, 'key'> & { pending: string }>`
        select ${SUMS},
          (select count(*) from app.opportunity
            where connection_id = ${connection} and credited_revision is distinct from revision) as pending
        from ${inPeriod(connection, 'total', [''], query)} s`.execute(db)
      const [row] = rows
      if (row === undefined) throw new RangeError('totals have one row')
      const { opportunities, won, lost, open, leads, sqls, revenueMinor, cycle } = toRow({ ...row, key: null })
      const whole = (parts: bigint): number => Number(parts / WHOLE)
      return {
        leads,
        sqls,
        opportunities: whole(opportunities),
        won: whole(won),
        lost: whole(lost),
        open: whole(open),
        revenueMinor,
        cycle,
        pending: toInteger(row.pending),
      }
    },

    async days(connection, query) {
      const { of } = query
      const isTotal = of === 'totals'
      const { rows } = await sql<CountedFigures & { on_day: string }>`
        select on_day, null as key, ${SUMS} from app.attribution_sum
        where ${kept(connection, isTotal ? 'total' : query.by, isTotal ? [''] : ['', query.model], query)}
          and grain = 'day' and ${between(query.from, query.to)}
          ${of === 'totals' ? sql`` : sql`and key is not distinct from ${of.key}`}
        group by on_day order by on_day`.execute(db)
      return rows.map((row) => {
        const { leads, sqls, opportunities, won, lost, revenueMinor } = toRow(row)
        return { on: row.on_day, leads, sqls, opportunities, won, lost, revenueMinor }
      })
    },
  }
}

const kept = (
  connection: ConnectionId,
  dimension: SumsQuery['by'] | 'total',
  models: readonly string[],
  { view }: Pick<SumsQuery, 'view'>,
): Sql => sql`connection_id = ${connection} and dimension = ${dimension} and view = ${view}
  and model in (${sql.join(models)})`

const between = (from: string | null, to: string | null): Sql =>
  sql`(on_day >= ${from ?? ''} and on_day <= ${to ?? LAST})`

const LAST = '9999-99-99'

/** Whole months as such, and the days before and after them: each a range of the index. */
function inPeriod(
  connection: ConnectionId,
  dimension: SumsQuery['by'] | 'total',
  models: readonly string[],
  { view, from, to }: Pick<SumsQuery, 'view' | 'from' | 'to'>,
): Sql {
  const first = from === null ? '' : firstOfMonth(from) === from ? from : nextMonth(from)
  // The first day that is in no whole month any more.
  const end = to === null ? LAST : isLastOfMonth(to) ? nextMonth(to) : firstOfMonth(to)
  const ranges: readonly (readonly [grain: 'day' | 'month', from: string, before: string])[] =
    first >= end
      ? [['day', from ?? '', to === null ? LAST : plusDays(to, 1)]]
      : [
          ['day', from ?? '', first],
          ['month', first, end],
          ['day', end, to === null ? LAST : plusDays(to, 1)],
        ]
  const parts = models.flatMap((model) =>
    ranges
      .filter(([, start, before]) => start < before)
      .map(
        ([grain, start, before]) => sql`
          select * from app.attribution_sum
          where connection_id = ${connection} and model = ${model} and dimension = ${dimension} and view = ${view}
            and grain = ${grain} and on_day >= ${start} and on_day < ${before}`,
      ),
  )
  // A period that ends before it begins has nothing.
  if (parts.length === 0) return sql`(select * from app.attribution_sum where false)`
  return sql`(${sql.join(parts, sql` union all `)})`
}

const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`

function nextMonth(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number)
  const [y, m] = month === 12 ? [year + 1, 1] : [year, month + 1]
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-01`
}

function isLastOfMonth(day: string): boolean {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return date === daysOfMonth(year, month)
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}
