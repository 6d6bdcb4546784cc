import { sql } from 'kysely'
import { AMOUNTS, DAY, type Seed, spread } from './rows.ts'

/** Versions of the config, the newest last. */
export async function seedVersions({ db, connection, now }: Seed, document: unknown): Promise<void> {
  await sql`
    insert into app.config_version (connection_id, version, document, author, comment, created_at)
    select ${connection}, i, ${JSON.stringify(document)}::jsonb, 'Rita Admin', 'Change ' || i, ${now}::bigint - (40 - i) * ${9 * DAY}::bigint
    from generate_series(1::bigint, 40) i`.execute(db)
}

/** What is counted by the way: changes and calls, checks of both sides, first loads, files, members of lists. */
export async function seedRuns({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.counter (connection_id, name, day, count)
    select ${connection}, name, to_char(to_timestamp(${now}::bigint / 1000) - d * interval '1 day', 'YYYY-MM-DD'), ${spread('d', 41, 4000)}
    from generate_series(0::bigint, 90) d,
      unnest(array['captured', 'repeated', 'echoes', 'webhook-events', 'applied', 'no-op', 'parked', 'retried']) name`.execute(
    db,
  )
  await sql`
    insert into app.api_usage (connection_id, side, hour, lane, endpoint, calls, polls, cycles, rate_limited)
    select ${connection}, side, (${now}::bigint / 3600000 - h) * 3600000, lane, endpoint, ${spread('h', 42, 90)}, 10, 10, 0
    from generate_series(0::bigint, 24 * 40) h, unnest(array['hubspot', 'salesforce']) side,
      unnest(array['handoff', 'live', 'backfill']) lane, unnest(array['search', 'batch/read', 'batch/update', 'query']) endpoint`.execute(
    db,
  )
  await sql`
    insert into app.drift (id, connection_id, at, took_ms, calls, counts, problems, problems_in_all, unexplained)
    select 'drift-' || i, ${connection}, ${now}::bigint - i * ${DAY}::bigint, 61000, '{"hubspot":300,"salesforce":120}',
      '{"sent":70000,"received":69870,"reasons":{"parked":100,"waiting":30},"out":{"not-marketing":4000},"notLookedAt":0,
        "sample":{"compared":1000,"agree":990,"differ":8,"conflict":2},"missed":3,"healed":3,"strayKeys":0,"totals":[]}',
      (select jsonb_agg(jsonb_build_object('side', 'hubspot', 'object', 'contacts', 'recordId', (100000 + n)::text, 'reason', 'parked',
        'detail', 'INVALID_OPTION', 'explained', 'yes')) from generate_series(1::bigint, 130) n), 130, 0
    from generate_series(0::bigint, 60) i`.execute(db)
  const counts = {
    listed: 78_000,
    created: 60_000,
    linked: 10_000,
    updated: 6_000,
    unchanged: 1_800,
    parked: 180,
    retried: 20,
  }
  await sql`
    insert into app.backfill (id, connection_id, choices, state, cursor, counts, ahead, total, started_at, worked_ms, finished_at)
    select 'backfill-' || i, ${connection}, '{"select":[],"handOverSince":null,"clocks":"none","leaveOut":["alerts"],"writeBack":"now"}',
      'done', '78000', ${JSON.stringify(counts)}::jsonb, '[]', 78000, ${now}::bigint - i * ${30 * DAY}::bigint, 4000000,
      ${now}::bigint - i * ${30 * DAY}::bigint + 4200000
    from generate_series(1::bigint, 6) i`.execute(db)
  await sql`
    insert into app.import_batch (connection_id, id, kind, file_name, checksum, imported_at, rows, accepted, unchanged)
    select ${connection}, 'import-' || i, case when i % 2 = 0 then 'costs' else 'touches' end, 'file-' || i || '.csv', 'sum' || i,
      ${now}::bigint - i * ${DAY}::bigint, 500, 480, 20 from generate_series(1::bigint, 60) i`.execute(db)
  await sql`
    insert into app.list_member (connection_id, list_id, record_id, since)
    select ${connection}, (1 + i % 5)::text, (100000 + i)::text, ${now}::bigint - i * 1000
    from generate_series(1::bigint, ${AMOUNTS.people / 4}) i`.execute(db)
  await sql`
    insert into app.match_key (connection_id, kind, side, key, record_id)
    select connection_id, 'company', 'hubspot', 'domain:' || (base -> 'domain' ->> 'hubspot'), hubspot_id from app.link
    where connection_id = ${connection} and kind = 'company'`.execute(db)
}

/** People who sign in, and what they did. */
export async function seedPeople({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.user_account (id, name, email, email_verified, role, state, created_at, updated_at, signed_in_at)
    select 'user-' || i, 'User ' || i, 'user' || i || '@acme.example', true, (array['admin', 'marketer', 'rep', 'viewer'])[(1 + i % 4)::int],
      'active', ${now}::bigint - i * 1000, ${now}::bigint, ${now}::bigint - i * 60000
    from generate_series(1::bigint, 120) i`.execute(db)
  await sql`
    insert into app.audit_entry (at, actor_kind, actor_id, actor_name, connection_id, action, subject, details, outcome)
    select ${now}::bigint - (100000 - i) * 60000, 'user', 'user-' || (1 + i % 120), 'User ' || (1 + i % 120), ${connection},
      (array['config.save', 'problems.retry', 'leads.reassign', 'session.sign-in'])[(1 + i % 4)::int], 'version ' || i % 40, '{"n":3}',
      case when i % 30 = 0 then 'failed' else 'done' end
    from generate_series(1::bigint, 100000) i`.execute(db)
}
