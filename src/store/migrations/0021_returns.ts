import { type Kysely, sql } from 'kysely'

const OPEN = sql`state in ('open', 'accepted')`
/** Handed over before what sales says was heard (0016): such a handoff names no pool. */
const UNHEARD = sql`h.pool = '' and h.state = 'open'`

const RETURNS = [
  // Why somebody whose return date has come stays, and when that is asked again; null: it was not asked.
  sql`alter table app.handoff add column return_why text, add column return_look_at bigint`,
  sql`create index handoff_stays on app.handoff (connection_id, return_at, id)
    where state = 'rejected' and return_why is not null`,
]

const DESKS = [
  // Answered before sales was heard: nobody closes it any more, so it is on no desk. Null: it counts while it is open.
  sql`alter table app.handoff add column answered_before bigint`,
  sql`update app.handoff h set state = 'qualified', sales_qualified_at = o.created_at, held_for_pool = null
    from (
      select p.connection_id, p.link_id, h.id, min(o.created_at) as created_at
      from app.handoff h
      join app.opportunity_person p on p.connection_id = h.connection_id and p.link_id = h.link_id
      join app.opportunity o on o.connection_id = p.connection_id and o.id = p.opportunity_id
      where ${UNHEARD} and o.created_at >= h.handed_over_at
      group by p.connection_id, p.link_id, h.id
    ) o where o.id = h.id and ${UNHEARD}`,
  sql`update app.handoff h set state = 'withdrawn', held_for_pool = null
    from app.link l where l.id = h.link_id and l.connection_id = h.connection_id and l.state = 'unlinked' and ${UNHEARD}`,
  sql`update app.handoff h set answered_before = c.finished_at
    from (
      select connection_id, handoff_id, max(coalesce(stopped_at, started_at)) as finished_at
      from app.clock group by connection_id, handoff_id
      having bool_and(state in ('met', 'breached_completed', 'cancelled'))
    ) c where c.connection_id = h.connection_id and c.handoff_id = h.id and ${UNHEARD}`,
  // With it the count of desks still reads nothing but the index.
  sql`drop index app.handoff_open`,
  sql`create index handoff_open on app.handoff (connection_id, id) include (owner_id, answered_before) where ${OPEN}`,
]

/** Why people do not come back, and handoffs from before sales was heard that fill no desk. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...RETURNS, ...DESKS]) await statement.execute(db)
}
