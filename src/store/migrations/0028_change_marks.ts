import { type Kysely, sql } from 'kysely'

/** Tables that pages show, each with the column that names the connection. Clocks are not among them: their next look is no news. */
const WATCHED = [
  'lead_board',
  'action',
  'activity',
  'owner_spell',
  'parked',
  'parked_retry',
  'review',
  'field_conflict',
  'field_decision',
  'journal',
  'config_version',
  'backfill',
  'foresight',
  'drift',
  'cost_line',
  'campaign_figure',
  'attribution_basis',
  'alert',
  'delivery',
] as const

// The number of the transaction that wrote last, for each session that writes: a session runs one transaction at a time, so nobody
// waits for anybody, and a mark is there exactly when its change is. Numbers of later transactions are higher, so the sum over
// sessions moves with each of them, also with one that ends after others that began later.
const MARKS = [
  `create table app.change_mark (
    connection_id text not null,
    name text not null,
    writer integer not null,
    mark bigint not null,
    primary key (connection_id, name, writer)
  ) with (fillfactor = 50)`,
  `create function app.mark_change() returns trigger language plpgsql as $$ begin
    insert into app.change_mark as m (connection_id, name, writer, mark)
    select distinct connection_id, tg_table_name, pg_backend_pid(), pg_current_xact_id()::text::bigint from changed_rows
    on conflict (connection_id, name, writer) do update set mark = excluded.mark where m.mark <> excluded.mark;
    return null;
  end $$`,
  // Of tables in which a statement writes a row or two.
  `create function app.mark_row() returns trigger language plpgsql as $$ begin
    insert into app.change_mark as m (connection_id, name, writer, mark)
    values (to_jsonb(new) ->> tg_argv[0], tg_table_name, pg_backend_pid(), pg_current_xact_id()::text::bigint)
    on conflict (connection_id, name, writer) do update set mark = excluded.mark where m.mark <> excluded.mark;
    return null;
  end $$`,
]

const watch = (table: string): readonly string[] =>
  [
    ['insert', 'new'],
    ['update', 'new'],
    ['delete', 'old'],
  ].map(
    ([change, rows]) => `create trigger mark_${change} after ${change} on app.${table}
      referencing ${rows} table as changed_rows for each statement execute function app.mark_change()`,
  )

const ROWS = [
  `create trigger mark_row after insert or update on app.connection for each row execute function app.mark_row('id')`,
  // What reports are made of tells of its changes here already; values of people change all day and are no news of reports.
  `create trigger mark_row after insert on app.attribution_change for each row when (new.kind = 'rows')
    execute function app.mark_row('connection_id')`,
]

/** What changed last of each connection, for pages that show news: kept by the database itself, whichever process writes. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...MARKS, ...WATCHED.flatMap(watch), ...ROWS]) await sql.raw(statement).execute(db)
}
