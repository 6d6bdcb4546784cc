/** Datetimes travel and are stored as `2026-11-21T10:00:00.000+0000`, so that text order is time order. */
export function formatInstant(ms: number): string {
  if (ms !== lastInstant.ms) lastInstant = { ms, text: new Date(ms).toISOString().replace('Z', '+0000') }
  return lastInstant.text
}

/** Thousands of records in a row are stamped with the same second. */
let lastInstant = { ms: 0, text: '1970-01-01T00:00:00.000+0000' }

/** Record stamps have whole seconds. */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/

export function isDay(text: string): boolean {
  const parts = DAY.exec(text)
  if (!parts) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Epoch milliseconds of a datetime in any of the ISO forms that Salesforce reads; null when it is none. */
export function parseInstant(text: string): number | null {
  const parts = INSTANT.exec(text.trim())
  if (!parts) return isDay(text) ? Date.parse(`${text}T00:00:00Z`) : null
  const [, day = '', hours = '', minutes = '', seconds = '00', fraction = '', zone = 'Z'] = parts
  if (!isDay(day) || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3) || '0')
  const offset = /^z$/i.test(zone) ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const at = Date.parse(`${day}T${hours}:${minutes}:${seconds}${offset}`)
  return Number.isNaN(at) ? null : at + millis
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of an instant in a time zone, `YYYY-MM-DD`. */
export function dayIn(zone: string, ms: number): string {
  let format = zoneFormats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    zoneFormats.set(zone, format)
  }
  return format.format(ms)
}

/** The instant at which a calendar day starts in a time zone. */
export function startOfDayIn(zone: string, day: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // The offset is found by looking from a guess; two rounds settle it around clock changes too.
  let guess = utc
  for (let round = 0; round < 2; round += 1) guess = utc - offsetAt(zone, guess)
  return guess
}

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(zone: string, ms: number): number {
  if (zone === 'UTC' || zone === 'Etc/UTC') return 0
  const wall = new Date(ms).toLocaleString('sv-SE', { timeZone: zone })
  return Date.parse(`${wall.replace(' ', 'T')}Z`) - wholeSecond(ms)
}
