import type { Instant, LocalDate } from '../instant.ts'
import { DAY_MS, localDateOf, localDayBounds, localMinuteOf, plusDays } from '../time.ts'
import type { BusinessCalendar } from './business-calendar.ts'
import { holidayHours } from './business-calendar.ts'
import { elapsedMs } from './calendar.ts'
import { openDays } from './open-spans.ts'

/** One local date of a calendar, for people. */
export interface CalendarDay {
  readonly date: LocalDate
  /** `holiday`: closed on its own account. `own-hours`: hours that replace those of its weekday. */
  readonly kind: 'open' | 'closed' | 'holiday' | 'own-hours'
  /** On the wall, `[from, until)` as "HH:mm"; "24:00" is its end. A night shift shows on both of its dates. */
  readonly hours: readonly { readonly from: string; readonly until: string }[]
  readonly openSeconds: number
}

/**
 * The days of a calendar as they really are: weekly hours, holidays and changes of the clocks taken together.
 *
 * @param from first local date. @throws UsageError when the calendar is not valid (see `validateCalendar`).
 */
export function calendarDays(calendar: BusinessCalendar, from: LocalDate, count: number): readonly CalendarDay[] {
  const special = new Map(holidayHours(calendar))
  return Array.from({ length: count }, (_, i): CalendarDay => {
    const date = plusDays(from, i)
    const bounds = localDayBounds(date, calendar.timeZone)
    const hours = spansOf(calendar, bounds.from, bounds.until).map((span) => ({
      from: localMinuteOf(span.from, calendar.timeZone).slice(11),
      until: span.until === bounds.until ? '24:00' : localMinuteOf(span.until, calendar.timeZone).slice(11),
    }))
    const own = special.get(date)
    const kind =
      own === undefined ? (hours.length === 0 ? 'closed' : 'open') : own.length === 0 ? 'holiday' : 'own-hours'
    return { date, kind, hours, openSeconds: elapsedMs(calendar, bounds.from, bounds.until) / 1000 }
  })
}

/** Whether work is done at this instant. */
export const isOpenAt = (calendar: BusinessCalendar, at: Instant): boolean => spansOf(calendar, at, at + 1).length > 0

/** The first date that a person there sees now. */
export const todayOf = ({ timeZone }: BusinessCalendar, now: Instant): LocalDate => localDateOf(now, timeZone)

interface Span {
  readonly from: Instant
  readonly until: Instant
}

/** Open stretches within the bounds; what touches at the midnight of UTC is one. */
function spansOf(calendar: BusinessCalendar, from: Instant, until: Instant): readonly Span[] {
  const dayOf = openDays(calendar)
  const spans: { from: Instant; until: Instant }[] = []
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < until; day += 1)
    for (const [a, b] of dayOf(day).spans) {
      const span = { from: Math.max(a, from), until: Math.min(b, until) }
      const last = spans.at(-1)
      if (span.from >= span.until) continue
      if (last?.until === span.from) last.until = span.until
      else spans.push(span)
    }
  return spans
}
