import type { Instant } from '../instant.ts'
import { isLocalDate, isTimeZone } from '../time.ts'

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/**
 * Opening hours on the wall, `[from, until)`, each "HH:mm" or "HH:mm:ss"; `until` may be "24:00". `until <= from` runs over
 * midnight and belongs to the day on which it starts, so `["00:00", "00:00"]` is a whole day.
 */
export type LocalInterval = readonly [from: string, until: string]

/**
 * When work is done. A weekday that is absent is closed. `holidays` is a list of closed local dates, or a map from local date
 * to the hours that replace everything on that date (empty: closed).
 * Calendars are values: compiled hours are remembered per object, so make a new object instead of changing one.
 */
export interface BusinessCalendar {
  /** IANA name of the zone in which the hours and holidays are read. */
  readonly timeZone: string
  readonly schedule: { readonly [day in Weekday]?: readonly LocalInterval[] | undefined }
  readonly holidays?: readonly string[] | Readonly<Record<string, readonly LocalInterval[]>> | undefined
}

/** Time that does not count, `[from, until)`; `null`: not ended yet. Overlaps count once, `until <= from` is nothing. */
export type Pause = readonly [from: Instant, until: Instant | null]

/** `path` as in the document ("schedule.mon.0.1"), `message` for the person who wrote it. */
export interface CalendarProblem {
  readonly path: string
  readonly message: string
}

/** Milliseconds from local midnight on the wall, 0 to 24 h; null for anything but "HH:mm", "HH:mm:ss" and "24:00". */
export function parseWallTime(text: string): number | null {
  if (text === '24:00' || text === '24:00:00') return 86_400_000
  const match = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text)
  if (match === null) return null
  return ((Number(match[1]) * 60 + Number(match[2])) * 60 + Number(match[3] ?? 0)) * 1000
}

/** The holidays in one form: local date to the hours that replace the day. */
export function holidayHours(calendar: BusinessCalendar): (readonly [date: string, hours: readonly LocalInterval[]])[] {
  const { holidays } = calendar
  if (holidays === undefined) return []
  return isList(holidays) ? holidays.map((date) => [date, []]) : Object.entries(holidays)
}

// Array.isArray does not narrow readonly arrays.
const isList = (holidays: NonNullable<BusinessCalendar['holidays']>): holidays is readonly string[] =>
  Array.isArray(holidays)

function hoursProblems(path: string, hours: readonly LocalInterval[]): CalendarProblem[] {
  return hours.flatMap((interval, index) =>
    interval.flatMap((time, end): CalendarProblem[] => {
      const at = `${path}.${index}.${end}`
      if (parseWallTime(time) === null)
        return [{ path: at, message: `"${time}" is not a time of day; write HH:mm, from 00:00 to 24:00` }]
      if (end === 0 && time.startsWith('24'))
        return [{ path: at, message: 'hours cannot start at 24:00; write 00:00 on the next day' }]
      return []
    }),
  )
}

/** Everything that is wrong with a calendar, in document order; empty when it can be used. Total: throws nothing. */
export function validateCalendar(calendar: BusinessCalendar): CalendarProblem[] {
  const problems: CalendarProblem[] = []
  if (!isTimeZone(calendar.timeZone))
    problems.push({
      path: 'timeZone',
      message: `"${calendar.timeZone}" is not a time zone; write an IANA name such as America/New_York`,
    })
  for (const [day, hours] of Object.entries(calendar.schedule)) {
    if (!(WEEKDAYS as readonly string[]).includes(day))
      problems.push({ path: `schedule.${day}`, message: `"${day}" is not a weekday; use ${WEEKDAYS.join(', ')}` })
    else problems.push(...hoursProblems(`schedule.${day}`, hours ?? []))
  }
  const inList = calendar.holidays !== undefined && isList(calendar.holidays)
  for (const [index, [date, hours]] of holidayHours(calendar).entries()) {
    const path = `holidays.${inList ? index : date}`
    if (!isLocalDate(date))
      problems.push({ path, message: `"${date}" is not a date; write YYYY-MM-DD in the calendar's own zone` })
    problems.push(...hoursProblems(path, hours))
  }
  return problems
}
