import { type RawBuilder, sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { SlaFilter, SlaKey, SlaReportStore, SlaRow } from '#ports/store/sla-reports.ts'
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
const clocks = (connection: ConnectionId, { from, until, asOf }: SlaFilter): RawBuilder<unknown> => sql`
  select k.policy, k.name as clock, k.state, k.started_at, k.stopped_at, k.elapsed_seconds, h.campaign, h.contract, h.urgency,
    nullif(h.pool, '') as team, coalesce(held.owner_id, h.owner_id) as rep_id,
    case when held.owner_id is null or held.owner_id = h.owner_id then h.owner_name else null end as rep_name,
    k.stopped_at is not null and k.state in ('met', 'breached_completed') as answered,
    k.state in ('breached', 'breached_completed') or (k.state = 'cancelled' and k.breached_at is not null)
      or (k.state = 'running' and k.due_at <= ${asOf}) as overdue,
    k.state in ('not_started', 'paused') or (k.state = 'running' and (k.due_at is null or k.due_at > ${asOf})) as open,
    (k.stopped_at - coalesce(t.at, h.qualified_at)) / 1000.0 as speed
  from app.clock k
  join app.handoff h on h.id = k.handoff_id
  left join lateral (
    select s.owner_id from app.owner_spell s
    where s.handoff_id = h.id and s.from_at <= coalesce(k.breached_at, k.due_at, ${asOf})
    order by s.from_at desc limit 1
  ) held on true
  left join lateral (
    select max(t.at) as at from app.touch t
    where t.connection_id = ${connection} and t.link_id = k.link_id and t.at <= h.handed_over_at
  ) t on true
  where k.connection_id = ${connection} and k.rep_id is null
    and k.started_at >= coalesce(${from}::bigint, k.started_at)
    and (${until}::bigint is null or k.started_at < ${until}::bigint)`

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
        with c as materialized (${clocks(connection, filter)})
        select ${sql.raw(key)} as key, max(${sql.raw(name)}) as name, clock, ${FIGURES}
        from c group by ${sql.raw(key)}, clock
        order by sum(count(*)) over (partition by ${sql.raw(key)}) desc, 1 nulls last, clock`.execute(tx),
      )
      return rows.map(toRow)
    },
    async totals(connection, filter) {
      const { rows } = await hashing(db, (tx) =>
        sql<Figures>`
        with c as materialized (${clocks(connection, filter)})
        select null as key, null as name, clock, ${FIGURES} from c group by clock order by clock`.execute(tx),
      )
      return rows.map(toRow)
    },
  }
}
