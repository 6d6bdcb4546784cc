import { type RawBuilder, sql } from 'kysely'
import type { SyncConfig } from '#domain/config.ts'
import type { PolicyClock, SlaPolicy } from '#domain/sla/policy.ts'
import { REPS_OF_SALESFORCE } from './config.ts'
import {
  AMOUNTS, campaignNameOf, DAY, handoffIdOf, linkIdOf, oneOf, salesforceIdOf, type Seed, spread,
} from './rows.ts' // prettier-ignore

const { people, handoffs, hotHandoffs } = AMOUNTS
const HOUR = 3_600_000
/** People who came back after they had been given back. */
const SECOND = 4_000
const REASONS = ['No budget', 'Competitor', 'Not the decision maker', 'Bad timing', 'No reason given']

/** Handoff `i` of the oldest first; the last one is a minute old. */
const qualifiedAt = (now: number): RawBuilder<number> =>
  sql`(${now}::bigint - 60000 - ((${sql.lit(handoffs)} - i)::bigint * 365 * ${sql.lit(DAY)} / ${sql.lit(handoffs)}))`
const personOf = `case when i > ${handoffs - SECOND} then i - ${handoffs - SECOND} else i + 500 end`
const isHot = `(i * ${hotHandoffs} / ${handoffs} <> (i - 1) * ${hotHandoffs} / ${handoffs})`
const repOf = (i: string): RawBuilder<number> => spread(i, 21, REPS_OF_SALESFORCE.length - 1)
const literals = (values: readonly string[]): RawBuilder<string> =>
  sql`(array[${sql.join(values.map((v) => sql.lit(v)))}])`

/** What became of it: of young ones most are open, of old ones few. */
const STATE = sql`case
  when age < ${sql.lit(2 * DAY)} then (case when r < 70 then 'open' when r < 92 then 'accepted' else 'rejected' end)
  when r < 6 then 'open' when r < 15 then 'accepted' when r < 55 then 'qualified' when r < 93 then 'rejected' else 'withdrawn' end`

/** Leads that sales was given within a year, who had them when, and what was found out about them. */
export async function seedHandoffs({ db, connection, now }: Seed): Promise<void> {
  const reps = REPS_OF_SALESFORCE
  await sql`
    insert into app.handoff (id, connection_id, link_id, cycle, contract, config_version, reason, urgency, owner_id, owner_name,
      owner_email, owner_rule, routing, qualified_at, handed_over_at, campaign, linked_existing, task_id, urgency_rule, policy,
      next_step, company_domain, state, accepted_at, sales_qualified_at, rejected_at, rejected_by, reject_reason, return_at, pool,
      owner_agreed, reassignments)
    select ${handoffIdOf('i')}, ${connection}, ${linkIdOf(personOf)},
      case when i > ${handoffs - SECOND} then 2 else 1 end,
      case when hot then 'paid-search' else 'marketing-qualified' end, least(1 + i * 40 / ${handoffs}, 40),
      'Paid search, visited the prices page', case when hot then (case when i % 5 = 0 then 'urgent' else 'high' end)
        when i % 7 = 0 then 'low' else 'normal' end,
      ${literals(reps.map(({ id }) => id))}[1 + rep], ${literals(reps.map(({ name }) => name))}[1 + rep],
      ${literals(reps.map(({ email }) => email ?? ''))}[1 + rep], case when i % 11 = 0 then 'owner' else 'pool:new-business' end,
      '[{"rule":"owner","candidate":null,"verdict":"no-match","why":"nobody owns it yet"},
        {"rule":"pool","candidate":"rep","verdict":"chosen","why":"next in turn"}]',
      q, q + 30000, ${campaignNameOf('i * 13')}, i % 10 < 3, ${salesforceIdOf('00T', 'i')}, 'as the contract says',
      case when hot then 'hot' else 'standard' end, 'Call, then write.', 'company' || i % ${AMOUNTS.companies} || '.example', state,
      case when state in ('accepted', 'qualified') then q + ${HOUR} end,
      case when state = 'qualified' then q + ${2 * DAY} end, case when state = 'rejected' then least(q + ${DAY}, ${now}::bigint) end,
      case when state = 'rejected' then ${literals(reps.map(({ id }) => id))}[1 + rep] end,
      case when state = 'rejected' then ${oneOf(REASONS, spread('i', 22, 5))} end,
      case when state = 'rejected' then q + ${91 * DAY}::bigint end, 'new-business',
      ${literals(reps.map(({ id }) => id))}[1 + rep], case when i % 15 = 0 then 1 else 0 end
    from (
      select *, ${STATE} as state from (
        select i, ${qualifiedAt(now)} as q, ${sql.raw(isHot)} as hot, ${repOf('i')} as rep, ${spread('i', 23, 100)} as r,
          ${now}::bigint - ${qualifiedAt(now)} as age
        from generate_series(1::bigint, ${handoffs}) i
      ) a
    ) b`.execute(db)
  await sql`
    insert into app.owner_spell (connection_id, handoff_id, owner_id, from_at, rule, why)
    select connection_id, id, owner_id, handed_over_at, owner_rule, 'next in turn' from app.handoff
      where connection_id = ${connection}
    union all
    select connection_id, id, owner_id, handed_over_at + ${5 * HOUR}::bigint, 'reassigned', 'the one before did not answer'
      from app.handoff where connection_id = ${connection} and reassignments > 0`.execute(db)
}

/** Clocks of every handoff by its policy, as far as they have come; with what was recorded of them. */
export async function seedClocks({ db, connection, now }: Seed, config: SyncConfig): Promise<void> {
  let family = 0
  for (const policy of config.sla)
    for (const clock of policy.clocks) {
      family += 1
      await clocksOf({ db, connection, now }, { policy, clock, family, calendar: config.calendars[clock.calendarId] })
    }
  await sql`
    insert into app.clock_step (clock_id, step, due_at, at, state, reason)
    select id, s.step, s.at, s.at + 1500, 'done', s.step from app.clock,
      lateral (values ('breach', breached_at), ('warn:0.5', (started_at + due_at) / 2)) s(step, at)
    where connection_id = ${connection} and s.at <= ${now}::bigint`.execute(db)
}

async function clocksOf(
  { db, connection, now }: Seed,
  of: { readonly policy: SlaPolicy; readonly clock: PolicyClock; readonly family: number; readonly calendar: unknown },
): Promise<void> {
  const { policy, clock } = of
  // Three hours of the day in four are not worked.
  const spanMs = clock.targetSeconds * 1000 * 3
  const ladder = policy.escalation.filter((step) => step.clock === clock.name)
  const answers =
    clock.kind === 'first_response'
      ? ['accepted', 'qualified', 'rejected']
      : ['accepted', 'qualified', 'rejected', 'withdrawn']
  await sql`
    insert into app.clock (id, connection_id, link_id, handoff_id, cycle, policy, name, config_version, calendar, target_seconds,
      warn_at, started_at, due_at, state, breached_at, detected_at, stopped_at, stopped_by, elapsed_seconds, next_check_at,
      policy_version, kind, ladder, start_cause, paused_in)
    select '00000000-0002-7000-8000-' || ${sql.lit(of.family)}::text || right(id, 11), ${connection}, link_id, id, cycle,
      ${policy.id}, ${clock.name}, config_version, ${JSON.stringify(of.calendar)}::jsonb, ${clock.targetSeconds}::float8,
      ${JSON.stringify(clock.warnAt)}::jsonb, qualified_at, due, clock_state, case when clock_state like 'breached%' then due end,
      case when clock_state like 'breached%' then due + 900 end, case when clock_state in ('met', 'breached_completed') then stopped end,
      case when clock_state in ('met', 'breached_completed') then jsonb_build_object('activityId', task_id, 'personId', owner_id) end,
      least(greatest(stopped - qualified_at, 0) / 3000.0, 400000), case when clock_state = 'running' then due end, ${policy.version},
      ${clock.kind}, ${JSON.stringify(ladder)}::jsonb, 'qualified in HubSpot', ${JSON.stringify(clock.pausedIn)}::jsonb
    from (
      select *, case
        when handoff_state = 'withdrawn' then 'cancelled'
        when handoff_state in (${sql.join(answers.map((a) => sql.lit(a)))}) then case when stopped <= due then 'met' else 'breached_completed' end
        when due > ${now}::bigint then case when n % 25 = 0 then 'paused' else 'running' end
        else 'breached' end as clock_state
      from (
        select h.*, h.state as handoff_state, h.qualified_at + ${spanMs}::bigint as due, right(h.id, 12)::bigint as n,
          h.qualified_at + (${spanMs}::bigint * (20 + ${spread('right(h.id, 12)::bigint', 25, 110)}) / 100) as stopped
        from app.handoff h where h.connection_id = ${connection} and h.policy = ${policy.id}
      ) a
    ) b`.execute(db)
}

/** What people did, what they were told, and what the ladder did. */
export async function seedFollowUp({ db, connection, now }: Seed): Promise<void> {
  await sql`
    insert into app.activity (connection_id, id, link_id, kind, at, person_id, counts, why)
    select ${connection}, ${salesforceIdOf('00T', 'i + 500000')}, ${linkIdOf(`1 + i % ${people}`)},
      case when i % 4 = 0 then 'Event' else 'Task' end, ${now}::bigint - i * ${500_000}::bigint,
      ${literals(REPS_OF_SALESFORCE.map(({ id }) => id))}[(1 + i % 39)::int], i % 3 > 0, case when i % 3 > 0 then 'a call' else 'a list e-mail' end
    from generate_series(1::bigint, 60000) i`.execute(db)
  await sql`
    insert into app.action (connection_id, id, clock_id, step, link_id, handoff_id, action, due_at, recorded_at, state, attempts,
      next_try_at, finished_at, note)
    select ${connection}, id || ':ladder:remind', id, 'ladder:remind', link_id, handoff_id, '{"kind":"remind"}', due_at, due_at + 900,
      case when n = 0 then 'waiting' when n = 1 then 'parked' when n = 2 then 'skipped' else 'done' end, 1, due_at,
      case when n > 0 then due_at + 2000 end, case when n = 2 then 'somebody answered' end
    from (select *, right(id, 6)::int % 40 as n from app.clock
      where connection_id = ${connection} and due_at < ${now}::bigint order by due_at desc limit 30000) c`.execute(db)
  await sql`
    insert into app.alert (connection_id, id, kind, at, link_id, handoff_id, facts, owner_email, also_to)
    select ${connection}, 'breach/' || c.id, case when c.n = 0 then 'warning' else 'breach' end, c.due_at, c.link_id, c.handoff_id,
      jsonb_build_object('lead', 'Maya Carver', 'company', 'Company 12', 'reason', 'Paid search', 'deadline', 'today 17:00',
        'owner', h.owner_name, 'urgency', h.urgency, 'campaign', h.campaign, 'policy', h.policy, 'link', ''), h.owner_email, '[]'
    from (select *, right(id, 6)::int % 3 as n from app.clock where connection_id = ${connection} and due_at < ${now}::bigint
      order by due_at desc limit 20000) c join app.handoff h on h.id = c.handoff_id`.execute(db)
  await sql`
    insert into app.delivery (connection_id, id, alert_id, channel, at, state, attempts, next_try_at, message_id, sent_at, note)
    select connection_id, id || '/' || ch, id, ch, at, case when n = 0 then 'parked' when n = 1 then 'waiting' else 'sent' end, 1, at,
      case when n > 1 then 'm' || right(id, 8) end, case when n > 1 then at + 800 end, case when n = 0 then 'answered 404' end
    from (select *, (right(id, 6)::int % 200) as n from app.alert where connection_id = ${connection}) a,
      (values ('sales'), ('managers')) c(ch)`.execute(db)
}
