import { Temporal } from 'temporal-polyfill'
import type { Instant, LocalDate } from './instant.ts'

/** Milliseconds of a day of 24 h; a local day may be shorter or longer. */
export const DAY_MS = 86_400_000

/** A stretch of time in which a zone keeps one offset: instants `from <= t < until` read as UTC + `offsetMs` on the wall. */
export interface OffsetSpan {
  readonly from: Instant
  readonly until: Instant
  readonly offsetMs: number
}

const zoned = (instant: Instant, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)

const offsetOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 1_000_000

/** Whether `zone` is an IANA name ("Europe/Berlin", any case) or a fixed offset ("+05:30") that this runtime knows. */
export function isTimeZone(zone: string): boolean {
  try {
    zoned(0, zone)
    return true
  } catch {
    return false
  }
}

const knownSpans = new Map<string, OffsetSpan[]>()

/** The span of `zone` that holds `at`; `from` is -Infinity and `until` Infinity where no change is known. */
function spanAt(zone: string, at: Instant): OffsetSpan {
  const spans = knownSpans.get(zone) ?? []
  const known = spans.find((span) => span.from <= at && at < span.until)
  if (known !== undefined) return known
  const now = zoned(at, zone)
  // "previous" is strictly before its argument; a change at `at` itself must open the span, so ask one millisecond later.
  const span: OffsetSpan = {
    from: zoned(at + 1, zone).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity,
    until: now.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    offsetMs: offsetOf(now),
  }
  knownSpans.set(zone, [...spans, span])
  return span
}

/**
 * The offsets of `zone` over `[from, until)`: spans in order without holes, clipped to the range; empty when `until <= from`.
 * The only source of zone changes for business time, so gaps and folds come out of it without a special case.
 *
 * @throws RangeError on an unknown zone (see {@link isTimeZone}).
 */
export function offsetSpans(zone: string, from: Instant, until: Instant): OffsetSpan[] {
  const spans: OffsetSpan[] = []
  let at = from
  while (at < until) {
    const span = spanAt(zone, at)
    const end = Math.min(span.until, until)
    spans.push({ from: at, until: end, offsetMs: span.offsetMs })
    at = end
  }
  return spans
}

/** The date on the wall of `zone` at that instant. @throws RangeError on an unknown zone. */
export const localDateOf = (instant: Instant, zone: string): LocalDate => zoned(instant, zone).toPlainDate().toString()

/** "YYYY-MM-DDTHH:mm" on the wall of `zone`, for people. @throws RangeError on an unknown zone. */
export const localMinuteOf = (instant: Instant, zone: string): string =>
  zoned(instant, zone).toPlainDateTime().toString({ smallestUnit: 'minute' })

/**
 * The instant at which the wall of `zone` shows `time` ("HH:mm" or "HH:mm:ss") on `date`. A time skipped by a clock change
 * moves forward by the length of the gap; of a time shown twice it is the first.
 *
 * @throws RangeError on an unknown zone, a date that does not exist, or a malformed time.
 */
export const instantOfLocal = (date: LocalDate, time: string, zone: string): Instant =>
  Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) })
    .epochMilliseconds

/** Noon of `date` in `zone`: the instant that stands for a date-only value, on the same date in all but the farthest zones. */
export const instantOfLocalNoon = (date: LocalDate, zone: string): Instant => instantOfLocal(date, '12:00', zone)

/** The local date as UTC instants `[from, until)`: 23, 24 or 25 h long, empty for a date that the zone skipped. */
export function localDayBounds(date: LocalDate, zone: string): { readonly from: Instant; readonly until: Instant } {
  const day = Temporal.PlainDate.from(date)
  return {
    from: day.toZonedDateTime(zone).epochMilliseconds,
    until: day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
  }
}

/** Whether the text is an existing date in the one accepted form, "YYYY-MM-DD". */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' })
    return true
  } catch {
    return false
  }
}

/**
 * A date as it is mostly written, without the objects of a calendar: figures by day ask for it hundreds of thousands of times. Null for
 * all others, the last days of months and those that do not exist included. Years begin with March, so that leap days are last.
 */
function plainEpochDay(date: LocalDate): number | null {
  if (!/^[1-9]\d{3}-\d\d-\d\d$/.test(date)) return null
  const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8))]
  if (month < 1 || month > 12 || day < 1 || day > 28) return null
  const year = Number(date.slice(0, 4)) - (month < 3 ? 1 : 0)
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)
  const inYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return year * 365 + leapDays + inYear - 719_468
}

/** Days from 1970-01-01 to `date`; the arithmetic form of a local date. @throws RangeError on a date that does not exist. */
export const epochDayOf = (date: LocalDate): number =>
  plainEpochDay(date) ?? Temporal.PlainDate.from(date).toZonedDateTime('UTC').epochMilliseconds / DAY_MS

/** The date `days` after (negative: before) `date`, by the calendar, whatever the length of the days between. */
export const plusDays = (date: LocalDate, days: number): LocalDate =>
  Temporal.PlainDate.from(date).add({ days }).toString()

/**
 * An ISO 8601 date and time with `Z` or an offset, in epoch milliseconds (finer digits are cut).
 * @returns null for anything else, also for a date-time without offset, whose instant nobody knows.
 */
export function parseInstant(text: string): Instant | null {
  const plain = canonicalInstant(text)
  if (plain !== null) return plain
  try {
    return Temporal.Instant.from(text.trim()).epochMilliseconds
  } catch {
    return null
  }
}

const CANONICAL = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{3})Z$/

/**
 * The form that nearly all of them have, many times faster by arithmetic; two are read of each contact. Null: ask Temporal, which
 * knows the ends of months. Days are counted from 1 March, so that the leap day is the last of its year.
 */
function canonicalInstant(text: string): Instant | null {
  const parts = CANONICAL.exec(text)
  if (parts === null) return null
  const [, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts.map(Number)
  const y = month > 2 ? year : year - 1
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  const days = 365 * y + leaps + Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 719_469
  return days * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 + ms
}

/** "YYYY-MM-DDTHH:mm:ss.sssZ", the canonical datetime. @throws RangeError when `instant` is not an integer in range. */
export const formatInstant = (instant: Instant): string =>
  Temporal.Instant.fromEpochMilliseconds(instant).toString({ fractionalSecondDigits: 3 })
