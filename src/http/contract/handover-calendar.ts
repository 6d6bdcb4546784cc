import * as z from 'zod'
import { connectionContract } from './contract.ts'
import { instant } from './primitives.ts'

const wallTimes = z.array(z.tuple([z.string(), z.string()])).max(24)

/** A calendar as a document has it; names of holidays are for people alone. */
const writtenCalendar = z.strictObject({
  timeZone: z.string().max(100),
  schedule: z.partialRecord(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), wallTimes),
  holidays: z
    .union([
      z.array(z.string()).max(2000),
      z.record(
        z.string(),
        z.union([wallTimes, z.strictObject({ name: z.string().max(80).optional(), hours: wallTimes.optional() })]),
      ),
    ])
    .optional(),
})
export type WrittenCalendar = z.infer<typeof writtenCalendar>

const localMinute = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'a local time, such as 2026-12-24T16:30')

const calendarDay = z.strictObject({
  date: z.string(),
  kind: z.enum(['open', 'closed', 'holiday', 'own-hours']),
  name: z.string().nullable().meta({ description: 'Of the holiday' }),
  hours: z
    .array(z.strictObject({ from: z.string(), until: z.string() }))
    .meta({ description: 'On the wall of the zone' }),
  openSeconds: z.number(),
})
export type CalendarDay = z.infer<typeof calendarDay>

export const foreseeCalendarContract = connectionContract({
  name: 'foreseeCalendar',
  method: 'POST',
  path: '/handover/calendar',
  access: 'read',
  audit: null,
  tag: 'Handover and routing',
  summary: 'Days of a calendar with their hours, and when a lead that comes at a given time is due',
  body: z.strictObject({
    calendar: writtenCalendar,
    from: z.iso.date().optional().meta({ description: 'First day; absent: today in the zone of the calendar' }),
    days: z.int().min(1).max(62).default(14),
    lead: z
      .strictObject({
        comes: localMinute.optional().meta({ description: 'In the zone of the calendar; absent: now' }),
        target: z.string().regex(/^\d{1,6}[smh]$/, 'a number and a unit, such as 30m or 4h'),
      })
      .optional(),
  }),
  reply: z.strictObject({
    timeZone: z.string(),
    now: z.string().meta({ description: 'Local time there' }),
    openNow: z.boolean(),
    days: z.array(calendarDay),
    lead: z
      .strictObject({
        comesAt: instant,
        comes: z.string(),
        dueAt: instant.nullable(),
        due: z.string().nullable().meta({ description: 'Local time; null: not within two years' }),
        text: z.string(),
      })
      .nullable(),
  }),
})
