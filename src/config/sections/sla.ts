import * as z from 'zod'
import { validateCalendar } from '#domain/sla/business-calendar.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import { APPLIES_TO, CLOCK_HOURS, CLOCK_KINDS, CLOCK_STARTS, DEFAULT_WARN_AT } from '#domain/sla/policy.ts'
import type { SlaPolicy } from '#domain/sla/policy.ts'
import { duration } from '../duration.ts'
import { ladderStep, toLadderStep } from './escalation.ts'

const interval = z.tuple([z.string(), z.string()])
const day = z.array(interval).optional()
/** Hours of their own; the name is for people, and changes no clock. */
const holiday = z.union([
  z.array(interval),
  z.strictObject({ name: z.string().min(1).max(80).optional(), hours: z.array(interval).default([]) }),
])

const withoutNames = (
  holidays: string[] | Record<string, z.output<typeof holiday>>,
): string[] | Record<string, [string, string][]> =>
  Array.isArray(holidays)
    ? holidays
    : Object.fromEntries(
        Object.entries(holidays).map(([date, hours]) => [date, Array.isArray(hours) ? hours : hours.hours]),
      )

/** Working hours in a zone, with holidays. */
export const calendar = z
  .strictObject({
    timeZone: z.string().describe('IANA zone, e.g. America/New_York.'),
    schedule: z.strictObject({ mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }),
    holidays: z
      .union([z.array(z.string()), z.record(z.string(), holiday)])
      .default([])
      .transform(withoutNames),
  })
  .superRefine((value, context) => {
    for (const problem of validateCalendar(value as BusinessCalendar))
      context.addIssue({ code: 'custom', path: problem.path.split('.'), message: problem.message })
  })

const clock = z.strictObject({
  name: z.string().min(1).default('first-response'),
  kind: z.enum(CLOCK_KINDS).default('first_response'),
  target: duration,
  calendar: z.string().describe('Name of one of the calendars.'),
  hours: z
    .enum(CLOCK_HOURS)
    .default('calendar')
    .describe('owner: the hours that the pool names for whoever has the lead; the calendar where it names none.'),
  warnAt: z.array(z.number().gt(0).lt(1)).default([...DEFAULT_WARN_AT]),
  start: z.enum(CLOCK_STARTS).default('qualified'),
  pausedIn: z.array(z.string()).default([]).describe('Lead Status values during which it stands still.'),
  restartOnReassign: z.boolean().default(false).describe('Each new owner gets a clock of his own besides.'),
})

const list = z.array(z.string()).min(1).optional()

/** Which clocks run for whom, and what happens before and after they run out. */
export const policy = z.strictObject({
  id: z.string().min(1),
  name: z.string().optional(),
  version: z.int().positive().default(1),
  appliesTo: z
    .enum(APPLIES_TO)
    .default('new-clocks')
    .describe('running-clocks: clocks that run take this version too; nothing is fired for the past.'),
  when: z.strictObject({ urgency: list, campaign: list, contract: list }).default({}),
  clocks: z.array(clock).min(1),
  escalation: z.array(ladderStep).default([]),
})

/** As domain/sla/policy has it. */
export function toPolicy(p: z.output<typeof policy>): SlaPolicy {
  const first = p.clocks[0]?.name ?? ''
  return {
    id: p.id,
    name: p.name ?? p.id,
    version: p.version,
    appliesTo: p.appliesTo,
    when: p.when,
    clocks: p.clocks.map(({ target, calendar: calendarId, ...rest }) => ({
      ...rest,
      targetSeconds: target,
      calendarId,
    })),
    escalation: p.escalation.map((step) => toLadderStep(step, first)),
  }
}
