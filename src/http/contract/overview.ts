import * as z from 'zod'
import { LANES } from '#domain/lane.ts'
import { connectionContract } from './contract.ts'
import { count, currencyCode, day, instant, minorUnits } from './primitives.ts'

const connection = z.strictObject({
  id: z.string(),
  name: z.string().meta({ description: 'Name given to the pair of portal and org' }),
  state: z.enum(['active', 'paused']),
  pausedReason: z.string().nullable().meta({ description: 'Why nothing is synced; null while active' }),
  currency: currencyCode,
})

const apiBudget = z.strictObject({
  used: count.meta({
    description: 'Calls of Tandem in the platform’s day (HubSpot) or the last 24 hours (Salesforce)',
  }),
  allowance: count
    .nullable()
    .meta({ description: 'Calls that Tandem may make; null while the platform tells no limit' }),
  forecast: count.meta({ description: 'Calls by the end of the day if it goes on as in the last hour' }),
  pollSeconds: count.nullable().meta({ description: 'Time between two polls; null before the first' }),
  slowed: z.array(z.enum(LANES)).meta({ description: 'Kinds of calls that are slowed down or wait' }),
})

const health = z.strictObject({
  inbox: z.strictObject({
    total: count.meta({ description: 'Changed records waiting, those being worked on included' }),
    dueNow: count.meta({ description: 'Of these, the ones that could be worked on now' }),
    oldestAt: instant.nullable().meta({ description: 'When the longest waiting one came in; null when none waits' }),
  }),
  parked: z.strictObject({
    total: count.meta({ description: 'Records that wait for a person' }),
    byCode: z.record(z.string(), count).meta({ description: 'The same, by the code of what blocks them' }),
  }),
  journalRows: count.meta({ description: 'Changes written to either CRM since the beginning' }),
  lastSyncAt: instant
    .nullable()
    .meta({ description: 'End of the last cycle that read both CRMs; null before the first' }),
  apiCalls: z
    .strictObject({ hubspot: count, salesforce: count })
    .meta({ description: 'Calls made by Tandem since it was started' }),
  apiBudget: z
    .strictObject({ hubspot: apiBudget, salesforce: apiBudget })
    .meta({ description: 'Daily API calls of the two platforms' }),
  jobs: z.strictObject({ waiting: count, active: count, delayed: count, failed: count }),
})

const handoff = z.strictObject({
  handedOver: count.meta({ description: 'People given to sales' }),
  linked: count.meta({ description: 'Of these, already in Salesforce and linked instead of created' }),
  adopted: count.meta({ description: 'Qualified before go-live: linked without lead, task or clock' }),
  untouched: count.meta({ description: 'Handed over and no activity of a person since' }),
  answeredInTime: count,
  breached: count.meta({ description: 'Not answered by the deadline, whether answered later or not' }),
  running: count.meta({ description: 'Not answered yet, deadline still ahead' }),
  won: count,
  lost: count,
  open: count,
  revenueMinor: minorUnits.meta({ description: 'Closed-won amount, whole minor units' }),
})

const dayRow = z.strictObject({
  day,
  handedOver: count,
  met: count.meta({ description: 'Of those handed over that day, answered in time' }),
  breached: count.meta({ description: 'Of those handed over that day, not answered in time' }),
})

/** Reply of `GET /api/overview`: how the sync is, and what became of the people handed over. */
export const overviewSchema = z
  .strictObject({
    generatedAt: instant,
    connection,
    health,
    handoff,
    perDay: z.array(dayRow).meta({ description: 'Oldest first; days on which nobody was handed over are left out' }),
  })
  .meta({ id: 'Overview', description: 'How the sync is, and what became of the people handed over' })

export type Overview = z.infer<typeof overviewSchema>
export type OverviewDay = z.infer<typeof dayRow>

export const readOverviewContract = connectionContract({
  name: 'readOverview',
  method: 'GET',
  path: '/overview',
  access: 'read',
  tag: 'Overview',
  summary: 'How the sync is, and what became of the people handed over',
  reply: overviewSchema,
})
