/** ISO instant as HubSpot prints it: milliseconds only where there are any. */
export function isoInstant(ms: number): string {
  const text = new Date(ms).toISOString()
  return ms % 1_000 === 0 ? `${text.slice(0, -5)}Z` : text
}

export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

const isoText = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** Epoch milliseconds of an ISO text or of digits; null when it is neither. Without a zone it is UTC, whatever this machine's zone is. */
export function parseInstant(text: string): number | null {
  const trimmed = text.trim()
  if (/^-?\d{1,15}$/.test(trimmed)) return Number(trimmed)
  const match = isoText.exec(trimmed)
  if (match === null) return null
  const [whole, day = '', zone] = match
  // `Date.parse` takes February 30th for a day of March.
  if (Number(day.slice(8)) > 28 && !isDay(day)) return null
  const at = Date.parse(whole === day || zone !== undefined ? whole : `${whole}Z`)
  return Number.isNaN(at) ? null : at
}

function isDay(day: string): boolean {
  const midnight = Date.parse(day)
  return !Number.isNaN(midnight) && isoDay(midnight) === day
}

/** One for each zone: every call asks for the day, and to make a format takes longer than the rest of a small call. */
const dayFormats = new Map<string, Intl.DateTimeFormat>()

/** Calendar day of an instant in a zone, `2026-11-21`. */
export function dayIn(timeZone: string, ms: number): string {
  let format = dayFormats.get(timeZone)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dayFormats.set(timeZone, format)
  }
  return format.format(ms)
}
