import type { BusinessCalendar } from '../src/domain/sla/calendar.ts'
import { dueAt } from '../src/domain/sla/calendar.ts'
import { replayClock } from '../src/domain/sla/timeline.ts'
import type { Benchmark } from './index.ts'
import { clockFigures } from './sla/clocks.ts'

const HOUR = 3600
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const NIGHTS = [...WEEK, 'sat', 'sun'] as const
const week = (days: readonly string[], hours: readonly [string, string]) =>
  Object.fromEntries(days.map((day) => [day, [hours]]))

/** Offices of three zones and a night shift; new objects each time, as they come out of a store. */
const freshCalendars = (): readonly BusinessCalendar[] => [
  { timeZone: 'America/New_York', schedule: week(WEEK, ['09:00', '17:00']), holidays: ['2026-11-26', '2026-12-25'] },
  {
    timeZone: 'Europe/Berlin',
    schedule: week(WEEK, ['08:30', '17:30']),
    holidays: { '2026-12-24': [['09:00', '12:00']] },
  },
  { timeZone: 'Asia/Kolkata', schedule: week(WEEK, ['10:00', '19:00']) },
  { timeZone: 'America/Chicago', schedule: week(NIGHTS, ['22:00', '06:00']) },
]

const FROM = Date.UTC(2026, 0, 1)
const YEAR_MS = 365 * 86_400_000
/** Five working days of eight hours. */
const FIVE_DAYS = 40 * HOUR

/** Instants spread over a year without order: each falls on another day than the one before. */
const startOf = (i: number): number => FROM + ((i * 7_919_777_777) % YEAR_MS)

/**
 * How many due times a second are computed, five working days ahead, over a year with both changes of the clocks: with one
 * calendar for all as in the configuration, with one for each as in stored clocks, and with two pauses; and whole clocks replayed.
 */
export const slaBenchmark: Benchmark = async (progress) => {
  const figures = {
    dueTimesPerSecond: rate(500_000, freshCalendars(), dueInFiveDays),
    dueTimesPerSecondOfStored: rate(100_000, null, dueInFiveDays),
    dueTimesPerSecondWithPauses: rate(200_000, freshCalendars(), dueWithPauses),
    replaysPerSecond: rate(50_000, freshCalendars(), replayed),
  }
  progress(`${figures.dueTimesPerSecond} due times a second; 50000 are promised`)
  return { ...figures, open: await clockFigures(progress) }
}

const dueInFiveDays = (calendar: BusinessCalendar, start: number): number | null => dueAt(calendar, start, FIVE_DAYS)

const dueWithPauses = (calendar: BusinessCalendar, start: number): number | null =>
  dueAt(calendar, start, FIVE_DAYS, [
    [start + 10 * HOUR * 1000, start + 30 * HOUR * 1000],
    [start + 50 * HOUR * 1000, start + 51 * HOUR * 1000],
  ])

const replayed = (calendar: BusinessCalendar, start: number): number | null =>
  replayClock({
    calendar,
    targetSeconds: FIVE_DAYS,
    events: [
      { at: start, type: 'start' },
      { at: start + 10 * HOUR * 1000, type: 'pause' },
      { at: start + 30 * HOUR * 1000, type: 'resume' },
    ],
    asOf: start + 200 * HOUR * 1000,
  }).dueAt

/** @param calendars null: each computation gets new objects. */
function rate(
  count: number,
  calendars: readonly BusinessCalendar[] | null,
  compute: (calendar: BusinessCalendar, start: number) => number | null,
): number {
  const before = performance.now()
  let found = 0
  for (let i = 0; i < count; i += 1) {
    const from = calendars ?? freshCalendars()
    const calendar = from[i % from.length]
    if (calendar !== undefined && compute(calendar, startOf(i)) !== null) found += 1
  }
  if (found !== count) throw new Error(`${count - found} of ${count} had no due time`)
  return Math.round(count / ((performance.now() - before) / 1000))
}
