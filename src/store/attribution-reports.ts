import { type RawBuilder, sql } from 'kysely'
import type { Cycle, Dimension } from '#domain/attribution/metrics.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { AttributionReportStore, CountedRow, ReportQuery } from '#ports/store/attribution-reports.ts'
import { reconcileCredits } from './attribution-reconcile.ts'
import { type Db, hashing, jsonb, toInstantOrNull, toInteger, toMinor, toMinorOrNull } from './rows.ts'

export type Sql = RawBuilder<unknown>
type Period = Pick<ReportQuery, 'from' | 'until'>

export const within = (column: string, { from, until }: Period): Sql =>
  sql`(${sql.raw(column)} >= ${from ?? Number.MIN_SAFE_INTEGER}::bigint and ${sql.raw(column)} < ${until ?? Number.MAX_SAFE_INTEGER}::bigint)`

/**
 * People that were handed over, each once: when they qualified first, and when sales agreed first. Who was merged into somebody
 * else is that person, and no second lead.
 */
export const handed = (connection: ConnectionId): Sql => sql`
  select distinct on (person) person as link_id, campaign, contract, qualified_at,
    min(sales_qualified_at) over (partition by person) as sales_qualified_at
  from (
    select h.campaign, h.contract, h.qualified_at, h.sales_qualified_at, h.cycle, coalesce(a.link_id, h.link_id) as person
    from app.handoff h
    left join app.link l on l.connection_id = ${connection} and l.id = h.link_id and l.state = 'unlinked'
    left join app.link_alias a on a.connection_id = ${connection} and a.kind = 'person' and a.side = 'hubspot'
      and a.record_id = l.hubspot_id and a.link_id <> l.id
    where h.connection_id = ${connection}
  ) given order by person, qualified_at, cycle`

/**
 * Opportunities with what they are counted as in the view. A refund of its own is none. An opportunity is of the cohort of the
 * first of its people to qualify; a company's first win makes a customer.
 */
const deals = (connection: ConnectionId, query: Omit<ReportQuery, 'model' | 'by'>): Sql => {
  const counted =
    query.view === 'period'
      ? { created: within('created_at', query), closed: within('closed_at', query) }
      : { created: within('cohort_at', query), closed: within('cohort_at', query) }
  return sql`
    select id, coalesce(amount_minor, 0) as amount_minor, closed_at - created_at as cycle_ms, is_first, monthly_revenue_minor,
      ${counted.created} as created, is_won and ${counted.closed} as won,
      is_closed and not is_won and ${counted.closed} as lost, not is_closed and ${counted.created} as open
    from (
      select o.id, o.amount_minor, o.monthly_revenue_minor, o.created_at, o.closed_at, o.is_closed, o.is_won, f.cohort_at,
        o.is_won and row_number() over (
          partition by coalesce(o.account_id, o.id), o.is_won order by o.closed_at, o.id
        ) = 1 as is_first
      from app.opportunity o
      left join (
        select p.opportunity_id, min(h.qualified_at) as cohort_at
        from app.opportunity_person p join handed h on h.link_id = p.link_id
        where p.connection_id = ${connection} group by p.opportunity_id
      ) f on f.opportunity_id = o.id
      where o.connection_id = ${connection} and o.refund_of is null
    ) known`
}

/** When each handed-over person was agreed to by sales, or had their first opportunity since. */
export const qualified = (connection: ConnectionId): Sql => sql`
  select h.link_id, least(h.sales_qualified_at, min(o.created_at)) as sql_at
  from handed h
  left join app.opportunity_person p on p.connection_id = ${connection} and p.link_id = h.link_id
  left join app.opportunity o on o.connection_id = ${connection} and o.id = p.opportunity_id
    and o.refund_of is null and o.created_at >= h.qualified_at
  group by h.link_id, h.sales_qualified_at`

/** Campaigns with the channel that more than half of their touches have: what they cost is put there. */
export const channelsByCampaign = (connection: ConnectionId): Sql => sql`
  select campaign, channel from (
    select campaign, channel, count(*) as n, sum(count(*)) over (partition by campaign) as all_of_it
    from app.touch where connection_id = ${connection} and campaign is not null group by campaign, channel
  ) counted where 2 * n > all_of_it`

/** To what a person belongs as a lead, and a credit as a part of an opportunity. */
interface Keyed {
  readonly leads: { readonly join: Sql; readonly key: Sql }
  readonly credits: { readonly join: Sql; readonly key: Sql }
}

export function keyedBy(
  by: Dimension,
  connection: ConnectionId,
  query: Pick<ReportQuery, 'excludeChannels' | 'segmentMaps'>,
): Keyed {
  const nothing = sql``
  const firstTouch = sql`left join (
    select distinct on (link_id) link_id, channel, detail from app.touch
    where connection_id = ${connection}
      and not jsonb_exists(${jsonb(query.excludeChannels.map((channel) => channel.toUpperCase()))}, upper(channel))
    order by link_id, at, id
  ) f on f.link_id = h.link_id`
  switch (by) {
    case 'campaign':
      return {
        leads: { join: nothing, key: sql`h.campaign` },
        credits: { join: nothing, key: sql`c.campaign` },
      }
    case 'channel':
      return {
        leads: { join: firstTouch, key: sql`f.channel` },
        credits: { join: nothing, key: sql`c.channel` },
      }
    case 'source':
      return {
        leads: { join: firstTouch, key: sql`f.channel || coalesce(': ' || f.detail, '')` },
        credits: {
          join: sql`left join app.touch t on t.connection_id = ${connection} and t.link_id = c.link_id and t.id = c.touch_id`,
          key: sql`c.channel || coalesce(': ' || t.detail, '')`,
        },
      }
    case 'segment': {
      const kept =
        query.segmentMaps.length === 0
          ? sql`null`
          : sql`(select l.base -> m.id ->> 'hubspot' from jsonb_array_elements_text(${jsonb(query.segmentMaps)}) as m(id)
              where l.base -> m.id ->> 'hubspot' is not null limit 1)`
      const links = (of: string): Sql =>
        query.segmentMaps.length === 0
          ? sql``
          : sql`left join app.link l on l.connection_id = ${connection} and l.id = ${sql.raw(of)}`
      return {
        leads: { join: links('h.link_id'), key: sql`coalesce(${kept}, h.contract)` },
        credits: {
          join: sql`left join handed h on h.link_id = c.link_id ${links('c.link_id')}`,
          key: sql`coalesce(${kept}, h.contract)`,
        },
      }
    }
  }
}

/** A row as the database counts it; sums that are kept have the same. */
export interface CountedFigures {
  readonly key: string | null
  readonly leads: string
  readonly sqls: string
  readonly newest: string | null
  readonly opportunities: string
  readonly won: string
  readonly lost: string
  readonly open: string
  readonly new_customers: string
  readonly won_minor: string
  readonly lost_minor: string
  readonly monthly_minor: string | null
  readonly revenue_minor: string
  readonly mean_ms: string | null
}

interface RowFigures extends CountedFigures {
  readonly median_ms: string | null
}

const DAY_MS = 86_400_000
const toCycle = (mean: string | null, median: string | null): Cycle | null =>
  mean === null || median === null ? null : { meanDays: daysOf(mean), medianDays: daysOf(median) }
export const daysOf = (ms: string): number => Math.round((Number(ms) / DAY_MS) * 100) / 100

/** Counted figures as the domain has them, but the cycle, of which the kept sums know no median. */
export const toFigures = (row: CountedFigures): Omit<CountedRow, 'cycle'> => ({
  key: row.key,
  leads: toInteger(row.leads),
  mqls: toInteger(row.leads),
  sqls: toInteger(row.sqls),
  opportunities: toMinor(row.opportunities),
  won: toMinor(row.won),
  lost: toMinor(row.lost),
  open: toMinor(row.open),
  newCustomers: toMinor(row.new_customers),
  wonMinor: toMinor(row.won_minor),
  lostMinor: toMinor(row.lost_minor),
  revenueMinor: toMinor(row.revenue_minor),
  monthlyRevenueMinor: toMinorOrNull(row.monthly_minor),
  newestLeadAt: toInstantOrNull(row.newest),
})

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
