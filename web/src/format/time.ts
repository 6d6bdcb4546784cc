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

/** The exact instant in the reader's own zone, with the zone's name. */
export function formatExact(instant: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(instant))
}
