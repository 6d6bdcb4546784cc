import { sql } from 'kysely'
import type { Dimension } from '#domain/attribution/metrics.ts'
import { DIMENSIONS } from '#domain/attribution/metrics.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import { localDateOf, localDayBounds, plusDays } from '#domain/time.ts'
import type { SumsToKeep } from '#ports/store/attribution-sums.ts'
import { channelsByCampaign, handed, keyedBy, qualified, type Sql } from './attribution-parts.ts'
import { type Db, jsonb, toInteger } from './rows.ts'

/** Any number that no other program takes on this database. */
const LOCK = 4_517_731

/** Of one row of `attribution_sum`, in the order of its columns; absent: 0. */
const FIGURES = {
  leads: '0',
  sqls: '0',
  newest_lead_at: 'null::bigint',
  opportunities: '0',
  won: '0',
  lost: '0',
  open: '0',
  new_customers: '0',
  won_value: '0',
  lost_value: '0',
  monthly_value: '0',
  monthly_unknown: '0',
  revenue_minor: '0',
  revenues: '0',
  cycle_ms: '0',
  cycles: '0',
} as const
type Figure = keyof typeof FIGURES
const COLUMNS = sql.raw(`connection_id, model, dimension, view, grain, on_day, key, ${Object.keys(FIGURES).join(', ')}`)

/** One part of a union: everything that is not named is 0. */
const figures = (given: Readonly<Partial<Record<Figure, string>>>): Sql =>
  sql.raw(
    Object.entries(FIGURES)
      .map(([name, none]) => `${given[name as Figure] ?? none} as ${name}`)
      .join(', '),
  )

const summed = sql.raw(
  Object.keys(FIGURES)
    .map((name) => (name === 'newest_lead_at' ? `max(${name})` : `sum(${name})`))
    .join(', '),
)

/**
 * Everything from one snapshot. Sums that differ from those that stand there are replaced and no others, so that days long past
 * are not written again. Marks that the snapshot saw go with it; later ones stay.
 */
export async function keepSums(
  db: Db,
  connection: ConnectionId,
  what: SumsToKeep,
  now: () => Instant,
): Promise<boolean> {
  const startedAt = now()
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      const { rows } = await sql<{ free: boolean }>`
        select pg_try_advisory_xact_lock(${LOCK}, hashtext(${connection})) as free`.execute(tx)
      if (rows[0]?.free !== true) return false
      await sql`set local enable_nestloop = off; set local jit = off; set local work_mem = '64MB'`.execute(tx)
      const calendar = await gather(tx, connection, what)
      const dated = { ...what, ...calendar }
      await sumTotals(tx, connection, calendar)
      for (const by of DIMENSIONS) await sumLeads(tx, connection, dated, by)
      for (const model of what.models) for (const by of DIMENSIONS) await sumCredits(tx, connection, dated, model, by)
      await replaceSums(tx, connection)
      const { rows: channels } = await sql<{ channels: unknown }>`
        select coalesce(jsonb_object_agg(campaign, channel), '{}') as channels from (
          ${channelsByCampaign(connection)}
        ) told`.execute(tx)
      await sql`
        insert into app.attribution_basis (connection_id, print, as_of, took_ms, channels)
        values (${connection}, ${what.print}, ${startedAt}, ${now() - startedAt}, ${jsonb(channels[0]?.channels ?? {})})
        on conflict (connection_id) do update set print = excluded.print, as_of = excluded.as_of,
          took_ms = excluded.took_ms, channels = excluded.channels`.execute(tx)
      await sql`delete from app.attribution_change where connection_id = ${connection}`.execute(tx)
      return true
    })
}

/** Whom and what sums are about, with the day of each date in the org's zone. */
async function gather(tx: Db, connection: ConnectionId, { zone }: SumsToKeep): Promise<Calendar> {
  await sql`create temp table handed on commit drop as ${handed(connection)}`.execute(tx)
  await sql`create temp table kept_sql on commit drop as ${qualified(connection)}`.execute(tx)
  const { rows } = await sql<{ first: string | null; last: string | null }>`
    select min(at) as first, max(at) as last from (
      select min(least(qualified_at, sales_qualified_at)) as at from handed
      union all select max(greatest(qualified_at, sales_qualified_at)) from handed
      union all select min(least(created_at, closed_at)) from app.opportunity where connection_id = ${connection}
      union all select max(greatest(created_at, closed_at)) from app.opportunity where connection_id = ${connection}
      union all select min(at) from app.outcome_entry where connection_id = ${connection}
      union all select max(at) from app.outcome_entry where connection_id = ${connection}
      union all select min(dated_at) from app.credit where connection_id = ${connection}
      union all select max(dated_at) from app.credit where connection_id = ${connection}
    ) known`.execute(tx)
  const { days, dayOf } = calendar(zone, rows[0]?.first ?? null, rows[0]?.last ?? null)
  await sql`create temp table kept_day on commit drop as
    select n::integer as n, day from jsonb_array_elements_text(${jsonb(days)}) with ordinality as d(day, n)`.execute(tx)
  // As in `deals` of the reports.
  await sql`create temp table kept_deal on commit drop as
    select o.id, coalesce(o.amount_minor, 0) as amount_minor, o.closed_at - o.created_at as cycle_ms, o.monthly_revenue_minor,
      o.is_won, o.is_closed, ${dayOf('o.created_at')} as created_on, ${dayOf('o.closed_at')} as closed_on,
      ${dayOf('f.cohort_at')} as cohort_on,
      o.is_won and row_number() over (
        partition by coalesce(o.account_id, o.id), o.is_won order by o.closed_at, o.id
      ) = 1 as is_first
    from app.opportunity o
    left join (
      select p.opportunity_id, min(h.qualified_at) as cohort_at
      from app.opportunity_person p join handed h on h.link_id = p.link_id
      where p.connection_id = ${connection} group by p.opportunity_id
    ) f on f.opportunity_id = o.id
    where o.connection_id = ${connection} and o.refund_of is null`.execute(tx)
  await sql`create temp table kept_sum (like app.attribution_sum) on commit drop`.execute(tx)
  // Days by their number: to compare and to look up names of days for every row takes most of the time.
  await sql`create temp table kept_part (like app.attribution_sum) on commit drop`.execute(tx)
  await sql`alter table kept_part alter column on_day type integer using null`.execute(tx)
  await sql`analyze handed; analyze kept_sql; analyze kept_deal`.execute(tx)
  return { dayOf }
}

interface Calendar {
  /** The number of the day of an instant, by its column; null of null. */
  readonly dayOf: (at: string) => Sql
}

/** Every day from the first date to the last, by the same rule as periods of reports. */
function calendar(
  zone: string,
  first: string | null,
  last: string | null,
): Calendar & { readonly days: readonly string[] } {
  const days: string[] = []
  const bounds: number[] = []
  if (first !== null && last !== null) {
    const end = localDateOf(toInteger(last), zone)
    for (let day = localDateOf(toInteger(first), zone); day <= end; day = plusDays(day, 1)) {
      days.push(day)
      bounds.push(localDayBounds(day, zone).from)
    }
  }
  // A parameter, not a column: out of a row a long array is unpacked anew for every instant that is looked up in it.
  const array = `{${bounds.join(',')}}`
  return { days, dayOf: (at) => sql`width_bucket(${sql.raw(at)}, ${array}::bigint[])` }
}

/** Leads by their own dates; of the cohort, whoever of it became an SQL at any time. */
async function sumLeads(tx: Db, connection: ConnectionId, what: SumsToKeep & Calendar, by: Dimension): Promise<void> {
  const { leads } = keyedBy(by, connection, what)
  await sql`
    insert into kept_part
    select ${connection}, '', ${by}, view, 'day', on_day, key, ${summed} from (
      ${leadParts(what, leads.key, leads.join)}
    ) parts where on_day is not null group by view, on_day, key`.execute(tx)
}

const leadParts = ({ dayOf }: Calendar, key: Sql, join: Sql): Sql => {
  const people = sql`
    select ${key} as key, h.qualified_at, q.sql_at, ${dayOf('h.qualified_at')} as qualified_on, ${dayOf('q.sql_at')} as sql_on
    from handed h join kept_sql q on q.link_id = h.link_id ${join}`
  return sql`
    select v.view, v.on_day, people.key, ${figures({ leads: 'v.leads', sqls: 'v.sqls', newest_lead_at: 'v.newest' })}
    from (${people}) people cross join lateral (values
      ('period', people.qualified_on, 1, 0, people.qualified_at),
      ('period', people.sql_on, 0, 1, null),
      ('cohort', people.qualified_on, 1, (people.sql_at is not null)::integer, people.qualified_at)
    ) as v(view, on_day, leads, sqls, newest)`
}

/** What is counted of a deal in which view on which day; `share` is its part in millionths. */
const dealParts = (deal: Sql): Sql => sql`
  select v.view, v.on_day, d.key, ${figures({
    opportunities: 'case when v.created then d.share else 0 end',
    won: 'case when v.closed and d.is_won then d.share else 0 end',
    lost: 'case when v.closed and d.is_closed and not d.is_won then d.share else 0 end',
    open: 'case when v.created and not d.is_closed then d.share else 0 end',
    new_customers: 'case when v.closed and d.is_first then d.share else 0 end',
    won_value: 'case when v.closed and d.is_won then d.amount_minor::numeric * d.share else 0 end',
    lost_value: 'case when v.closed and d.is_closed and not d.is_won then d.amount_minor::numeric * d.share else 0 end',
    monthly_value:
      'case when v.closed and d.is_first then coalesce(d.monthly_revenue_minor, 0)::numeric * d.share else 0 end',
    monthly_unknown: 'case when v.closed and d.is_first and d.monthly_revenue_minor is null then d.share else 0 end',
    cycle_ms: 'case when v.closed and d.is_won and d.share > 0 and d.cycle_ms is not null then d.cycle_ms else 0 end',
    cycles: '(v.closed and d.is_won and d.share > 0 and d.cycle_ms is not null)::integer',
  })}
  from (${deal}) d cross join lateral (values
    ('period', d.created_on, true, false), ('period', d.closed_on, false, true), ('cohort', d.cohort_on, true, true)
  ) as v(view, on_day, created, closed)`

/** Counted without credits: what rows must add up to. */
async function sumTotals(tx: Db, connection: ConnectionId, { dayOf }: Calendar): Promise<void> {
  await sql`
    insert into kept_part
    select ${connection}, '', 'total', view, 'day', on_day, null, ${summed} from (
      ${leadParts({ dayOf }, sql`null::text`, sql``)}
      union all ${dealParts(sql`select *, null::text as key, 1000000 as share from kept_deal`)}
      union all
      select 'period', ${dayOf('e.at')}, null, ${figures({ revenue_minor: 'e.amount_minor', revenues: '(e.amount_minor <> 0)::integer' })}
      from app.outcome_entry e where e.connection_id = ${connection}
      union all
      select 'cohort', d.cohort_on, null, ${figures({ revenue_minor: 'e.amount_minor', revenues: '(e.amount_minor <> 0)::integer' })}
      from app.outcome_entry e
      join app.opportunity o on o.connection_id = ${connection} and o.id = e.opportunity_id
      join kept_deal d on d.id = coalesce(o.refund_of, o.id)
      where e.connection_id = ${connection}
    ) parts where on_day is not null group by view, on_day`.execute(tx)
}

async function sumCredits(
  tx: Db,
  connection: ConnectionId,
  what: SumsToKeep & Calendar,
  model: string,
  by: Dimension,
): Promise<void> {
  const { credits } = keyedBy(by, connection, what)
  const { dayOf } = what
  const money = { revenue_minor: 'k.amount_minor', revenues: '1' }
  // Of touches that earned nothing there is nothing to count.
  await sql`
    with keyed as materialized (
      select c.opportunity_id, c.entry, c.dated_at, c.amount_minor, c.share_millionths as share, ${credits.key} as key
      from app.credit c ${credits.join}
      where c.connection_id = ${connection} and c.model = ${model} and (c.share_millionths > 0 or c.amount_minor <> 0)
    ),
    parts_of_deals as (
      select opportunity_id, key, sum(share) as share from keyed where entry = 0 and share > 0 group by opportunity_id, key
      union all
      select d.id, null, 1000000 from kept_deal d
      where d.id not in (select opportunity_id from app.credit
        where connection_id = ${connection} and model = ${model} and entry = 0)
    )
    insert into kept_part
    select ${connection}, ${model}, ${by}, view, 'day', on_day, key, ${summed} from (
      ${dealParts(sql`select d.*, p.key, p.share from parts_of_deals p join kept_deal d on d.id = p.opportunity_id`)}
      union all
      select 'period', ${dayOf('k.dated_at')}, k.key, ${figures(money)}
      from keyed k where k.amount_minor <> 0
      union all
      select 'cohort', d.cohort_on, k.key, ${figures(money)}
      from keyed k
      join app.opportunity o on o.connection_id = ${connection} and o.id = k.opportunity_id
      join kept_deal d on d.id = coalesce(o.refund_of, o.id)
      where k.entry = 0 and k.amount_minor <> 0
    ) parts where on_day is not null group by view, on_day, key`.execute(tx)
}

async function replaceSums(tx: Db, connection: ConnectionId): Promise<void> {
  const grain = (name: string, day: string): Sql => sql`
    insert into kept_sum
    select connection_id, model, dimension, view, ${name}, ${sql.raw(day)}, key, ${summed}
    from kept_part p join kept_day d on d.n = p.on_day
    group by connection_id, model, dimension, view, ${sql.raw(day)}, key`
  await grain('day', 'd.day').execute(tx)
  await grain('month', "left(d.day, 7) || '-01'").execute(tx)
  await sql`analyze kept_sum`.execute(tx)
  await sql`
    delete from app.attribution_sum s using (
      select * from app.attribution_sum where connection_id = ${connection} except select * from kept_sum
    ) gone
    where (s.connection_id, s.model, s.dimension, s.view, s.grain, s.on_day)
        = (gone.connection_id, gone.model, gone.dimension, gone.view, gone.grain, gone.on_day)
      and s.key is not distinct from gone.key`.execute(tx)
  await sql`
    insert into app.attribution_sum (${COLUMNS})
    select * from kept_sum except select * from app.attribution_sum where connection_id = ${connection}
    order by model, dimension, view, grain, on_day`.execute(tx)
}
