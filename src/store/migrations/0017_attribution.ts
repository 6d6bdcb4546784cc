import { type Kysely, sql } from 'kysely'

// Touches of one person come from several places, each of which replaces its own alone. A touch known by its day only stands at
// the end of that day in the org's zone.
const TOUCHES = [
  sql`alter table app.touch
    add column origin text not null default 'hubspot' check (origin in ('hubspot', 'salesforce', 'import')),
    add column kind text not null default 'source' check (kind in ('source', 'conversion', 'response', 'import')),
    add column detail text,
    add column day_only boolean not null default false,
    add column evidence jsonb not null default '[]'`,
  // Whose history was read, and of which version of the contact; without a row it was not.
  sql`create table app.touch_reading (
    connection_id text not null,
    link_id text not null,
    print text not null,
    read_at bigint not null,
    primary key (connection_id, link_id)
  )`,
  // Rows of files, also of people who are not known yet.
  sql`create table app.imported_touch (
    connection_id text not null,
    id text not null,
    email_key text not null,
    at bigint not null,
    day_only boolean not null default false,
    channel text not null,
    campaign text,
    detail text,
    import_id text not null,
    primary key (connection_id, id)
  )`,
  sql`create index imported_touch_email on app.imported_touch (connection_id, email_key)`,
  // A file is taken once: the same bytes again change nothing.
  sql`create table app.import_batch (
    connection_id text not null,
    id text not null,
    kind text not null check (kind in ('touches', 'costs')),
    file_name text not null,
    checksum text not null,
    imported_at bigint not null,
    rows integer not null,
    accepted integer not null,
    unchanged integer not null,
    rejected jsonb not null default '[]',
    primary key (connection_id, id)
  )`,
]

// A line of costs covers whole days, both ends in. A correction adds a version; the one before keeps its figures and its end.
const COSTS = [
  sql`alter table app.campaign add column channel text`,
  sql`create table app.cost_line (
    connection_id text not null,
    source text not null check (source in ('hubspot', 'salesforce', 'import')),
    line_key text not null,
    version integer not null check (version > 0),
    campaign text,
    channel text,
    from_on text not null,
    until_on text not null check (until_on >= from_on),
    amount_minor bigint not null,
    currency text not null,
    recorded_at bigint not null,
    superseded_at bigint,
    import_id text,
    note text not null default '',
    primary key (connection_id, source, line_key, version)
  )`,
  sql`create unique index cost_line_current on app.cost_line (connection_id, source, line_key) where superseded_at is null`,
]

// What an opportunity counts for is in the connection's currency; what it was in Salesforce is kept beside it. Null where no
// rate is known: then it counts for nothing, and is listed.
const OUTCOMES = [
  sql`alter table app.opportunity
    add column account_id text,
    add column original_amount_minor bigint,
    add column original_currency text,
    add column rate text,
    add column refund_of text,
    add column refunded_minor bigint,
    add column refunded_at bigint`,
  sql`update app.opportunity set original_amount_minor = amount_minor, original_currency = currency`,
  // What became of an opportunity, one row for each change of it, never rewritten. amount_minor is the change, total_minor the sum.
  sql`create table app.outcome_entry (
    connection_id text not null,
    opportunity_id text not null,
    entry integer not null check (entry > 0),
    kind text not null check (kind in ('won', 'lost', 'amended', 'redated', 'reopened', 'refunded')),
    at bigint not null,
    recorded_at bigint not null,
    amount_minor bigint not null,
    total_minor bigint not null,
    closed_at bigint,
    stage text not null,
    primary key (connection_id, opportunity_id, entry),
    foreign key (connection_id, opportunity_id) references app.opportunity (connection_id, id) on delete cascade
  )`,
  sql`insert into app.outcome_entry
    select connection_id, id, 1, case when is_won then 'won' else 'lost' end, coalesce(closed_at, created_at),
      coalesce(closed_at, created_at), case when is_won then coalesce(amount_minor, 0) else 0 end,
      case when is_won then coalesce(amount_minor, 0) else 0 end, closed_at, stage
    from app.opportunity where is_closed`,
  // Entry 0 says how the opportunity stands now: weights, and the sum of its money. Entries above it are the dated changes of the
  // outcome with the same number, kept only where there is more than one; else entry 0 carries the date itself.
  sql`alter table app.credit add column entry integer not null default 0 check (entry >= 0), add column dated_at bigint`,
  sql`alter table app.credit drop constraint credit_pkey, add primary key (connection_id, opportunity_id, model, entry, position)`,
  sql`update app.credit c set dated_at = o.closed_at from app.opportunity o
    where (o.connection_id, o.id) = (c.connection_id, c.opportunity_id)`,
  // Every opportunity is credited anew: those that are open or lost have weights from now on.
  sql`update app.opportunity set revision = revision + 1`,
]

// What stands in HubSpot's campaigns of ours, so that only what changed is written; and where figures can be written at all.
const FIGURES = [
  sql`create table app.campaign_figure (
    connection_id text not null,
    campaign_id text not null,
    values jsonb not null,
    record_id text,
    written_at bigint not null,
    primary key (connection_id, campaign_id)
  )`,
  sql`create table app.figure_target (
    connection_id text primary key,
    kind text not null check (kind in ('properties', 'object', 'none')),
    object_type text,
    why text not null,
    probed_at bigint not null
  )`,
]

/** Where touches come from, dated costs in versions, outcomes in versions, campaign figures that were written back. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of [...TOUCHES, ...COSTS, ...OUTCOMES, ...FIGURES]) await statement.execute(db)
}
