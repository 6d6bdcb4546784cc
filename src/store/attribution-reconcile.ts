import { sql } from 'kysely'
import type { ConnectionId } from '#domain/ids.ts'
import type { Reconciled } from '#ports/store/attribution-reports.ts'
import { type Db, hashing, toInteger, toMinor } from './rows.ts'

/** Opportunities that are named; how far a model is off is in its sums. */
const NAMED = 20

/** Do the credits of every model make up what the outcomes say, opportunity by opportunity and in all? */
export const reconcileCredits = (db: Db, connection: ConnectionId): Promise<Reconciled> =>
  hashing(db, async (tx) => {
    const { rows: all } = await sql<{
      revenue_minor: string
      opportunity_minor: string
      won: string
      pending: string
      differing: readonly string[]
    }>`
      with outcomes as (
        select opportunity_id as id, sum(amount_minor) as total from app.outcome_entry
        where connection_id = ${connection} group by opportunity_id
      ), stands as (
        select o.id, o.is_won, o.credited_revision is distinct from o.revision as pending, coalesce(e.total, 0) as total,
          case when o.is_won then coalesce(o.amount_minor, 0) - coalesce(o.refunded_minor, 0) else 0 end as own
        from app.opportunity o left join outcomes e on e.id = o.id
        where o.connection_id = ${connection}
      )
      select coalesce(sum(total), 0) as revenue_minor, coalesce(sum(own), 0) as opportunity_minor,
        count(*) filter (where is_won) as won, count(*) filter (where pending) as pending,
        coalesce(jsonb_path_query_array(jsonb_agg(id order by id) filter (where total <> own), ${`$[0 to ${NAMED - 1}]`}::jsonpath), '[]')
          as differing
      from stands`.execute(tx)
    const [sums] = all
    if (sums === undefined) throw new RangeError('sums have one row')
    const { rows } = await sql<{
      model: string
      credited_minor: string
      unattributed_minor: string
      dated_minor: string
      differing: readonly string[]
    }>`
      with outcomes as (
        select opportunity_id as id, sum(amount_minor) as total from app.outcome_entry
        where connection_id = ${connection} group by opportunity_id
      ), credits as (
        select model, opportunity_id as id,
          coalesce(sum(amount_minor) filter (where entry = 0 and touch_id is not null), 0) as credited,
          coalesce(sum(amount_minor) filter (where entry = 0 and touch_id is null), 0) as unattributed,
          coalesce(sum(amount_minor) filter (where dated_at is not null), 0) as dated
        from app.credit where connection_id = ${connection} group by model, opportunity_id
      ), models as (
        select distinct model from credits
      ), compared as (
        select m.model, o.id, coalesce(c.credited, 0) as credited, coalesce(c.unattributed, 0) as unattributed,
          coalesce(c.dated, 0) as dated, coalesce(e.total, 0) as total
        from models m
        join app.opportunity o on o.connection_id = ${connection}
        left join credits c on c.model = m.model and c.id = o.id
        left join outcomes e on e.id = o.id
      )
      select model, sum(credited) as credited_minor, sum(unattributed) as unattributed_minor, sum(dated) as dated_minor,
        coalesce(jsonb_path_query_array(
          jsonb_agg(id order by id) filter (where credited + unattributed <> total or dated <> total),
          ${`$[0 to ${NAMED - 1}]`}::jsonpath), '[]') as differing
      from compared group by model order by model`.execute(tx)
    return {
      revenueMinor: toMinor(sums.revenue_minor),
      opportunityMinor: toMinor(sums.opportunity_minor),
      won: toInteger(sums.won),
      pending: toInteger(sums.pending),
      differing: sums.differing,
      models: rows.map((row) => ({
        model: row.model,
        creditedMinor: toMinor(row.credited_minor),
        unattributedMinor: toMinor(row.unattributed_minor),
        datedMinor: toMinor(row.dated_minor),
        differing: row.differing,
      })),
    }
  })
