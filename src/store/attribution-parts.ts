import { type RawBuilder, sql } from 'kysely'
import type { Dimension } from '#domain/attribution/metrics.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { ReportQuery } from '#ports/store/attribution-reports.ts'
import { jsonb } from './rows.ts'

/** A part of a statement; reports, drill-downs and the sums that are kept are made of the same ones. */
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
export const deals = (connection: ConnectionId, query: Omit<ReportQuery, 'model' | 'by'>): Sql => {
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
