import type { Instant } from '#domain/instant.ts'
import { UsageError } from '#domain/errors.ts'
import type { BusinessCalendar, LocalInterval } from '#domain/sla/business-calendar.ts'
import { validateCalendar } from '#domain/sla/business-calendar.ts'
import { dueAt } from '#domain/sla/calendar.ts'
import { calendarDays, isOpenAt, todayOf } from '#domain/sla/calendar-days.ts'
import { formatInstant, instantOfLocal, localMinuteOf } from '#domain/time.ts'
import type { WrittenCalendar } from '../contract/handover-calendar.ts'
import { HttpError } from '../problem.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }
const WEEKDAY = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

interface Asked {
  readonly calendar: WrittenCalendar
  readonly from?: string | undefined
  readonly days: number
  readonly lead?: { readonly comes?: string | undefined; readonly target: string } | undefined
}

/** The days of a calendar, and when a lead would be due. @throws HttpError 422 that names what is wrong with the calendar. */
export function foreseenCalendar({ calendar: written, from, days, lead }: Asked, now: Instant) {
  const calendar = readCalendar(written)
  const names = namesOf(written)
  const { timeZone } = calendar
  return {
    timeZone,
    now: localMinuteOf(now, timeZone),
    openNow: isOpenAt(calendar, now),
    days: calendarDays(calendar, from ?? todayOf(calendar, now), days).map(({ hours, ...day }) => ({
      ...day,
      hours: [...hours],
      name: names.get(day.date) ?? null,
    })),
    lead: lead === undefined ? null : dueOf(calendar, lead, now),
  }
}

function dueOf(calendar: BusinessCalendar, lead: NonNullable<Asked['lead']>, now: Instant) {
  const { timeZone } = calendar
  const comesAt = lead.comes === undefined ? now : instantAt(lead.comes, timeZone)
  const seconds = Number(lead.target.slice(0, -1)) * (UNITS[lead.target.slice(-1)] ?? 1)
  const due = dueAt(calendar, comesAt, seconds)
  const comes = localMinuteOf(comesAt, timeZone)
  const dueLocal = due === null ? null : localMinuteOf(due, timeZone)
  return {
    comesAt: formatInstant(comesAt),
    comes,
    dueAt: due === null ? null : formatInstant(due),
    due: dueLocal,
    text:
      dueLocal === null
        ? `A lead that comes ${words(comes)} is never due: this calendar has too little time in the next two years.`
        : `A lead that comes ${words(comes)} is due ${words(dueLocal)}.`,
  }
}

/** "Friday 2026-12-25 16:30" */
const words = (local: string): string => {
  const day = WEEKDAY[new Date(`${local.slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? ''
  return `${day} ${local.slice(0, 10)} ${local.slice(11)}`
}

function instantAt(local: string, timeZone: string): Instant {
  try {
    return instantOfLocal(local.slice(0, 10), local.slice(11), timeZone)
  } catch (cause) {
    throw new HttpError({
      status: 400,
      code: 'NO_SUCH_TIME',
      message: `There is no ${local}.`,
      remedy: 'Write a date and time that exist, such as 2026-12-24T16:30.',
      cause,
    })
  }
}

function readCalendar(written: WrittenCalendar): BusinessCalendar {
  const { timeZone, schedule, holidays } = written
  const calendar: BusinessCalendar = {
    timeZone,
    schedule,
    ...(holidays === undefined ? {} : { holidays: plain(holidays) }),
  }
  const [problem] = problemsOf(calendar)
  if (problem === undefined) return calendar
  throw new HttpError({
    status: 422,
    code: 'INVALID_CALENDAR',
    message: `${problem.path}: ${problem.message}`,
    remedy: 'Correct the calendar as the message says.',
  })
}

function problemsOf(calendar: BusinessCalendar) {
  try {
    return validateCalendar(calendar)
  } catch (error) {
    if (error instanceof UsageError) return [{ path: 'calendar', message: error.message }]
    throw error
  }
}

function plain(holidays: NonNullable<WrittenCalendar['holidays']>): NonNullable<BusinessCalendar['holidays']> {
  if (Array.isArray(holidays)) return holidays
  return Object.fromEntries(
    Object.entries(holidays).map(([date, hours]): [string, readonly LocalInterval[]] => [
      date,
      Array.isArray(hours) ? hours : (hours.hours ?? []),
    ]),
  )
}

function namesOf({ holidays }: WrittenCalendar): ReadonlyMap<string, string> {
  if (holidays === undefined || Array.isArray(holidays)) return new Map()
  return new Map(
    Object.entries(holidays).flatMap(([date, hours]) =>
      Array.isArray(hours) || hours.name === undefined ? [] : [[date, hours.name]],
    ),
  )
}
