import { type RawBuilder, sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { SlaFilter, SlaKey, SlaReportStore, SlaRow } from '#ports/store/sla-reports.ts'
import { localDay } from './local-day.ts'
import { type Db, hashing, toInteger } from './rows.ts'

/** Constants of this file: nothing of a caller gets into the statement's text. */
const KEYS: Readonly<Record<SlaKey, { readonly key: string; readonly name: string }>> = {
  policy: { key: 'c.policy', name: 'c.policy' },
  rep: { key: 'c.rep_id', name: 'c.rep_name' },
  team: { key: 'c.team', name: 'c.team' },
  campaign: { key: 'c.campaign', name: 'c.campaign' },
  contract: { key: 'c.contract', name: 'c.contract' },
  urgency: { key: 'c.urgency', name: 'c.urgency' },
}

/**
 * The lead's clocks with what their handoff says. A breach belongs to whoever had the lead when it was due, anything else to
 * whoever has it now. The last touch before the handover is what the person did; without one they qualified.
 */
const clocks = (
  connection: ConnectionId,
  { from, until, asOf }: SlaFilter,
  by: SlaKey | null,
): RawBuilder<unknown> => sql`
  select k.policy, k.name as clock, k.state, k.started_at, k.stopped_at, k.elapsed_seconds, h.campaign, h.contract, h.urgency,
    nullif(h.pool, '') as team, ${by === 'rep' ? HOLDER : NO_HOLDER},
    k.stopped_at is not null and k.state in ('met', 'breached_completed') as answered,
    ${OVERDUE(asOf)} as overdue,
    k.state in ('not_started', 'paused') or (k.state = 'running' and (k.due_at is null or k.due_at > ${asOf})) as open,
    (k.stopped_at - coalesce(t.at, h.qualified_at)) / 1000.0 as speed
  from app.clock k
  join app.handoff h on h.id = k.handoff_id
  ${by === 'rep' ? heldBy(asOf) : sql``}
  left join lateral (
    select max(t.at) as at from app.touch t
    where t.connection_id = ${connection} and t.link_id = k.link_id and t.at <= h.handed_over_at
      and k.stopped_at is not null
  ) t on true
  where ${started(connection, { from, until })}`

/** Looked for only where it is asked for: a look-up for each clock. */
const heldBy = (asOf: Instant): RawBuilder<unknown> => sql`
  left join lateral (
    select s.owner_id from app.owner_spell s
    where s.handoff_id = h.id and s.from_at <= coalesce(k.breached_at, k.due_at, ${asOf})
    order by s.from_at desc limit 1
  ) held on true`
const HOLDER = sql`coalesce(held.owner_id, h.owner_id) as rep_id,
    case when held.owner_id is null or held.owner_id = h.owner_id then h.owner_name else null end as rep_name`
const NO_HOLDER = sql`h.owner_id as rep_id, h.owner_name as rep_name`

/** Only bounds that are given: those of an index are looked for in it. */
const started = (
  connection: ConnectionId,
  { from, until }: Pick<SlaFilter, 'from' | 'until'>,
): RawBuilder<unknown> => sql`
  k.connection_id = ${connection} and k.rep_id is null
    ${from === null ? sql`` : sql`and k.started_at >= ${from}::bigint`}
    ${until === null ? sql`` : sql`and k.started_at < ${until}::bigint`}`

const OVERDUE = (asOf: Instant): RawBuilder<unknown> => sql`
  (k.state in ('breached', 'breached_completed') or (k.state = 'cancelled' and k.breached_at is not null)
    or (k.state = 'running' and coalesce(k.due_at <= ${asOf}, false)))`

const FIGURES = sql`
  count(*) filter (where state = 'met' or overdue) as due, count(*) filter (where state = 'met') as met,
  count(*) filter (where overdue) as breached, count(*) filter (where overdue and not answered) as untouched,
  count(*) filter (where open) as running, count(*) filter (where state = 'paused') as paused,
  count(*) filter (where state = 'cancelled' and not overdue) as cancelled,
  percentile_disc(0.5) within group (order by elapsed_seconds) filter (where answered) as median,
  percentile_disc(0.9) within group (order by elapsed_seconds) filter (where answered) as p90,
  percentile_disc(0.5) within group (order by speed) filter (where answered) as speed_median,
  percentile_disc(0.9) within group (order by speed) filter (where answered) as speed_p90`

type Count = 'due' | 'met' | 'breached' | 'untouched' | 'running' | 'paused' | 'cancelled'
type Figures = Readonly<Record<Count, string>> & {
  readonly key: string | null
  readonly name: string | null
  readonly clock: string
  readonly median: number | null
  readonly p90: number | null
  readonly speed_median: string | null
  readonly speed_p90: string | null
}

const toRow = (row: Figures): SlaRow => ({
  key: row.key,
  name: row.name,
  clock: row.clock,
  due: toInteger(row.due),
  met: toInteger(row.met),
  breached: toInteger(row.breached),
  untouched: toInteger(row.untouched),
  running: toInteger(row.running),
  paused: toInteger(row.paused),
  cancelled: toInteger(row.cancelled),
  medianSeconds: row.median,
  p90Seconds: row.p90,
  speedToLeadMedianSeconds: row.speed_median === null ? null : Number(row.speed_median),
  speedToLeadP90Seconds: row.speed_p90 === null ? null : Number(row.speed_p90),
})

export function slaReportStore(db: Db): SlaReportStore {
  return {
    async figures(connection, by, filter) {
      const { key, name } = KEYS[by]
      const { rows } = await hashing(db, (tx) =>
        sql<Figures>`
        with c as materialized (${clocks(connection, filter, by)})
        select ${sql.raw(key)} as key, max(${sql.raw(name)}) as name, clock, ${FIGURES}
        from c group by ${sql.raw(key)}, clock
        order by sum(count(*)) over (partition by ${sql.raw(key)}) desc, 1 nulls last, clock`.execute(tx),
      )
      return rows.map(toRow)
    },
    async totals(connection, filter) {
      const { rows } = await hashing(db, (tx) =>
        sql<Figures>`
        with c as materialized (${clocks(connection, filter, null)})
        select null as key, null as name, clock, ${FIGURES} from c group by clock order by clock`.execute(tx),
      )
      return rows.map(toRow)
    },
    async both(connection, by, filter) {
      const { key, name } = KEYS[by]
      const { rows } = await hashing(db, (tx) =>
        sql<Figures & { readonly is_total: number }>`
        with c as materialized (${clocks(connection, filter, by)})
        select ${sql.raw(key)} as key, max(${sql.raw(name)}) as name, clock, grouping(${sql.raw(key)}) as is_total, ${FIGURES}
        from c group by grouping sets ((${sql.raw(key)}, clock), (clock))
        order by grouping(${sql.raw(key)}), sum(count(*)) over (partition by grouping(${sql.raw(key)}), ${sql.raw(key)}) desc,
          1 nulls last, clock`.execute(tx),
      )
      const of = (isTotal: number): readonly SlaRow[] => rows.filter((row) => row.is_total === isTotal).map(toRow)
      return { figures: of(0), totals: of(1).map((row) => ({ ...row, key: null, name: null })) }
    },
    async days(connection, zone, filter) {
      const overdue = OVERDUE(filter.asOf)
      const { rows } = await sql<Readonly<Record<'day' | 'clock' | 'met' | 'breached' | 'running', string>>>`
        select ${localDay(sql`k.started_at`, zone)} as day, k.name as clock,
          count(*) filter (where k.state = 'met') as met, count(*) filter (where ${overdue}) as breached,
          count(*) filter (where k.state in ('not_started', 'paused', 'running') and not ${overdue}) as running
        from app.clock k where ${started(connection, filter)}
        group by 1, 2 order by 1, 2`.execute(db)
      return rows.map(({ day, clock, met, breached, running }) => ({
        day,
        clock,
        met: toInteger(met),
        breached: toInteger(breached),
        running: toInteger(running),
      }))
    },
  }
}
