import { type Kysely, sql } from 'kysely'

// Sums by day and by month of everything a report counts, as of one instant. Rows without a model are of all models: leads, and
// the totals that were counted without credits. `on_day` of a month is its first day.
const SUMS = [
  sql`create table app.attribution_sum (
    connection_id text not null,
    model text not null,
    dimension text not null check (dimension in ('campaign', 'channel', 'source', 'segment', 'total')),
    view text not null check (view in ('period', 'cohort')),
    grain text not null check (grain in ('day', 'month')),
    on_day text not null,
    key text,
    leads integer not null,
    sqls integer not null,
    newest_lead_at bigint,
    opportunities bigint not null,
    won bigint not null,
    lost bigint not null,
    open bigint not null,
    new_customers bigint not null,
    won_value numeric not null,
    lost_value numeric not null,
    monthly_value numeric not null,
    monthly_unknown bigint not null,
    revenue_minor bigint not null,
    revenues integer not null,
    cycle_ms numeric not null,
    cycles integer not null
  )`,
  sql`create unique index attribution_sum_key on app.attribution_sum
    (connection_id, model, dimension, view, grain, on_day, key) nulls not distinct`,
  // Of which instant and of which settings the sums are; and of which channel most touches of a campaign are.
  sql`create table app.attribution_basis (
    connection_id text primary key,
    print text not null,
    as_of bigint not null,
    took_ms integer not null,
    channels jsonb not null
  )`,
  // A row for each statement that changed what sums are made of. It is there exactly when the change is, so whoever finds none
  // has sums that are whole. Never updated: nobody waits for anybody.
  sql`create table app.attribution_change (connection_id text not null, kind text not null check (kind in ('rows', 'base')))`,
  sql`create index attribution_change_kind on app.attribution_change (connection_id, kind)`,
]

/** Tables with the columns that sums follow from; a row's own key is among them. */
const WATCHED = {
  handoff: 'link_id, cycle, campaign, contract, qualified_at, sales_qualified_at',
  link_alias: 'kind, side, record_id, link_id',
  opportunity:
    'id, is_closed, is_won, amount_minor, created_at, closed_at, account_id, refund_of, monthly_revenue_minor',
  opportunity_person: 'opportunity_id, link_id',
  outcome_entry: 'opportunity_id, entry, at, amount_minor',
  credit:
    'opportunity_id, model, position, entry, touch_id, link_id, campaign, channel, amount_minor, dated_at, share_millionths',
  touch: 'link_id, id, at, channel, campaign, detail',
} as const

const note = (from: string): string =>
  `insert into app.attribution_change (connection_id, kind) select distinct connection_id, 'rows' from (${from}) changed;`

/** As many rows are new as old and no two alike: if each new one was there before, none differs. */
const watch = (table: string, columns: string): readonly string[] => {
  const name = `app.note_${table}`
  const differing = `select connection_id, ${columns} from new_rows except select connection_id, ${columns} from old_rows`
  return [
    `create function ${name}() returns trigger language plpgsql as $$ begin
      if tg_op = 'INSERT' then ${note('select connection_id from new_rows')}
      elsif tg_op = 'DELETE' then ${note('select connection_id from old_rows')}
      else ${note(differing)}
      end if;
      return null;
    end $$`,
    `create trigger note_insert after insert on app.${table} referencing new table as new_rows
      for each statement execute function ${name}()`,
    `create trigger note_update after update on app.${table} referencing old table as old_rows new table as new_rows
      for each statement execute function ${name}()`,
    `create trigger note_delete after delete on app.${table} referencing old table as old_rows
      for each statement execute function ${name}()`,
  ]
}

// Values of people change all day; they count only where a segment is one of them. The rows of links are large, so none is copied
// to be compared: one by one, and what was noted in this transaction is not noted again. A rolled back savepoint takes both back.
const WATCHED_LINKS = [
  `create function app.note_link() returns trigger language plpgsql as $$
    declare
      kind text := tg_argv[0];
      here text := case tg_op when 'DELETE' then old.connection_id else new.connection_id end;
    begin
      if current_setting('tandem.noted_' || kind, true) is distinct from here then
        insert into app.attribution_change (connection_id, kind) values (here, kind);
        perform set_config('tandem.noted_' || kind, here, true);
      end if;
      return null;
    end $$`,
  `create trigger note_insert after insert on app.link for each row execute function app.note_link('rows')`,
  `create trigger note_delete after delete on app.link for each row execute function app.note_link('rows')`,
  `create trigger note_update after update of state, hubspot_id on app.link for each row
    when (old.state is distinct from new.state or old.hubspot_id is distinct from new.hubspot_id)
    execute function app.note_link('rows')`,
  `create trigger note_base after update of base on app.link for each row
    when (old.base is distinct from new.base) execute function app.note_link('base')`,
]

const READING = [
  // Deals and leads of one campaign, page by page.
  sql`create index credit_campaign on app.credit (connection_id, model, campaign)`,
  // The campaign first: of indexes that begin alike the planner takes the wrong one where it has no statistics.
  sql`create index handoff_campaign on app.handoff (campaign, connection_id, qualified_at, id)`,
  // Who was merged into somebody else; few among many.
  sql`create index link_unlinked on app.link (connection_id, hubspot_id) where state = 'unlinked'`,
  // Of everybody, newest first.
  sql`create index touch_newest on app.touch (connection_id, at desc, link_id desc, id desc)`,
  sql`create index opportunity_listed on app.opportunity (connection_id, created_at desc, id desc)`,
]

/** Kept sums for the reports of the pages, and the marks that tell whether they are whole. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...SUMS, ...READING]) await statement.execute(db)
  for (const [table, columns] of Object.entries(WATCHED))
    for (const statement of watch(table, columns)) await sql.raw(statement).execute(db)
  for (const statement of WATCHED_LINKS) await sql.raw(statement).execute(db)
}
