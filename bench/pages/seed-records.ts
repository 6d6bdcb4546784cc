import { sql } from 'kysely'
import type { Base } from '#domain/identity/link.ts'
import { searchWords, sortTitle } from '#domain/identity/search-text.ts'
import { AMOUNTS, campaignNameOf, CHANNELS, DAY, linkIdOf, oneOf, salesforceIdOf, type Seed, spread } from './rows.ts'

const FIRST = [
  'Maya',
  'Liam',
  'Zoë',
  'Noah',
  'Ines',
  'Omar',
  'Yuki',
  'Ana',
  'Raj',
  'Léa',
  'Tom',
  'Eva',
  'Kofi',
  'Ida',
  'Max',
]
const LAST = [
  'Carver',
  'Osei',
  'Brandt',
  'Nguyen',
  'Rossi',
  'Haddad',
  'Silva',
  'Novak',
  'Kumar',
  'Olsen',
  'Meyer',
  'Park',
]
const TITLES = ['Head of Operations', 'Buyer', 'CTO', 'Plant Manager', 'Marketing Lead', 'Owner']
const COUNTRIES = ['United States', 'Canada', 'Germany', 'United Kingdom', 'France']

/** People, companies and deals that are joined, each with what both sides last agreed on. */
export async function seedLinks({ db, connection, now }: Seed): Promise<void> {
  const { people, companies, deals } = AMOUNTS
  await sql`
    insert into app.link (id, connection_id, kind, key, hubspot_id, salesforce_object, salesforce_id, state, origin, adopted,
      base, created_at)
    select ${linkIdOf('i')}, ${connection}, 'person', 'portal:' || (100000 + i), (100000 + i)::text,
      case when i % 10 < 7 then 'Lead' else 'Contact' end,
      case when i % 10 < 7 then ${salesforceIdOf('00Q', 'i')} else ${salesforceIdOf('003', 'i')} end,
      case when i % 50 = 0 then 'unlinked' when i % 997 = 0 then 'intended' else 'active' end,
      ${oneOf(['created', 'created', 'email', 'stored-id'], spread('i', 1, 4))}, i % 20 = 0,
      (select jsonb_object_agg(f.field, jsonb_build_object('hubspot', f.value, 'salesforce', f.value)) from (values
        ('email', lower(p.first || '.' || p.last) || i || '@company' || (i % ${companies}) || '.example'),
        ('firstname', p.first), ('lastname', p.last), ('phone', '+1212555' || lpad((i % 10000)::text, 4, '0')),
        ('jobtitle', ${oneOf(TITLES, spread('i', 4, 6))}), ('company', 'Company ' || (i % ${companies})),
        ('country', ${oneOf(COUNTRIES, spread('i', 5, 5))}), ('hs_analytics_source', ${oneOf(CHANNELS, spread('i', 6, 6))}),
        ('hs_analytics_first_touch_converting_campaign', ${campaignNameOf('i')})
      ) as f(field, value)),
      ${now}::bigint - ((${people} - i)::bigint * 400 * ${DAY} / ${people})
    from generate_series(1::bigint, ${people}) i,
      lateral (select ${oneOf(FIRST, spread('i', 2, 15))} as first, ${oneOf(LAST, spread('i', 3, 12))} as last) p`.execute(
    db,
  )
  await sql`
    insert into app.link (id, connection_id, kind, key, hubspot_id, salesforce_object, salesforce_id, state, origin, adopted,
      base, created_at)
    select ${linkIdOf(`i + ${people}`)}, ${connection}, 'company', 'portal:c' || i, (5000000 + i)::text, 'Account',
      ${salesforceIdOf('001', 'i')}, 'active', 'domain', false,
      jsonb_build_object('name', jsonb_build_object('hubspot', 'Company ' || i, 'salesforce', 'Company ' || i),
        'domain', jsonb_build_object('hubspot', 'company' || i || '.example', 'salesforce', 'company' || i || '.example')),
      ${now}::bigint - i * 3600000
    from generate_series(1::bigint, ${companies}) i`.execute(db)
  await sql`
    insert into app.link (id, connection_id, kind, key, hubspot_id, salesforce_object, salesforce_id, state, origin, adopted,
      base, created_at)
    select ${linkIdOf(`i + ${people + companies}`)}, ${connection}, 'deal', 'org:' || i, (9000000 + i)::text, 'Opportunity',
      ${salesforceIdOf('006', 'i')}, 'active', 'opportunity', false,
      jsonb_build_object('dealname', jsonb_build_object('hubspot', 'Deal ' || i, 'salesforce', 'Deal ' || i),
        'amount', jsonb_build_object('hubspot', (i * 37 % 90000)::text, 'salesforce', (i * 37 % 90000)::text)),
      ${now}::bigint - i * 1800000
    from generate_series(1::bigint, ${deals}) i`.execute(db)
  await sql`
    insert into app.link_alias (connection_id, kind, side, record_id, link_id)
    select connection_id, kind, 'salesforce', '00QOLD' || right(id, 9), id from app.link
    where connection_id = ${connection} and salesforce_object = 'Contact'`.execute(db)
}

/** By what each is found, as the program itself writes it. */
export async function seedSearch({ db, connection }: Seed): Promise<void> {
  let after = ''
  for (;;) {
    const { rows } = await sql<{ id: string; kind: string; state: string; created_at: string; base: Base }>`
      select id, kind, state, created_at, base from app.link
      where connection_id = ${connection} and id > ${after} and state <> 'intended' order by id limit 10000`.execute(db)
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.id
    const found = rows.map(({ id, kind, state, created_at, base }) => ({
      link_id: id,
      connection_id: connection,
      kind,
      state,
      created_at,
      words: searchWords(base),
      title: sortTitle(base),
    }))
    await sql`
      insert into app.link_search (link_id, connection_id, kind, state, created_at, words, title)
      select link_id, connection_id, kind, state, created_at, words, title
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
        as i(link_id text, connection_id text, kind text, state text, created_at bigint, words text, title text)
      on conflict do nothing`.execute(db)
  }
}

/** Oldest first. Most records have about ten rows, three of them thousands. */
export async function seedJournal({ db, connection, now }: Seed): Promise<void> {
  const { journal, people, companies, deals } = AMOUNTS
  const all = people + companies + deals
  await sql`
    insert into app.journal (connection_id, at, link_id, side, object, record_id, action, changes, config_version, cause)
    select ${connection}, ${now}::bigint - ((${journal} - i)::bigint * 400 * ${DAY} / ${journal}), ${linkIdOf('n')},
      case when i % 3 = 0 then 'hubspot' else 'salesforce' end,
      case when n > ${people + companies} then case when i % 3 = 0 then 'deals' else 'Opportunity' end
        when n > ${people} then case when i % 3 = 0 then 'companies' else 'Account' end
        else case when i % 3 = 0 then 'contacts' when n % 10 < 7 then 'Lead' else 'Contact' end end,
      case when i % 3 = 0 then (100000 + n)::text else ${salesforceIdOf('00Q', 'n')} end,
      case when i % 20 = 0 then 'create' when i % 20 = 1 then 'link' else 'update' end,
      case when i % 20 < 2 then '[]'::jsonb else jsonb_build_array(jsonb_build_object('field',
        (array['jobtitle', 'phone', 'lifecyclestage', 'tandem_sla_status', 'hs_lead_status'])[(1 + i % 5)::int],
        'from', 'value ' || i % 97, 'to', 'value ' || i % 89, 'rule',
        (array['jobtitle', 'phone', 'handoff', 'sla', 'outcome'])[(1 + i % 5)::int],
        'because', 'changed-one-side', 'winner', case when i % 2 = 0 then 'hubspot' else 'salesforce' end)) end,
      least(1 + i * 40 / ${journal}, 40), (array['capture', 'webhook', 'backfill', 'sweep'])[(1 + i % 4)::int]
    from (
      select i, case when i % 100 = 0 then 1 + i / 100 % 3 else 1 + ${spread('i', 8, all)} end as n
      from generate_series(1::bigint, ${journal}) i
    ) s`.execute(db)
}

const CLASSES = [
  'CONFLICT', 'DUPLICATES_DETECTED', 'INVALID_OPTION', 'NO_OWNER', 'VALUE_TOO_LONG', 'SEVERAL_MATCHES', 'UNCONVERTIBLE',
  'DELETED_ON_ONE_SIDE', 'FOREIGN_CURRENCY', 'STAGE_KEPT', 'RECORD_MERGED', 'FIGURES_REFUSED',
] // prettier-ignore

/** What waits for people, unevenly over the classes; and a quarter as much that is mended. */
export async function seedProblems({ db, connection, now }: Seed): Promise<void> {
  const { parked, people } = AMOUNTS
  await sql`
    insert into app.parked (connection_id, side, object, record_id, link_id, code, message, remedy, at, first_at, resolved_at)
    select ${connection}, case when i % 3 = 0 then 'hubspot' else 'salesforce' end,
      case when i % 3 = 0 then 'contacts' else 'Lead' end,
      case when i % 3 = 0 then (100000 + i)::text else ${salesforceIdOf('00Q', 'i')} end,
      case when i % 9 = 0 then null else ${linkIdOf(`1 + i % ${people}`)} end,
      ${oneOf(CLASSES, sql`floor(12 * pow(${spread('i', 9, 1000)} / 1000.0, 2))::int`)},
      'the platform said: value ' || i % 41 || ' is not taken', 'Correct the value, then retry.',
      ${now}::bigint - ${spread('i', 10, 90)}::bigint * ${DAY} - i,
      ${now}::bigint - ${spread('i', 10, 90)}::bigint * ${DAY} - i - 3600000,
      case when i > ${parked} then ${now}::bigint - i else null end
    from generate_series(1::bigint, ${parked + parked / 4}) i`.execute(db)
  await sql`
    insert into app.review (id, connection_id, kind, hubspot_id, salesforce_object, salesforce_id, reason, points, evidence,
      state, found_at, decided_at, decided_by)
    select '00000000-0003-7000-8000-' || lpad(i::text, 12, '0'), ${connection},
      (array['suggestion', 'several', 'duplicate-rule'])[(1 + i % 3)::int], (100000 + i)::text, 'Lead',
      ${salesforceIdOf('00Q', 'i + 90000')}, 'alike', 50 + i % 50,
      '[{"field":"name","likeness":0.94,"points":40},{"field":"company","likeness":1,"points":20}]',
      case when i <= 3000 then 'open' when i % 2 = 0 then 'accepted' else 'rejected' end, ${now}::bigint - i * 60000,
      case when i > 3000 then ${now}::bigint - i * 1000 end, case when i > 3000 then 'admin@acme.example' end
    from generate_series(1::bigint, 5000) i`.execute(db)
  await sql`
    insert into app.inbox (connection_id, side, object, record_id, kind, cause, enqueued_at, not_before)
    select ${connection}, 'hubspot', 'contacts', (100000 + i)::text, 'upserted', 'changed', ${now}::bigint - i * 10, ${now}::bigint
    from generate_series(1::bigint, 5000) i`.execute(db)
  await sql`
    insert into app.field_conflict (connection_id, link_id, map, pair, kind, hubspot, salesforce, hubspot_id, salesforce_object,
      salesforce_id, hubspot_at, salesforce_at, first_at, seen_at)
    select ${connection}, ${linkIdOf('i')}, (array['jobtitle', 'phone', 'company'])[(1 + i % 3)::int], 'contact-lead',
      case when i % 10 = 0 then 'frozen' else 'conflict' end, 'Head of Sales ' || i % 50, 'VP Sales ' || i % 40, (100000 + i)::text,
      'Lead', ${salesforceIdOf('00Q', 'i')}, ${now}::bigint - i * 5000, ${now}::bigint - i * 4000, ${now}::bigint - i * 9000,
      ${now}::bigint - i * 1000
    from generate_series(1::bigint, 5000) i`.execute(db)
}
