import { sql } from 'kysely'
import { DEAL_LIST_SORTS, DEAL_SORTS, type DealState } from '#domain/attribution/deal-state.ts'
import type { Base } from '#domain/identity/link.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { linkId } from '#domain/ids.ts'
import { type AttributionDrillStore, CAMPAIGN_LEAD_SORTS, type ListedDeal } from '#ports/store/attribution-drill.ts'
import { type Sql, within } from './attribution-parts.ts'
import { type Columns, keysetOf, lastIfNull, type PlacedRow, toPosition } from './keyset.ts'
import { type Db, toInstant, toInstantOrNull, toInteger, toMinor, toMinorOrNull } from './rows.ts'

interface DealRow {
  readonly id: string
  readonly name: string
  readonly stage: string
  readonly state: DealState
  readonly amount_minor: string | null
  readonly created_at: string
  readonly closed_at: string | null
}

const toDeal = (row: DealRow): ListedDeal => ({
  id: row.id,
  name: row.name,
  stage: row.stage,
  state: row.state,
  amountMinor: toMinorOrNull(row.amount_minor),
  createdAt: toInstant(row.created_at),
  closedAt: toInstantOrNull(row.closed_at),
})

const STATE = sql`case when o.refund_of is not null then 'refund' when not o.is_closed then 'open'
  when o.is_won then 'won' else 'lost' end`

const CREDITED: Columns<typeof DEAL_SORTS> = {
  credited: [sql`credited::bigint`, sql`id`],
  amount: [lastIfNull(sql`amount_minor`, 'bigint'), sql`id`],
  closed: [lastIfNull(sql`closed_at`), sql`id`],
}
const LISTED: Columns<typeof DEAL_LIST_SORTS> = {
  created: [sql`o.created_at`, sql`o.id`],
  amount: [lastIfNull(sql`o.amount_minor`, 'bigint'), sql`o.id`],
  closed: [lastIfNull(sql`o.closed_at`), sql`o.id`],
}

export function attributionDrillStore(db: Db): AttributionDrillStore {
  return {
    async deals(connection, query) {
      const { campaign, model, view, state, limit } = query
      const { place, isBeyond, by } = keysetOf(DEAL_SORTS, CREDITED, query)
      const money = view === 'period' ? within('c.dated_at', query) : sql`c.entry = 0`
      // Of the unattributed row there is no name to look for.
      const ours = campaign === null ? sql`c.campaign is null` : sql`c.campaign = ${campaign}`
      const counts =
        view === 'period'
          ? sql`m.credited <> 0 or (m.share > 0 and o.refund_of is null and (${within('o.created_at', query)} or ${within('o.closed_at', query)}))`
          : sql`(m.credited <> 0 or m.share > 0) and coalesce(o.refund_of, o.id) in (select id from cohort)`
      const { rows } = await sql<
        DealRow & PlacedRow & { credited: string; share: string; touches: string; n: string; sum: string }
      >`
        with mine as materialized (
          select c.opportunity_id as id, coalesce(sum(c.amount_minor) filter (where ${money}), 0) as credited,
            coalesce(sum(c.share_millionths) filter (where c.entry = 0), 0) as share,
            count(*) filter (where c.entry = 0 and c.share_millionths > 0 and c.touch_id is not null) as touches
          from app.credit c
          where c.connection_id = ${connection} and c.model = ${model} and ${ours}
          group by c.opportunity_id
        ), ${view === 'period' ? sql`` : cohort(connection, query)} listed as (
          select o.id, o.name, o.stage, ${STATE} as state, o.amount_minor, o.created_at, o.closed_at,
            m.credited, m.share, m.touches,
            count(*) over () as n, sum(m.credited) over () as sum
          from mine m join app.opportunity o on o.connection_id = ${connection} and o.id = m.id
          where (${counts}) ${state === null ? sql`` : sql`and ${STATE} = ${state}`}
        )
        select *, ${place} from listed where ${isBeyond} order by ${by} limit ${limit}`.execute(db)
      return {
        rows: rows.map((row) => ({
          ...toDeal(row),
          creditedMinor: toMinor(row.credited),
          shareMillionths: toInteger(row.share),
          touches: toInteger(row.touches),
          position: toPosition(DEAL_SORTS, query.order, row),
        })),
        total: toInteger(rows[0]?.n ?? 0),
        creditedMinor: toMinor(rows[0]?.sum ?? '0'),
      }
    },

    async leads(connection, { campaign, from, until, limit, countUpTo, ...slice }) {
      const ours = sql`h.connection_id = ${connection} and ${within('h.qualified_at', { from, until })}
        and ${campaign === null ? sql`h.campaign is null` : sql`h.campaign = ${campaign}`}`
      const columns = { qualified: [sql`h.qualified_at`, sql`h.id`] } as const
      const { place, isBeyond, by } = keysetOf(CAMPAIGN_LEAD_SORTS, columns, slice)
      const { rows } = await sql<{
        id: string
        link_id: string
        qualified_at: string
        contract: string
        state: string
        sales_qualified_at: string | null
        base: Base | null
        place: readonly string[]
      }>`
        select h.id, ${place}, p.id as link_id, h.qualified_at, h.contract, h.state, h.sales_qualified_at, l.base
        from ${firstHandovers(connection)} left join app.link l on l.connection_id = ${connection} and l.id = p.id
        where ${ours} and ${isBeyond} and ${isFirst(connection)}
        order by ${by} limit ${limit}`.execute(db)
      const { rows: counted } = await sql<{ n: string }>`
        select count(*) as n from (
          select from ${firstHandovers(connection)} where ${ours} and ${isFirst(connection)} limit ${countUpTo}
        ) as first_ones`.execute(db)
      return {
        rows: rows.map((row) => ({
          handoffId: row.id,
          linkId: linkId(row.link_id),
          qualifiedAt: toInstant(row.qualified_at),
          contract: row.contract,
          state: row.state,
          salesQualifiedAt: toInstantOrNull(row.sales_qualified_at),
          base: row.base,
          position: toPosition(CAMPAIGN_LEAD_SORTS, slice.order, row),
        })),
        total: toInteger(counted[0]?.n ?? 0),
      }
    },

    async search(connection, { text, state, limit, ...slice }) {
      const { place, isBeyond, by } = keysetOf(DEAL_LIST_SORTS, LISTED, slice)
      const { rows } = await sql<DealRow & PlacedRow>`
        select ${place}, o.id, o.name, o.stage, ${STATE} as state, o.amount_minor, o.created_at, o.closed_at
        from app.opportunity o
        where ${found(connection, text, state)} and ${isBeyond}
        order by ${by} limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...toDeal(row), position: toPosition(DEAL_LIST_SORTS, slice.order, row) }))
    },

    async countFound(connection, { text, state }, upTo) {
      const { rows } = await sql<{ n: string }>`
        select count(*) as n from (
          select 1 from app.opportunity o where ${found(connection, text, state)} limit ${upTo}
        ) counted`.execute(db)
      return toInteger(rows[0]?.n ?? 0)
    },
  }
}

/** Whose name holds the text: `%` and `_` in it are what they are. */
const found = (connection: ConnectionId, text: string, state: DealState | null): Sql => {
  const pattern = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  return sql`o.connection_id = ${connection}
    ${text === '' ? sql`` : sql`and o.name ilike ${pattern}`}
    ${state === null ? sql`` : sql`and ${STATE} = ${state}`}`
}

/**
 * Those of `mine` that are of the cohort of the period: by the first of their people to qualify, who may have been somebody else
 * before. It begins with the campaign's own few deals; to look through all handovers takes longer the longer Tandem runs.
 */
const cohort = (
  connection: ConnectionId,
  period: { readonly from: number | null; readonly until: number | null },
): Sql => sql`
  people as materialized (
    select distinct p.opportunity_id, p.link_id
    from mine m
    join app.opportunity o on o.connection_id = ${connection} and o.id = m.id
    join app.opportunity_person p on p.connection_id = ${connection} and p.opportunity_id = coalesce(o.refund_of, o.id)
    where m.credited <> 0 or m.share > 0
  ),
  given as (
    select p.opportunity_id, h.qualified_at
    from people p join app.lead_board h on h.connection_id = ${connection} and h.link_id = p.link_id
    where not exists (
      select from app.link l
      join app.link_alias a on a.connection_id = ${connection} and a.kind = 'person' and a.side = 'hubspot'
        and a.record_id = l.hubspot_id and a.link_id <> l.id
      where l.connection_id = ${connection} and l.id = p.link_id and l.state = 'unlinked'
    )
    union all
    select p.opportunity_id, h.qualified_at
    from people p
    join app.link_alias a on a.connection_id = ${connection} and a.kind = 'person' and a.side = 'hubspot' and a.link_id = p.link_id
    join app.link l on l.connection_id = ${connection} and l.kind = 'person' and l.hubspot_id = a.record_id
      and l.state = 'unlinked' and l.id <> a.link_id
    join app.lead_board h on h.connection_id = ${connection} and h.link_id = l.id
  ),
  cohort as materialized (
    select opportunity_id as id from given group by opportunity_id having ${within('min(qualified_at)', period)}
  ),`

/** Handovers `h` with `p.id`, the person they are of now: who was merged into somebody else is that person. */
const firstHandovers = (connection: ConnectionId): Sql => sql`
  app.handoff h
  left join app.link own on own.connection_id = ${connection} and own.id = h.link_id and own.state = 'unlinked'
  left join app.link_alias a on a.connection_id = ${connection} and a.kind = 'person' and a.side = 'hubspot'
    and a.record_id = own.hubspot_id and a.link_id <> own.id
  cross join lateral (select coalesce(a.link_id, h.link_id) as id) p`

/** The same order as in the reports: of the person, and of those who were merged into them. */
const isFirst = (connection: ConnectionId): Sql => sql`
  not exists (select from app.handoff e where e.connection_id = ${connection} and e.link_id = p.id and ${EARLIER})
  and not exists (
    select from app.link_alias ma
    join app.link m on m.connection_id = ${connection} and m.kind = 'person' and m.hubspot_id = ma.record_id
      and m.state = 'unlinked' and m.id <> ma.link_id
    join app.handoff e on e.connection_id = ${connection} and e.link_id = m.id
    where ma.link_id = p.id and ma.kind = 'person' and ma.side = 'hubspot' and ${EARLIER}
  )`

const EARLIER = sql`(e.qualified_at, e.cycle, e.id) < (h.qualified_at, h.cycle, h.id)`
