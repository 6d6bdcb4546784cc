import type { ColumnType } from 'kysely'

/** PostgreSQL types in use; a trailing `?` means nullable. `bigint` holds instants (epoch milliseconds) and minor units. */
type ColumnKind = 'text' | 'bigint' | 'numeric' | 'integer' | 'double precision' | 'boolean' | 'jsonb'
type ColumnSpec = ColumnKind | `${ColumnKind}?`

/**
 * Every table of schema `app`, column by column in the order of the database. One source for three things: the TypeScript
 * types below, the record sets in which many rows travel to one statement, and the test that compares it with
 * `information_schema.columns` after the migrations.
 */
export const TABLES = {
  connection: {
    id: 'text',
    name: 'text',
    portal_id: 'text',
    org_id: 'text',
    currency: 'text',
    org_time_zone: 'text',
    state: 'text',
    paused_reason: 'text?',
  },
  config_version: {
    connection_id: 'text',
    version: 'integer',
    document: 'jsonb',
    author: 'text',
    comment: 'text',
    created_at: 'bigint',
  },
  capture_cursor: { connection_id: 'text', side: 'text', object: 'text', cursor: 'jsonb', saved_at: 'bigint' },
  captured: {
    connection_id: 'text',
    side: 'text',
    object: 'text',
    record_id: 'text',
    modified_at: 'bigint',
    kind: 'text',
    print: 'text?',
    known_at: 'bigint?',
  },
  watched: { connection_id: 'text', name: 'text', print: 'text' },
  match_key: { connection_id: 'text', kind: 'text', side: 'text', key: 'text', record_id: 'text' },
  review: {
    id: 'text',
    connection_id: 'text',
    kind: 'text',
    hubspot_id: 'text',
    salesforce_object: 'text',
    salesforce_id: 'text',
    reason: 'text',
    points: 'double precision',
    evidence: 'jsonb',
    state: 'text',
    found_at: 'bigint',
    decided_at: 'bigint?',
    decided_by: 'text?',
    applied_at: 'bigint?',
  },
  counter: { connection_id: 'text', name: 'text', day: 'text', count: 'bigint' },
  api_usage: {
    connection_id: 'text',
    side: 'text',
    hour: 'bigint',
    lane: 'text',
    endpoint: 'text',
    calls: 'bigint',
    polls: 'bigint',
    cycles: 'bigint',
    rate_limited: 'bigint',
  },
  api_budget: {
    connection_id: 'text',
    side: 'text',
    daily_limit: 'bigint?',
    daily_used: 'bigint?',
    reported_at: 'bigint?',
    seen_at: 'bigint?',
    resets_at: 'bigint?',
    stopped_until: 'bigint?',
    poll_ms: 'bigint?',
    polled_at: 'bigint?',
  },
  api_window: { connection_id: 'text', name: 'text', state: 'jsonb?' },
  inbox: {
    connection_id: 'text',
    side: 'text',
    object: 'text',
    record_id: 'text',
    revision: 'integer',
    kind: 'text',
    survivor_id: 'text?',
    cause: 'text',
    attempts: 'integer',
    enqueued_at: 'bigint',
    not_before: 'bigint',
    lease_until: 'bigint?',
    leased_by: 'text?',
    last_error: 'text?',
    lane: 'text',
    snapshot: 'jsonb?',
  },
  link: {
    id: 'text',
    connection_id: 'text',
    kind: 'text',
    key: 'text',
    hubspot_id: 'text?',
    salesforce_object: 'text?',
    salesforce_id: 'text?',
    state: 'text',
    origin: 'text',
    adopted: 'boolean',
    base: 'jsonb',
    created_at: 'bigint',
  },
  link_alias: { connection_id: 'text', kind: 'text', side: 'text', record_id: 'text', link_id: 'text' },
  journal: {
    seq: 'bigint',
    connection_id: 'text',
    at: 'bigint',
    link_id: 'text?',
    side: 'text',
    object: 'text',
    record_id: 'text',
    action: 'text',
    changes: 'jsonb',
    config_version: 'integer',
    cause: 'text',
  },
  parked: {
    seq: 'bigint',
    connection_id: 'text',
    side: 'text',
    object: 'text',
    record_id: 'text',
    link_id: 'text?',
    code: 'text',
    message: 'text',
    remedy: 'text',
    at: 'bigint',
    resolved_at: 'bigint?',
  },
  outbox: { id: 'text', seq: 'bigint', job: 'text', payload: 'jsonb', run_at: 'bigint', sent_at: 'bigint?' },
  handoff: {
    id: 'text',
    connection_id: 'text',
    link_id: 'text',
    cycle: 'integer',
    contract: 'text',
    config_version: 'integer',
    reason: 'text',
    urgency: 'text',
    owner_id: 'text',
    owner_name: 'text',
    owner_email: 'text?',
    owner_rule: 'text',
    routing: 'jsonb',
    qualified_at: 'bigint',
    handed_over_at: 'bigint',
    campaign: 'text?',
    linked_existing: 'boolean',
    task_id: 'text?',
    left_out: 'text?',
  },
  clock: {
    id: 'text',
    connection_id: 'text',
    link_id: 'text',
    handoff_id: 'text',
    cycle: 'integer',
    policy: 'text',
    name: 'text',
    config_version: 'integer',
    calendar: 'jsonb',
    target_seconds: 'double precision',
    warn_at: 'jsonb',
    started_at: 'bigint',
    due_at: 'bigint?',
    state: 'text',
    breached_at: 'bigint?',
    detected_at: 'bigint?',
    stopped_at: 'bigint?',
    stopped_by: 'jsonb?',
    breach_voided: 'text?',
    elapsed_seconds: 'double precision',
    next_check_at: 'bigint?',
  },
  clock_step: {
    clock_id: 'text',
    step: 'text',
    due_at: 'bigint',
    at: 'bigint',
    state: 'text',
    reason: 'text',
  },
  activity: {
    connection_id: 'text',
    id: 'text',
    link_id: 'text',
    kind: 'text',
    at: 'bigint',
    person_id: 'text?',
    counts: 'boolean',
    why: 'text',
  },
  routing_pool: { connection_id: 'text', pool: 'text', state: 'jsonb?' },
  opportunity: {
    connection_id: 'text',
    id: 'text',
    link_id: 'text?',
    name: 'text',
    stage: 'text',
    is_closed: 'boolean',
    is_won: 'boolean',
    amount_minor: 'bigint?',
    currency: 'text',
    created_at: 'bigint',
    closed_at: 'bigint?',
    lost_reason: 'text?',
    owner_id: 'text?',
    contact_source: 'text',
    revision: 'integer',
    read_revision: 'integer?',
    credited_revision: 'integer?',
    credited_at: 'bigint?',
  },
  opportunity_person: { connection_id: 'text', opportunity_id: 'text', link_id: 'text', position: 'integer' },
  touch: {
    connection_id: 'text',
    link_id: 'text',
    id: 'text',
    at: 'bigint',
    channel: 'text',
    campaign: 'text?',
    source: 'text',
  },
  campaign: {
    connection_id: 'text',
    id: 'text',
    name: 'text',
    currency: 'text',
    spend_minor: 'bigint',
    start_on: 'text?',
    end_on: 'text?',
    numeric_id: 'text?',
  },
  campaign_cost: {
    connection_id: 'text',
    campaign_id: 'text',
    taken_at: 'bigint',
    spend_minor: 'bigint',
    currency: 'text',
  },
  credit: {
    connection_id: 'text',
    opportunity_id: 'text',
    model: 'text',
    position: 'integer',
    touch_id: 'text?',
    link_id: 'text?',
    campaign: 'text?',
    channel: 'text?',
    amount_minor: 'bigint',
    currency: 'text',
    weight_numerator: 'numeric',
    weight_denominator: 'numeric',
  },
  list_read: { connection_id: 'text', list_id: 'text', mark: 'text', read_at: 'bigint' },
  list_member: { connection_id: 'text', list_id: 'text', record_id: 'text', since: 'bigint' },
  campaign_member: {
    connection_id: 'text',
    campaign_id: 'text',
    link_id: 'text',
    list_id: 'text',
    member_id: 'text?',
    made: 'boolean',
    status: 'text?',
    wanted: 'text',
    print: 'text?',
    state: 'text',
    not_before: 'bigint',
  },
  backfill: {
    id: 'text',
    connection_id: 'text',
    choices: 'jsonb',
    state: 'text',
    cursor: 'text?',
    counts: 'jsonb',
    ahead: 'jsonb',
    total: 'bigint?',
    started_at: 'bigint',
    worked_ms: 'bigint',
    finished_at: 'bigint?',
    worker: 'text?',
    lease_until: 'bigint?',
  },
  drift: {
    id: 'text',
    connection_id: 'text',
    at: 'bigint',
    took_ms: 'bigint',
    calls: 'jsonb',
    counts: 'jsonb',
    problems: 'jsonb',
    problems_in_all: 'bigint',
    unexplained: 'bigint',
    position: 'text?',
  },
} as const satisfies Record<string, Record<string, ColumnSpec>>

export type TableName = keyof typeof TABLES

/** What the driver gives: `bigint` and `numeric` come as decimal strings and are parsed by `rows.ts`, by name. */
interface Selected {
  text: string
  bigint: string
  numeric: string
  integer: number
  'double precision': number
  boolean: boolean
  jsonb: unknown
}

/** What a statement takes: exact numbers may be given as number, bigint or decimal string. */
interface Given {
  text: string
  bigint: string | number | bigint
  numeric: string | number | bigint
  integer: number
  'double precision': number
  boolean: boolean
  jsonb: unknown
}

type Kind<S> = S extends `${infer K}?` ? K : S
type Of<S, Map> = Kind<S> extends keyof Map ? Map[Kind<S>] | (S extends `${string}?` ? null : never) : never

/** A row as it is read. */
export type Row<T extends TableName> = {
  readonly [C in keyof (typeof TABLES)[T]]: Of<(typeof TABLES)[T][C], Selected>
}
/** A row on its way into a statement. */
export type NewRow<T extends TableName> = {
  readonly [C in keyof (typeof TABLES)[T]]: Of<(typeof TABLES)[T][C], Given>
}

/** The type Kysely works with; use it with `withSchema('app')`. */
export type Tables = {
  [T in TableName]: {
    [C in keyof (typeof TABLES)[T]]: ColumnType<
      Of<(typeof TABLES)[T][C], Selected>,
      Of<(typeof TABLES)[T][C], Given>,
      Of<(typeof TABLES)[T][C], Given>
    >
  }
}
