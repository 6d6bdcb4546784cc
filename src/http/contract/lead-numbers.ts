import * as z from 'zod'
import { SLA_KEYS, type SlaKey } from '#ports/store/sla-reports.ts'
import { connectionContract } from './contract.ts'
import { CSV } from './csv.ts'
import { count, day, instant } from './primitives.ts'

export { SLA_KEYS, type SlaKey }

const seconds = z.number().nullable()

const figures = {
  clock: z.string().meta({ description: 'Name of the clock in its policy' }),
  due: count.meta({ description: 'In time + late' }),
  met: count.meta({ description: 'Answered in time' }),
  breached: count.meta({ description: 'Answered late, or not at all' }),
  untouched: count.meta({ description: 'Of the late ones, those that nobody has answered' }),
  running: count,
  cancelled: count.meta({ description: 'Given up before they were due; in no other figure' }),
  metShare: z.number().min(0).max(1).nullable().meta({ description: 'In time of all that were due; null: none was' }),
  medianSeconds: seconds.meta({ description: 'Business seconds to the answer; null: none was answered' }),
  p90Seconds: seconds,
  speedMedianSeconds: seconds.meta({ description: 'Seconds around the clock from what the person did to the answer' }),
  speedP90Seconds: seconds,
}

const row = z.strictObject({
  key: z.string().nullable().meta({ description: 'Id of the rep, policy, …; null: none' }),
  name: z.string().nullable(),
  ...figures,
})

export const leadNumbers = z
  .strictObject({
    asOf: instant,
    timeZone: z.string().meta({ description: 'Days begin and end in it' }),
    from: instant,
    until: instant,
    totals: z.array(z.strictObject(figures)).meta({ description: 'Over everything, one for each name of a clock' }),
    rows: z.array(row),
    days: z
      .array(z.strictObject({ day, clock: z.string(), met: count, breached: count, running: count }))
      .meta({ description: 'By the day on which clocks started; days without any are left out' }),
  })
  .meta({ id: 'LeadNumbers', description: 'How leads were answered in a period' })
export type LeadNumbers = z.infer<typeof leadNumbers>
export type LeadNumbersRow = z.infer<typeof row>

export const readLeadNumbersContract = connectionContract({
  name: 'readLeadNumbers',
  method: 'GET',
  path: '/leads/numbers',
  access: 'read',
  tag: 'Leads',
  summary: 'Share in time, speed to lead and trend over a period',
  query: z.strictObject({
    by: z.enum(SLA_KEYS).default('rep'),
    from: day.optional().meta({ description: 'First day (of the org) on which clocks started; absent: 30 days ago' }),
    until: day.optional().meta({ description: 'Last day; absent: today' }),
  }),
  reply: leadNumbers,
})

export const downloadLeadNumbersContract = connectionContract({
  name: 'downloadLeadNumbers',
  method: 'GET',
  path: '/leads/numbers.csv',
  access: 'read',
  tag: 'Leads',
  summary: 'Share in time and speed to lead as CSV',
  query: readLeadNumbersContract.query,
  ...CSV,
})

export const leadDesks = z
  .strictObject({
    asOf: instant,
    reps: z.array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        email: z.string().nullable(),
        active: z.boolean(),
        pools: z.array(z.string()),
        todo: count.meta({ description: 'Leads to whom they owe an answer' }),
        dueSoon: count.meta({ description: 'Of these, due within the hour' }),
        breached: count,
        capacity: count.nullable().meta({ description: 'Open leads at most; null: no limit' }),
        awayUntil: z.iso.date().nullable().meta({ description: 'Last day of a leave that goes on now' }),
      }),
    ),
  })
  .meta({ id: 'LeadDesks' })
export type LeadDesks = z.infer<typeof leadDesks>

export const listLeadDesksContract = connectionContract({
  name: 'listLeadDesks',
  method: 'GET',
  path: '/leads/desks',
  access: 'read',
  tag: 'Leads',
  summary: 'What every rep has on the desk',
  reply: leadDesks,
})
