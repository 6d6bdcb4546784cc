import { sql } from 'kysely'
import {
  AMOUNTS, BUYERS, campaignNameOf, CHANNELS, DAY, linkIdOf, MODELS, oneOf, salesforceIdOf, type Seed, spread,
} from './rows.ts' // prettier-ignore

const { people, companies, deals, opportunities, touches, campaigns } = AMOUNTS

/** Campaigns with a line of costs for each of the last twelve months. */
export async function seedCampaigns({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.campaign (connection_id, id, name, currency, spend_minor, start_on, end_on, numeric_id, channel)
    select ${connection}, '00000000-0004-4000-8000-' || lpad(i::text, 12, '0'), ${campaignNameOf('i')}, 'USD',
      12 * (50000 + (${spread('i', 31, 400)} * 1000)::bigint), '2025-01-01', null, (70000 + i)::text,
      ${oneOf(CHANNELS, spread('i', 32, 6))}
    from generate_series(0::bigint, ${campaigns - 1}) i`.execute(db)
  await sql`
    insert into app.campaign_cost (connection_id, campaign_id, taken_at, spend_minor, currency)
    select connection_id, id, ${now}::bigint - m * ${30 * DAY}::bigint, spend_minor * (12 - m) / 12, 'USD'
    from app.campaign, generate_series(0::bigint, 11) m where connection_id = ${connection}`.execute(db)
  await sql`
    insert into app.cost_line (connection_id, source, line_key, version, campaign, channel, from_on, until_on, amount_minor, currency,
      recorded_at)
    select connection_id, 'import', id || '/' || m, 1, name, channel, to_char(f, 'YYYY-MM-DD'),
      to_char(f + interval '1 month' - interval '1 day', 'YYYY-MM-DD'), spend_minor / 12, 'USD', ${now}::bigint
    from app.campaign, generate_series(0::bigint, 11) m,
      lateral (select date_trunc('month', to_timestamp(${now}::bigint / 1000)) - m * interval '1 month' as f) d
    where connection_id = ${connection}`.execute(db)
  await sql`
    insert into app.campaign_figure (connection_id, campaign_id, values, record_id, written_at)
    select connection_id, id, '{"tandem_leads":"120","tandem_cpl":"31.50"}', null, ${now}::bigint from app.campaign
    where connection_id = ${connection}`.execute(db)
  await sql`
    insert into app.figure_target (connection_id, kind, object_type, why, probed_at)
    values (${connection}, 'properties', null, 'a value was written and read back', ${now}::bigint)`.execute(db)
}

/** Two touches of each buyer, before his opportunities. */
export async function seedTouches({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.touch (connection_id, link_id, id, at, channel, campaign, source, origin, kind, detail, evidence)
    select ${connection}, ${linkIdOf(`1 + (i - 1) % ${BUYERS}`)}, 'touch-' || i,
      ${now}::bigint - 380 * ${DAY}::bigint + (i % ${BUYERS}) * (300 * ${DAY}::bigint / ${BUYERS}) + (i / ${BUYERS}) * ${9 * DAY}::bigint,
      ${oneOf(CHANNELS, spread('i', 33, 6))}, case when i % 8 = 0 then null else ${campaignNameOf('i * 7')} end,
      'hs_analytics_source', 'hubspot', case when i > ${BUYERS} then 'conversion' else 'source' end, 'Request a demo',
      '[{"origin":"hubspot","source":"hs_analytics_source","record":"contact","says":"PAID_SEARCH"}]'
    from generate_series(1::bigint, ${touches}) i`.execute(db)
  await sql`
    insert into app.touch_person (connection_id, link_id, lead_since, print)
    select connection_id, id, created_at, 'p' from app.link where connection_id = ${connection} and kind = 'person'`.execute(
    db,
  )
}

/** Opportunities with one to three people, what became of them, and to whom the credit goes under each model. */
export async function seedOpportunities({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.opportunity (connection_id, id, link_id, name, stage, is_closed, is_won, amount_minor, currency, created_at,
      closed_at, lost_reason, owner_id, contact_source, credited_revision, credited_at, original_amount_minor, original_currency)
    select ${connection}, ${salesforceIdOf('006', 'i')},
      case when i <= ${deals} then ${linkIdOf(`i + ${people + companies}`)} end, 'Deal ' || i,
      (array['Closed Won', 'Closed Lost', 'Prospecting'])[1 + outcome], outcome < 2, outcome = 0, amount, 'USD', created,
      case when outcome < 2 then least(created + (20 + ${spread('i', 36, 60)}) * ${DAY}::bigint, ${now}::bigint) end,
      case when outcome = 1 then ${oneOf(['Price', 'No decision', 'Competitor', 'Timing'], spread('i', 37, 4))} end,
      ${salesforceIdOf('005', 'i % 39')}, 'role', 1, ${now}::bigint, amount, 'USD'
    from (
      select i, case when ${spread('i', 34, 100)} < 45 then 0 when ${spread('i', 34, 100)} < 85 then 1 else 2 end as outcome,
        100000 + ${spread('i', 35, 9000000)}::bigint as amount,
        ${now}::bigint - ((${opportunities} - i)::bigint * 350 * ${DAY} / ${opportunities}) as created
      from generate_series(1::bigint, ${opportunities}) i
    ) o`.execute(db)
  await sql`
    insert into app.opportunity_person (connection_id, opportunity_id, link_id, position)
    select distinct on (1, 2, 3) ${connection}, ${salesforceIdOf('006', 'i')}, ${linkIdOf(`1 + (i + p * 6007) % ${BUYERS}`)}, p
    from generate_series(1::bigint, ${opportunities}) i, generate_series(0::bigint, 2) p where p <= i % 3`.execute(db)
  await sql`
    insert into app.outcome_entry (connection_id, opportunity_id, entry, kind, at, recorded_at, amount_minor, total_minor, closed_at, stage)
    select connection_id, id, 1, case when is_won then 'won' else 'lost' end, closed_at, closed_at,
      case when is_won then amount_minor else 0 end, case when is_won then amount_minor else 0 end, closed_at, stage
    from app.opportunity where connection_id = ${connection} and is_closed`.execute(db)
  for (const model of MODELS) await seedCredits({ db, connection, now }, model)
}

/** To the cent: what does not divide goes to the first ones. */
async function seedCredits({ db, connection }: Seed, model: string): Promise<void> {
  const counts = model === 'linear' ? sql`true` : model === 'first_touch' ? sql`up = 1` : sql`down = 1`
  await sql`
    insert into app.credit (connection_id, opportunity_id, model, position, touch_id, link_id, campaign, channel, amount_minor,
      currency, weight_numerator, weight_denominator, entry, dated_at, share_millionths)
    select connection_id, opportunity_id, ${model}, at, touch_id, link_id, campaign, channel,
      money / n + case when at < money % n then 1 else 0 end, 'USD', 1, n, 0, closed_at,
      1000000 / n + case when at < 1000000 % n then 1 else 0 end
    from (
      select *, count(*) over (partition by opportunity_id) as n, row_number() over (partition by opportunity_id order by up) - 1 as at
      from (
        select o.connection_id, o.id as opportunity_id, t.id as touch_id, t.link_id, t.campaign, t.channel, o.closed_at,
          case when o.is_won then o.amount_minor else 0 end as money,
          row_number() over (partition by o.id order by t.at nulls last, t.id) as up,
          row_number() over (partition by o.id order by t.at desc nulls first, t.id desc) as down
        from app.opportunity o
        join app.opportunity_person p on p.connection_id = o.connection_id and p.opportunity_id = o.id
        left join app.touch t on t.connection_id = o.connection_id and t.link_id = p.link_id
          and t.at <= coalesce(o.closed_at, o.created_at)
        where o.connection_id = ${connection}
      ) every where ${counts}
    ) counted`.execute(db)
}
