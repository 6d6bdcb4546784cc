import { UsageError } from '../errors.ts'
import { DAY_MS, epochDayOf, offsetSpans } from '../time.ts'
import type { BusinessCalendar, LocalInterval } from './business-calendar.ts'
import { WEEKDAYS, holidayHours, parseWallTime, validateCalendar } from './business-calendar.ts'

/** The open time of one UTC day: `[from, until)` pairs of instants, ascending, disjoint. */
export interface OpenDay {
  readonly spans: readonly (readonly [from: number, until: number])[]
  readonly openMs: number
}

type Span = readonly [from: number, until: number]

interface CompiledCalendar {
  readonly timeZone: string
  /** Hours by weekday, Monday first, as milliseconds from the midnight of the day they start on; may pass 24 h. */
  readonly weekly: readonly (readonly Span[])[]
  /** The same by epoch day, for dates with hours of their own. */
  readonly special: ReadonlyMap<number, readonly Span[]>
  readonly days: Map<number, OpenDay>
}

// Days are remembered per calendar; beyond this many (about 55 years) the memory starts afresh.
const MAX_DAYS = 20_000
const compiledCalendars = new WeakMap<BusinessCalendar, CompiledCalendar>()
// Each stored clock brings a calendar object of its own, mostly with the same few contents.
const MAX_CONTENTS = 500
const compiledContents = new Map<string, CompiledCalendar>()

function compileHours(hours: readonly LocalInterval[]): Span[] {
  return hours.map(([from, until]) => {
    const start = parseWallTime(from) ?? 0
    const end = parseWallTime(until) ?? 0
    return [start, end <= start ? end + DAY_MS : end]
  })
}

function compile(calendar: BusinessCalendar): CompiledCalendar {
  const known = compiledCalendars.get(calendar)
  if (known !== undefined) return known
  const content = JSON.stringify(calendar)
  const compiled = compiledContents.get(content) ?? compileAnew(calendar)
  if (compiledContents.size >= MAX_CONTENTS) compiledContents.clear()
  compiledContents.set(content, compiled)
  compiledCalendars.set(calendar, compiled)
  return compiled
}

function compileAnew(calendar: BusinessCalendar): CompiledCalendar {
  const [problem] = validateCalendar(calendar)
  if (problem !== undefined) throw new UsageError(`calendar: ${problem.path}: ${problem.message}`)
  return {
    timeZone: calendar.timeZone,
    weekly: WEEKDAYS.map((day) => compileHours(calendar.schedule[day] ?? [])),
    special: new Map(holidayHours(calendar).map(([date, hours]) => [epochDayOf(date), compileHours(hours)])),
    days: new Map(),
  }
}

/** Sorted and disjoint; touching spans become one. */
function union(spans: readonly Span[]): Span[] {
  const merged: [number, number][] = []
  for (const [from, until] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], until)
    else merged.push([from, until])
  }
  return merged
}

const clip = (spans: readonly Span[], from: number, until: number): Span[] =>
  spans.flatMap(([a, b]): Span[] => (a < until && b > from ? [[Math.max(a, from), Math.min(b, until)]] : []))

/** The hours that start on an epoch day. 1970-01-01 was a Thursday, index 3. */
const hoursStarting = (calendar: CompiledCalendar, day: number): readonly Span[] =>
  calendar.special.get(day) ?? calendar.weekly[(((day + 3) % 7) + 7) % 7] ?? []

const shift = (spans: readonly Span[], by: number): Span[] => spans.map(([from, until]) => [from + by, until + by])

/**
 * What is open on the wall on one local date, as milliseconds of wall time since 1970-01-01T00:00 on the wall. A date with
 * hours of its own (a holiday: none) has exactly those; the night shift of the day before does not reach into it.
 */
function openOnWall(calendar: CompiledCalendar, day: number): Span[] {
  const midnight = day * DAY_MS
  const own = shift(hoursStarting(calendar, day), midnight)
  const spill = calendar.special.has(day) ? [] : shift(hoursStarting(calendar, day - 1), midnight - DAY_MS)
  return clip(union([...spill, ...own]), midnight, midnight + DAY_MS)
}

/**
 * A time counts if the wall clock shows an open time at it. So the wall's open hours are laid over each stretch of constant
 * offset: hours inside a gap are never shown and never count, hours inside a fold are shown twice and count twice.
 */
function openInDay(calendar: CompiledCalendar, utcDay: number): OpenDay {
  const spans = offsetSpans(calendar.timeZone, utcDay * DAY_MS, (utcDay + 1) * DAY_MS).flatMap((stretch) => {
    const wallFrom = stretch.from + stretch.offsetMs
    const wallUntil = stretch.until + stretch.offsetMs
    const wall: Span[] = []
    for (let day = Math.floor(wallFrom / DAY_MS); day * DAY_MS < wallUntil; day += 1)
      wall.push(...clip(openOnWall(calendar, day), wallFrom, wallUntil))
    return shift(wall, -stretch.offsetMs)
  })
  const merged = union(spans)
  return { spans: merged, openMs: merged.reduce((sum, [from, until]) => sum + until - from, 0) }
}

/**
 * A reader of a calendar's open time by UTC day (epoch milliseconds / 24 h, floor), remembered per calendar.
 * @throws UsageError naming the first problem when the calendar is not valid (see `validateCalendar`).
 */
export function openDays(calendar: BusinessCalendar): (utcDay: number) => OpenDay {
  const compiled = compile(calendar)
  return (utcDay) => {
    const known = compiled.days.get(utcDay)
    if (known !== undefined) return known
    if (compiled.days.size >= MAX_DAYS) compiled.days.clear()
    const day = openInDay(compiled, utcDay)
    compiled.days.set(utcDay, day)
    return day
  }
}
