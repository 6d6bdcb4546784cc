import { sql } from 'kysely'
import type { Cycle } from '#domain/attribution/metrics.ts'
import type { AttributionReportStore, CountedRow } from '#ports/store/attribution-reports.ts'
import { type CountedFigures, daysOf, toFigures } from './attribution-figures.ts'
import { channelsByCampaign, deals, handed, keyedBy, qualified, type Sql, within } from './attribution-parts.ts'
import { reconcileCredits } from './attribution-reconcile.ts'
import { type Db, hashing, toInteger, toMinor } from './rows.ts'

interface RowFigures extends CountedFigures {
  readonly median_ms: string | null
}

const toCycle = (mean: string | null, median: string | null): Cycle | null =>
  mean === null || median === null ? null : { meanDays: daysOf(mean), medianDays: daysOf(median) }

const toRow = (row: RowFigures): CountedRow => ({ ...toFigures(row), cycle: toCycle(row.mean_ms, row.median_ms) })

export function attributionReportStore(db: Db): AttributionReportStore {
  return {
    async rows(connection, query) {
      const keyed = keyedBy(query.by, connection, query)
      const leadsIn = within('h.qualified_at', query)
      const sqlIn = query.view === 'period' ? within('q.sql_at', query) : sql`(${leadsIn} and q.sql_at is not null)`
      // Only credits that count are read, through arrays: with loops off, a join would read those of all time.
      const creditsOf = (which: Sql): Sql => sql`
        select c.opportunity_id, c.amount_minor, c.share_millionths as share, ${keyed.credits.key} as key
        from app.credit c ${keyed.credits.join}
        where c.connection_id = ${connection} and c.model = ${query.model} and ${which}`
      const revenueIn =
        query.view === 'period'
          ? within('c.dated_at', query)
          : sql`c.entry = 0 and c.opportunity_id = any (array(
              select id from deals where created
              union all select o.id from app.opportunity o join deals d on d.id = o.refund_of
              where o.connection_id = ${connection} and d.created
            ))`
      const { rows } = await hashing(db, (tx) =>
        sql<RowFigures>`
        with handed as materialized (${handed(connection)}),
        deals as materialized (${deals(connection, query)}),
        counted as materialized (select * from deals where created or won or lost),
        keyed as materialized (
          ${creditsOf(sql`c.entry = 0 and c.opportunity_id = any (array(select id from counted))`)}
        ),
        standing as materialized (
          select k.key, k.share, d.* from keyed k join counted d on d.id = k.opportunity_id
          union all
          select null, 1000000, d.* from counted d where d.id not in (select opportunity_id from keyed)
        ),
        figures as (
          select ${keyed.leads.key} as key, sum((${leadsIn})::integer) as leads, sum(coalesce((${sqlIn})::integer, 0)) as sqls,
            max(case when ${leadsIn} then h.qualified_at end) as newest, 0 as opportunities, 0 as won, 0 as lost, 0 as open,
            0 as new_customers, 0 as won_value, 0 as lost_value,
            0 as monthly_value, 0 as unknown, 0 as revenue_minor, 0 as revenues,
            null::numeric as mean_ms, null::double precision as median_ms
          from handed h join (${qualified(connection)}) q on q.link_id = h.link_id ${keyed.leads.join}
          group by 1
          union all
          select key, 0, 0, null, sum(case when created then share else 0 end), sum(case when won then share else 0 end),
            sum(case when lost then share else 0 end), sum(case when open then share else 0 end),
            sum(case when won and is_first then share else 0 end),
            sum(case when won then amount_minor::numeric * share else 0 end),
            sum(case when lost then amount_minor::numeric * share else 0 end),
            sum(case when won and is_first then coalesce(monthly_revenue_minor, 0)::numeric * share else 0 end),
            sum(case when won and is_first and monthly_revenue_minor is null then share else 0 end), 0, 0, null, null
          from standing group by key
          union all
          select key, 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, avg(cycle_ms),
            percentile_cont(0.5) within group (order by cycle_ms)
          from (select distinct key, id, cycle_ms from standing where won and share > 0) each_once group by key
          union all
          select key, 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, sum(amount_minor), count(*) filter (where amount_minor <> 0), null, null
          from (${creditsOf(revenueIn)}) dated group by key
        )
        select key, sum(leads) as leads, sum(sqls) as sqls, max(newest) as newest, sum(opportunities) as opportunities,
          sum(won) as won, sum(lost) as lost, sum(open) as open, sum(new_customers) as new_customers,
          round(sum(won_value) / 1000000) as won_minor, round(sum(lost_value) / 1000000) as lost_minor,
          case when sum(new_customers) > 0 and sum(unknown) = 0 then round(sum(monthly_value) / 1000000) end as monthly_minor,
          sum(revenue_minor) as revenue_minor, max(mean_ms) as mean_ms, max(median_ms) as median_ms
        from figures group by key
        having sum(leads) + sum(sqls) + sum(opportunities) + sum(won) + sum(lost) + sum(revenues) > 0
        order by key nulls last`.execute(tx),
      )
      return rows.map(toRow)
    },

    async totals(connection, query) {
      const leadsIn = within('h.qualified_at', query)
      const revenue =
        query.view === 'period'
          ? sql`select coalesce(sum(amount_minor), 0) from app.outcome_entry
              where connection_id = ${connection} and ${within('at', query)}`
          : sql`select coalesce(sum(e.amount_minor), 0) from app.outcome_entry e
              join app.opportunity o on o.connection_id = ${connection} and o.id = e.opportunity_id
              where e.connection_id = ${connection}
                and coalesce(o.refund_of, o.id) in (select id from deals where created)`
      const { rows } = await hashing(db, (tx) =>
        sql<Omit<RowFigures, 'key'> & { readonly pending: string }>`
        with handed as materialized (${handed(connection)}),
        deals as materialized (${deals(connection, query)}),
        people as (
          select count(*) filter (where ${leadsIn}) as leads,
            count(*) filter (where ${query.view === 'period' ? within('q.sql_at', query) : sql`${leadsIn} and q.sql_at is not null`}) as sqls
          from handed h join (${qualified(connection)}) q on q.link_id = h.link_id
        ),
        counts as (
          select count(*) filter (where created) as opportunities, count(*) filter (where won) as won,
            count(*) filter (where lost) as lost, count(*) filter (where open) as open,
            avg(cycle_ms) filter (where won) as mean_ms,
            percentile_cont(0.5) within group (order by cycle_ms) filter (where won) as median_ms
          from deals
        )
        select people.*, counts.*, (${revenue}) as revenue_minor,
          (select count(*) from app.opportunity
            where connection_id = ${connection} and credited_revision is distinct from revision) as pending
        from people, counts`.execute(tx),
      )
      const [row] = rows
      if (row === undefined) throw new RangeError('totals have one row')
      return {
        leads: toInteger(row.leads),
        sqls: toInteger(row.sqls),
        opportunities: toInteger(row.opportunities),
        won: toInteger(row.won),
        lost: toInteger(row.lost),
        open: toInteger(row.open),
        revenueMinor: toMinor(row.revenue_minor),
        cycle: toCycle(row.mean_ms, row.median_ms),
        pending: toInteger(row.pending),
      }
    },

    async paths(connection, { model, from, until }) {
      const { rows } = await hashing(db, (tx) =>
        sql<{ path: readonly string[] | null; conversions: string; value_minor: string; nulls: string }>`
        with journeys as (
          select c.opportunity_id, jsonb_agg(c.channel order by c.position) filter (where c.touch_id is not null) as path
          from app.credit c where c.connection_id = ${connection} and c.model = ${model} and c.entry = 0
          group by c.opportunity_id
        ),
        refunds as (
          select o.refund_of as id, sum(e.amount_minor) as value_minor
          from app.opportunity o join app.outcome_entry e on e.connection_id = ${connection} and e.opportunity_id = o.id
          where o.connection_id = ${connection} and o.refund_of is not null group by o.refund_of
        ),
        outcomes as (
          select opportunity_id as id, sum(amount_minor) as value_minor from app.outcome_entry
          where connection_id = ${connection} group by opportunity_id
        )
        select j.path, count(*) filter (where o.is_won) as conversions, count(*) filter (where not o.is_won) as nulls,
          coalesce(sum(coalesce(v.value_minor, 0) + coalesce(r.value_minor, 0)), 0) as value_minor
        from app.opportunity o
        left join journeys j on j.opportunity_id = o.id
        left join outcomes v on v.id = o.id
        left join refunds r on r.id = o.id
        where o.connection_id = ${connection} and o.is_closed and o.refund_of is null and ${within('o.closed_at', { from, until })}
        group by j.path order by j.path`.execute(tx),
      )
      const walked = rows.flatMap((row) => (row.path === null ? [] : [{ ...row, path: row.path }]))
      return {
        paths: walked.map((row) => ({
          path: row.path,
          conversions: toInteger(row.conversions),
          valueMinor: toMinor(row.value_minor),
          nulls: toInteger(row.nulls),
        })),
        untouched: {
          won: rows.reduce((sum, row) => sum + (row.path === null ? toInteger(row.conversions) : 0), 0),
          valueMinor: rows.reduce((sum, row) => sum + (row.path === null ? toMinor(row.value_minor) : 0n), 0n),
        },
      }
    },

    async channelsOfCampaigns(connection) {
      const { rows } = await sql<{ campaign: string; channel: string }>`
        ${channelsByCampaign(connection)}`.execute(db)
      return new Map(rows.map(({ campaign, channel }) => [campaign, channel]))
    },

    reconcile: (connection) => reconcileCredits(db, connection),
  }
}
