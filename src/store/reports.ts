import { type RawBuilder, sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import { CLOCK_STATES, type StoredClockState } from '#ports/store/clocks.ts'
import { type ReportStore, type SummaryRow } from '#ports/store/reports.ts'
import { localDay } from './local-day.ts'
import { type Db, hashing, toInteger, toMinor } from './rows.ts'

/** People that were handed over, each once, with what the first handover said. */
const handedOver = (connection: ConnectionId): RawBuilder<unknown> => sql`
  select distinct on (link_id) link_id, campaign, linked_existing, least(qualified_at, handed_over_at) as since
  from app.handoff where connection_id = ${connection} order by link_id, cycle`

/** Opportunities with at least one of those people, each once, under the first of them. */
const theirOpportunities = (connection: ConnectionId): RawBuilder<unknown> => sql`
  select distinct on (o.id) o.id, o.is_closed, o.is_won, o.amount_minor, h.campaign
  from handed h
  join app.opportunity_person p on p.connection_id = ${connection} and p.link_id = h.link_id
  join app.opportunity o on o.connection_id = ${connection} and o.id = p.opportunity_id
  order by o.id, p.position`

interface SummaryFigures {
  readonly handed_over: string
  readonly linked: string
  readonly adopted: string
  readonly won: string
  readonly lost: string
  readonly open: string
  readonly untouched: string
  readonly revenue_minor: string
  readonly answered: string
  readonly clocks: Readonly<Partial<Record<StoredClockState, number>>>
}

interface DayFigures {
  readonly day: string
  readonly handed_over: string
  readonly met: string
  readonly breached: string
}

interface CampaignFigures {
  readonly campaign: string | null
  readonly leads: string
  readonly won: string
  readonly lost: string
  readonly open: string
  readonly revenue_minor: string
}

const toSummary = (row: SummaryFigures): SummaryRow => ({
  handedOver: toInteger(row.handed_over),
  linked: toInteger(row.linked),
  adopted: toInteger(row.adopted),
  won: toInteger(row.won),
  lost: toInteger(row.lost),
  open: toInteger(row.open),
  untouched: toInteger(row.untouched),
  revenueMinor: toMinor(row.revenue_minor),
  answeredInTime: toInteger(row.answered),
  clocks: Object.fromEntries(CLOCK_STATES.map((state) => [state, row.clocks[state] ?? 0])) as SummaryRow['clocks'],
})

export function reportStore(db: Db): ReportStore {
  return {
    async summary(connection) {
      const { rows } = await hashing(db, (tx) =>
        sql<SummaryFigures>`
        with handed as materialized (
          select distinct on (link_id) link_id, linked_existing, since from app.lead_board
          where connection_id = ${connection} order by link_id, cycle
        ),
        responses as (
          select link_id, max(at) as last_at from app.activity
          where connection_id = ${connection} and counts group by link_id
        ),
        people as (
          select count(*) as handed_over, count(*) filter (where h.linked_existing) as linked,
            count(*) filter (where r.last_at is null or r.last_at < h.since) as untouched
          from handed h left join responses r using (link_id)
        ),
        deals as (
          select count(*) filter (where is_won) as won, count(*) filter (where is_closed and not is_won) as lost,
            count(*) filter (where not is_closed) as open,
            coalesce(sum(amount_minor) filter (where is_won), 0) as revenue_minor
          from app.opportunity
          where connection_id = ${connection} and id in (
            select opportunity_id from app.opportunity_person
            where connection_id = ${connection} and link_id in (select link_id from handed)
          )
        )
        select people.*, deals.*,
          (select count(*) from app.link
            where connection_id = ${connection} and kind = 'person' and state = 'active' and adopted) as adopted,
          (select count(*) from (
            select link_id from app.lead_board where connection_id = ${connection} and first_state = 'met' group by link_id
          ) met) as answered,
          (select coalesce(jsonb_object_agg(state, n), '{}') from (
            select state, count(*) as n from app.clock where connection_id = ${connection} group by state
          ) by_state) as clocks
        from people, deals`.execute(tx),
      )
      const [row] = rows
      if (row === undefined) throw new RangeError('the summary has one row')
      return toSummary(row)
    },

    async byCampaign(connection, model) {
      const { rows } = await hashing(db, (tx) =>
        sql<CampaignFigures>`
        with handed as materialized (${handedOver(connection)}),
        theirs as materialized (${theirOpportunities(connection)}),
        credited as materialized (
          select c.opportunity_id, c.touch_id, c.link_id, c.campaign, c.amount_minor
          from app.credit c join theirs on theirs.id = c.opportunity_id
          where c.connection_id = ${connection} and c.model = ${model} and c.entry = 0
        ),
        first_touch as (
          select distinct on (c.opportunity_id) c.opportunity_id, c.campaign
          from credited c
          join app.touch t on t.connection_id = ${connection} and t.link_id = c.link_id and t.id = c.touch_id
          order by c.opportunity_id, t.at, t.id
        ),
        figures as (
          select campaign, 1 as leads, 0 as won, 0 as lost, 0 as open, 0::bigint as revenue_minor from handed
          union all
          select case when f.opportunity_id is null then o.campaign else f.campaign end, 0,
            o.is_won::integer, (o.is_closed and not o.is_won)::integer, (not o.is_closed)::integer, 0
          from theirs o left join first_touch f on f.opportunity_id = o.id
          union all
          select campaign, 0, 0, 0, 0, amount_minor from credited
        )
        select campaign, sum(leads) as leads, sum(won) as won, sum(lost) as lost, sum(open) as open,
          sum(revenue_minor) as revenue_minor
        from figures group by campaign order by campaign nulls last`.execute(tx),
      )
      return rows.map((row) => ({
        campaign: row.campaign,
        leads: toInteger(row.leads),
        won: toInteger(row.won),
        lost: toInteger(row.lost),
        open: toInteger(row.open),
        revenueMinor: toMinor(row.revenue_minor),
      }))
    },

    async perDay(connection, zone, since) {
      // Days of all zones begin at a quarter of an hour: only what is left of the rows is asked for its day.
      const { rows } = await hashing(db, (tx) =>
        sql<DayFigures>`
        select ${localDay(sql`quarter * 900000`, zone)} as day, sum(handed_over) as handed_over, sum(met) as met,
          sum(breached) as breached
        from (
          select qualified_at / 900000 as quarter, count(*) as handed_over, count(*) filter (where first_state = 'met') as met,
            count(*) filter (where first_state in ('breached', 'breached_completed')) as breached
          from app.lead_board where connection_id = ${connection} and qualified_at >= ${since}
          group by qualified_at / 900000
        ) by_quarter group by 1 order by 1`.execute(tx),
      )
      return rows.map((row) => ({
        day: row.day,
        handedOver: toInteger(row.handed_over),
        met: toInteger(row.met),
        breached: toInteger(row.breached),
      }))
    },
  }
}
