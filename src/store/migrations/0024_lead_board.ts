import { type Kysely, type RawBuilder, sql } from 'kysely'
import { AFTER_ALL_TEXT } from '#domain/order.ts'

/** A deadline that never comes: in the order of deadlines it stands last. It fits a double exactly. */
const NEVER = sql.lit(Number.MAX_SAFE_INTEGER)

/** By which owners stand in order: whatever their capitals, those without a name last. As long as a place in a list may be. */
const OWNER_NAME = sql`coalesce(nullif(left(lower(h.owner_name), 60), ''), ${sql.lit(AFTER_ALL_TEXT)})`

/** Those of a handoff, found by it alone: together with another condition the planner may read a whole index for each of them. */
const CLOCKS = sql`(select * from app.clock where handoff_id = h.id offset 0)`

/**
 * Rows of the board for these handoffs, as their handoff and clocks are now. The clock that counts is the lead's own one that is due
 * first; of leads without one that is open, the one that was answered. `first_state` tells whether a handover was answered in time: of
 * the lead's shortest first response, not one that a rep was given anew.
 */
const rowsOf = (handoffs: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into app.lead_board as b (handoff_id, connection_id, link_id, cycle, standing, urgency_rank, due_at, clock_id, clock_state,
    owner_id, owner_name, in_queue, pool, contract, policy, campaign, moved_at, return_at, qualified_at, handed_over_at, since,
    linked_existing, first_state)
  select h.id, h.connection_id, h.link_id, h.cycle,
    case when h.state not in ('open', 'accepted') then h.state
      when k.is_open then 'todo'
      when h.state = 'accepted' or k.state in ('met', 'breached_completed') or h.answered_before is not null then 'answered'
      else 'todo' end,
    case h.urgency when 'urgent' then 0 when 'high' then 1 when 'normal' then 2 when 'low' then 3 else 4 end,
    case when k.is_open and k.due_at is not null then k.due_at else ${NEVER} end,
    k.id, k.state, h.owner_id, ${OWNER_NAME}, h.queue_id is not null or h.held_for_pool is not null, h.pool, h.contract, h.policy, h.campaign,
    coalesce(h.rejected_at, h.sales_qualified_at, greatest(h.accepted_at, k.stopped_at), h.handed_over_at),
    case when h.state = 'rejected' then h.return_at end,
    h.qualified_at, h.handed_over_at, least(h.qualified_at, h.handed_over_at), h.linked_existing, f.state
  from ${handoffs}
  left join lateral (
    select c.id, c.state, c.due_at, c.stopped_at, c.state in ('not_started', 'running', 'paused', 'breached') as is_open
    from ${CLOCKS} c where c.rep_id is null
    order by c.state in ('not_started', 'running', 'paused', 'breached') desc, c.state in ('met', 'breached_completed') desc,
      case when c.state in ('not_started', 'running', 'paused', 'breached') then c.due_at end nulls last, c.target_seconds, c.name
    limit 1
  ) k on true
  left join lateral (
    select c.state from ${CLOCKS} c where c.rep_id is null and c.kind = 'first_response'
    order by c.target_seconds, c.name limit 1
  ) f on true
  where true
  on conflict (handoff_id) do update set
    connection_id = excluded.connection_id, link_id = excluded.link_id, cycle = excluded.cycle, standing = excluded.standing,
    urgency_rank = excluded.urgency_rank, due_at = excluded.due_at, clock_id = excluded.clock_id,
    clock_state = excluded.clock_state, owner_id = excluded.owner_id, owner_name = excluded.owner_name, in_queue = excluded.in_queue, pool = excluded.pool,
    contract = excluded.contract, policy = excluded.policy, campaign = excluded.campaign, moved_at = excluded.moved_at,
    return_at = excluded.return_at, qualified_at = excluded.qualified_at, handed_over_at = excluded.handed_over_at, since = excluded.since,
    linked_existing = excluded.linked_existing, first_state = excluded.first_state
  where row(b.connection_id, b.link_id, b.cycle, b.standing, b.urgency_rank, b.due_at, b.clock_id, b.clock_state, b.owner_id,
      b.owner_name, b.in_queue, b.pool, b.contract, b.policy, b.campaign, b.moved_at, b.return_at, b.qualified_at, b.handed_over_at, b.since, b.linked_existing, b.first_state)
    is distinct from row(excluded.connection_id, excluded.link_id, excluded.cycle, excluded.standing, excluded.urgency_rank,
      excluded.due_at, excluded.clock_id, excluded.clock_state, excluded.owner_id, excluded.owner_name, excluded.in_queue, excluded.pool,
      excluded.contract, excluded.policy, excluded.campaign, excluded.moved_at, excluded.return_at,
      excluded.qualified_at, excluded.handed_over_at, excluded.since, excluded.linked_existing, excluded.first_state)`

const TABLE = [
  sql`alter table app.handoff add column said_by text`,
  // One small row for each handoff, so that leads are listed by urgency and deadline without reading clocks, which are large.
  sql`create table app.lead_board (
    handoff_id text primary key references app.handoff (id) on delete cascade,
    connection_id text not null,
    link_id text not null,
    cycle integer not null,
    standing text not null check (standing in ('todo', 'answered', 'qualified', 'rejected', 'withdrawn')),
    urgency_rank integer not null,
    due_at bigint not null,
    clock_id text,
    clock_state text,
    owner_id text not null,
    owner_name text collate "C" not null,
    in_queue boolean not null,
    pool text not null,
    contract text not null,
    policy text,
    campaign text,
    moved_at bigint not null,
    return_at bigint,
    qualified_at bigint not null,
    handed_over_at bigint not null,
    since bigint not null,
    linked_existing boolean not null,
    first_state text
  )`,
  rowsOf(sql`app.handoff h`),
  sql`create index lead_board_order on app.lead_board (connection_id, standing, urgency_rank, due_at, handoff_id)`,
  sql`create index lead_board_owner on app.lead_board (connection_id, owner_id, standing, urgency_rank, due_at, handoff_id)`,
  sql`create index lead_board_due on app.lead_board (connection_id, due_at, handoff_id) where standing = 'todo'`,
  sql`create index lead_board_moved on app.lead_board (connection_id, standing, moved_at desc, handoff_id desc)`,
  sql`create index lead_board_return on app.lead_board (connection_id, return_at, handoff_id) where return_at is not null`,
  sql`create index lead_board_link on app.lead_board (link_id, cycle)`,
  sql`create index lead_board_again on app.lead_board (connection_id, link_id, cycle) where cycle > 1`,
  // What the overview counts over everybody is read from these alone, in the order it is grouped by.
  sql`create index lead_board_first on app.lead_board (connection_id, link_id, cycle) include (linked_existing, since, qualified_at)`,
  sql`create index lead_board_met on app.lead_board (connection_id, link_id) where first_state = 'met'`,
  sql`create index lead_board_day on app.lead_board (connection_id, qualified_at) include (first_state)`,
]

/** What the board shows of each: other columns change all day, a clock's next look above all. */
const SHOWN = {
  handoff: {
    key: 'id',
    columns: `id, connection_id, link_id, cycle, state, urgency, owner_id, owner_name, queue_id, held_for_pool, pool, contract, policy, campaign,
      handed_over_at, accepted_at, sales_qualified_at, rejected_at, return_at, answered_before, qualified_at, linked_existing`,
  },
  clock: {
    key: 'handoff_id',
    columns: 'handoff_id, id, rep_id, state, due_at, stopped_at, target_seconds, name, kind',
  },
} as const

/**
 * Rows that are there are held before they are made anew: two transactions may change a handoff and its clock at once, and the later
 * of them has to see what the other one did. A session plans this once, maybe while the tables are empty, and uses the plan when they
 * are large: only looking up one handoff after the other by its key is right at any size.
 */
const SHOW = sql`create function app.show_on_board(handoffs text[]) returns void language plpgsql
  set enable_seqscan = off set enable_bitmapscan = off set jit = off as $f$
  begin
    perform from unnest(handoffs) as t(id), lateral (select from app.lead_board b where b.handoff_id = t.id for update) held;
    ${rowsOf(sql`unnest(handoffs) as t(id) cross join lateral (select * from app.handoff where id = t.id offset 0) h`)};
  end $f$`

/** Kept by the database itself, whoever writes handoffs and clocks. */
const follows = (table: keyof typeof SHOWN): readonly RawBuilder<unknown>[] => {
  const { key, columns } = SHOWN[table]
  const name = `app.${table}_on_board`
  return [
    `create function ${name}() returns trigger language plpgsql as $f$
      declare touched text[];
      begin
        if tg_op = 'INSERT' then touched := array(select distinct ${key} from new_rows order by ${key});
        else touched := array(select distinct ${key} from (select ${columns} from new_rows except select ${columns} from old_rows) differing order by ${key});
        end if;
        if cardinality(touched) > 0 then perform app.show_on_board(touched); end if;
        return null;
      end $f$`,
    `create trigger on_board_insert after insert on app.${table} referencing new table as new_rows
      for each statement execute function ${name}()`,
    `create trigger on_board_update after update on app.${table} referencing old table as old_rows new table as new_rows
      for each statement execute function ${name}()`,
  ].map((statement) => sql.raw(statement))
}

const STATEMENTS = [
  ...TABLE,
  SHOW,
  ...follows('handoff'),
  ...follows('clock'),
  // What a rep gave back. Whose it was comes first: this index tells nothing of a connection as a whole.
  sql`create index handoff_rejected on app.handoff (rejected_by, connection_id) where rejected_by is not null`,
  // Trends and figures of a period.
  sql`create index clock_started on app.clock (connection_id, started_at) where rep_id is null`,
]

/** The board of leads: what is to be done first, and who said what of it on Tandem's pages. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db)
}
