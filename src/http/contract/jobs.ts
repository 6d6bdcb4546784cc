import * as z from 'zod'
import { LANES } from '#domain/lane.ts'
import { BACKFILL_SORTS } from '#ports/store/backfills.ts'
import { connectionContract } from './contract.ts'
import { pageOf, pagingQuery, sortQuery } from './paging.ts'
import { count, instant } from './primitives.ts'

const condition = z
  .strictObject({
    property: z.string().regex(/^[a-z0-9_]{1,100}$/, 'the internal name of a HubSpot property'),
    test: z.enum(['is', 'is-not', 'at-least', 'at-most', 'contains', 'known', 'blank']),
    value: z.string().max(500).default('').meta({ description: 'Several by commas with `is` and `is-not`' }),
  })
  .meta({ id: 'BackfillCondition' })

const choices = z
  .strictObject({
    select: z.array(condition).max(10).default([]).meta({ description: 'All must hold; none: every contact' }),
    handOverSince: instant
      .nullable()
      .default(null)
      .meta({ description: 'Who qualified from then on is handed over although it was before go-live' }),
    clocks: z.boolean().default(true).meta({ description: 'Start SLA clocks for those handed over' }),
    tasks: z.boolean().default(true).meta({ description: 'Make follow-up Tasks for them' }),
    alerts: z.boolean().default(true).meta({ description: 'Alert people about them' }),
    writeBack: z
      .boolean()
      .default(true)
      .meta({ description: 'Write to HubSpot now; else with the next change of each' }),
  })
  .meta({ id: 'BackfillChoices' })
export type BackfillChoicesView = z.infer<typeof choices>

const counts = z.strictObject({
  listed: count,
  created: count.meta({ description: 'Leads made' }),
  linked: count.meta({ description: 'Joined to a record that was there' }),
  updated: count,
  unchanged: count,
  parked: count,
  retried: count,
  skipped: z.record(z.string(), count).meta({ description: 'Stay out, by reason' }),
})

const backfill = z
  .strictObject({
    id: z.string(),
    state: z.enum(['running', 'stopped', 'done', 'cancelled']),
    isWorkedOn: z.boolean().meta({ description: 'A worker has it at this moment' }),
    choices,
    counts,
    total: count.nullable().meta({ description: 'About how many contacts there were at the start' }),
    startedAt: instant,
    finishedAt: instant.nullable(),
    workedMs: count,
    perSecond: z.number().nullable(),
    msLeft: count.nullable().meta({ description: 'By the speed so far; null: nothing to go by' }),
  })
  .meta({ id: 'Backfill' })
export type BackfillView = z.infer<typeof backfill>

const foresight = z
  .strictObject({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed', 'cancelled']),
    choices,
    counts,
    total: count.nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
    note: z.string().nullable(),
    calls: z
      .strictObject({ hubspot: count, salesforce: count })
      .meta({ description: 'API calls that the backfill would take, about' }),
    minutes: z.number().meta({ description: 'How long it would take, about' }),
    left: z
      .strictObject({ hubspot: count.nullable(), salesforce: count.nullable() })
      .meta({ description: 'Calls that are left of today’s share; null: no limit is known' }),
  })
  .meta({ id: 'BackfillForesight' })
export type ForesightView = z.infer<typeof foresight>

export const readBackfillsContract = connectionContract({
  name: 'readBackfills',
  method: 'GET',
  path: '/backfills',
  access: 'read',
  tag: 'Jobs',
  summary: 'The first load: the newest look ahead, the one that runs, and those before, newest first',
  query: z.strictObject({ ...sortQuery(BACKFILL_SORTS), ...pagingQuery }),
  reply: pageOf(backfill).extend({ foresight: foresight.nullable() }),
})

export const foreseeBackfillContract = connectionContract({
  name: 'foreseeBackfill',
  method: 'POST',
  path: '/backfills/foresight',
  access: 'operate',
  tag: 'Jobs',
  summary: 'Find out what a backfill would do; writes nothing to either CRM',
  audit: 'backfill.foresee',
  body: choices,
  reply: foresight,
})

export const beginBackfillContract = connectionContract({
  name: 'beginBackfill',
  method: 'POST',
  path: '/backfills',
  access: 'operate',
  tag: 'Jobs',
  summary: 'Begin a backfill, or go on with the one that was stopped',
  description:
    'Makes leads in Salesforce and writes to HubSpot contacts, by the rules of the mapping that is in force.',
  audit: 'backfill.begin',
  body: choices,
  reply: z.strictObject({ backfill, how: z.enum(['new', 'resumed']) }),
})

export const turnBackfillContract = connectionContract({
  name: 'turnBackfill',
  method: 'POST',
  path: '/backfills/:id/state',
  access: 'operate',
  tag: 'Jobs',
  summary: 'Stop a backfill, go on with it, or end it for good; what it did stays',
  audit: 'backfill.turn',
  params: z.strictObject({ id: z.string().max(100) }),
  body: z.strictObject({ state: z.enum(['running', 'stopped', 'cancelled']) }),
  reply: backfill,
})

const job = z
  .strictObject({
    name: z.string(),
    title: z.string().meta({ description: 'What it does, in a few words' }),
    queue: z.string(),
    everyMs: count.nullable(),
    nextAt: instant.nullable(),
    lastAt: instant.nullable(),
    tookMs: count.nullable(),
    worker: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'What went wrong in the last run; null: nothing' }),
    failedAt: instant.nullable(),
    runs: count,
    failures: count,
  })
  .meta({ id: 'ScheduledJob' })
export type JobView = z.infer<typeof job>

const queue = z.strictObject({ queue: z.string(), waiting: count, active: count, delayed: count, failed: count })

export const readJobsContract = connectionContract({
  name: 'readJobs',
  method: 'GET',
  path: '/jobs',
  access: 'read',
  tag: 'Jobs',
  summary: 'What runs by itself, when it did so last, and what waits in the queues and in the inbox',
  reply: z.strictObject({
    jobs: z.array(job),
    queues: z.array(queue),
    inbox: z.strictObject({ total: count, dueNow: count, oldestAt: instant.nullable() }),
  }),
})

export const runJobContract = connectionContract({
  name: 'runJob',
  method: 'POST',
  path: '/jobs/:name/run',
  access: 'operate',
  tag: 'Jobs',
  summary: 'Run a scheduled job now',
  audit: 'jobs.run',
  params: z.strictObject({ name: z.string().regex(/^[a-z0-9-]{1,60}$/) }),
})

/** Both sides of each pair are read. More are compared by asking again: the next one goes on where the last one ended. */
const MOST_COMPARED = 100_000

const driftProblem = z.strictObject({
  side: z.enum(['hubspot', 'salesforce']),
  object: z.string(),
  recordId: z.string(),
  reason: z.string(),
  detail: z.string(),
  explained: z.boolean(),
})

const drift = z
  .strictObject({
    at: instant,
    tookMs: count,
    calls: z.strictObject({ hubspot: count, salesforce: count }),
    sent: count.meta({ description: 'People whom the configuration sends to sales' }),
    received: count.meta({ description: 'Of these, linked in Salesforce' }),
    reasons: z.record(z.string(), count).meta({ description: 'Why the others are not' }),
    sample: z.strictObject({ compared: count, agree: count, differ: count, conflict: count }),
    missed: count,
    healed: count.meta({ description: 'Put into the inbox, where they are mended' }),
    strayKeys: count,
    unexplained: count,
    totals: z.array(z.strictObject({ pair: z.string(), hubspot: count, salesforce: count.nullable(), links: count })),
    problems: z.array(driftProblem),
    problemsInAll: count,
  })
  .meta({ id: 'DriftReport' })
export type DriftView = z.infer<typeof drift>

export const readDriftContract = connectionContract({
  name: 'readDrift',
  method: 'GET',
  path: '/drift',
  access: 'read',
  tag: 'Jobs',
  summary: 'The last comparison of both sides',
  reply: z.strictObject({ drift: drift.nullable() }),
})

export const runDriftContract = connectionContract({
  name: 'runDrift',
  method: 'POST',
  path: '/drift',
  access: 'operate',
  tag: 'Jobs',
  summary: 'Compare both sides now; what nobody knew of is mended by the sync',
  description: 'Who stays out or waits, and why, is in the report afterwards (GET /drift), up to 500 of them.',
  audit: 'drift.run',
  body: z
    .strictObject({
      sample: z.int().min(1).max(MOST_COMPARED).optional().meta({
        description: 'Linked pairs to compare field by field, going on where the last one ended; absent: 1,000',
      }),
    })
    .optional(),
})

const lane = z.enum(LANES)
const sideBudget = z
  .strictObject({
    limit: count.nullable(),
    share: z.number(),
    allowance: count.nullable().meta({ description: 'Calls that Tandem may make a day' }),
    usedByTandem: count,
    usedByEverybody: count.nullable(),
    forecast: count.meta({ description: 'Calls by the end of the day if it goes on as in the last hour' }),
    resetsAt: instant.nullable(),
    reportedAt: instant.nullable(),
    stoppedUntil: instant.nullable(),
    pollSeconds: count.nullable(),
    rateLimited: count,
    lanes: z.array(z.strictObject({ lane, calls: count, pace: z.enum(['free', 'slow', 'held']) })),
    hours: z.array(z.strictObject({ at: instant, lane, calls: count })).meta({ description: 'Oldest first' }),
    endpoints: z.array(z.strictObject({ endpoint: z.string(), calls: count })),
  })
  .meta({ id: 'ApiBudget' })
export type SideBudgetView = z.infer<typeof sideBudget>

export const readApiBudgetContract = connectionContract({
  name: 'readApiBudget',
  method: 'GET',
  path: '/api-budget',
  access: 'read',
  tag: 'Jobs',
  summary: 'API calls of both platforms by hour and kind, with a forecast',
  query: z.strictObject({ hours: z.coerce.number().int().min(1).max(168).default(48) }),
  reply: z.strictObject({ generatedAt: instant, hubspot: sideBudget, salesforce: sideBudget }),
})
