const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** "8 s", "5 min", "3 h", "2 days". Below a second counts as 0 s; never negative. */
export function formatDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`
  const days = Math.floor(ms / DAY)
  return days === 1 ? '1 day' : `${days} days`
}

/** From one instant to another, both ISO 8601, in milliseconds. */
export const msBetween = (from: string, to: string): number => Date.parse(to) - Date.parse(from)

// Made once: to make one costs more than to use it a hundred times.
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })
const MOMENT = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
const momentFormat = new Intl.DateTimeFormat(undefined, MOMENT)
const momentOfYearFormat = new Intl.DateTimeFormat(undefined, { ...MOMENT, year: 'numeric' })
const dayOfFormat = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** The exact instant in the reader's own zone, with the zone's name. */
export const formatExact = (instant: string): string => exactFormat.format(new Date(instant))

/** "3 Mar, 14:02" in the reader's own zone and order; with the year where it is another one. */
export function formatMoment(instant: string): string {
  const at = new Date(instant)
  return (at.getFullYear() === new Date().getFullYear() ? momentFormat : momentOfYearFormat).format(at)
}

/** "3 Mar 2026": the day of an instant in the reader's own zone. */
export const formatDayOf = (instant: string): string => dayOfFormat.format(new Date(instant))

const dayFormat = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
/** "3 Mar 2026": a calendar day as such, of whatever zone. @param day YYYY-MM-DD. */
export const formatDay = (day: string): string => dayFormat.format(new Date(`${day}T00:00:00Z`))

/** "12 d", "1 d 4 h", "3 h 05 min", "4:59": what is left of a deadline, finer the nearer it is. @param ms never negative. */
export function formatLeft(ms: number): string {
  const left = Math.max(0, ms)
  if (left >= 10 * DAY) return `${Math.floor(left / DAY)} d`
  if (left >= DAY) return `${Math.floor(left / DAY)} d ${Math.floor((left % DAY) / HOUR)} h`
  if (left >= HOUR)
    return `${Math.floor(left / HOUR)} h ${String(Math.floor((left % HOUR) / MINUTE)).padStart(2, '0')} min`
  return `${Math.floor(left / MINUTE)}:${String(Math.floor((left % MINUTE) / SECOND)).padStart(2, '0')}`
}
