import type { Instant } from '../../instant.ts'
import { instantOfLocal, isTimeZone, localDayBounds, parseInstant } from '../../time.ts'
import { readDays } from '../spend-file/days.ts'
import type { DayOrder } from '../spend-file/days.ts'

export interface Moment {
  readonly at: Instant
  /** Only the day is known; `at` is its last moment. */
  readonly dayOnly: boolean
}

export interface MomentZones {
  /** Of times of day that name none. */
  readonly times: string
  /** Of days without a time: the org's, as for every other touch that is known by its day. */
  readonly days: string
}

const TIME = /^(?<day>.+?)[T ,]+(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,]\d+)?)? ?(?<half>[ap]m)?$/i
const ZONE = /\s*[[( ](?<zone>UTC|[A-Za-z]+(?:\/[A-Za-z_+-]+\d*)+)[\])]?$/

/**
 * What people and exports write for an instant or a day: 2026-03-15T09:30:00+01:00, 2026-03-15 09:30, 15.03.2026 09:30,
 * 3/15/2026 9:30 PM, 2026-03-15 09:30 Europe/Berlin, 2026-03-15. A time that a clock change skipped moves forward.
 * @returns null when it is none of these.
 */
export function readMoment(cell: string, order: DayOrder, zones: MomentZones): Moment | null {
  const text = cell.trim()
  const exact = parseInstant(text.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d)/, '$1T'))
  if (exact !== null) return { at: exact, dayOnly: false }
  const named = ZONE.exec(text)?.groups?.['zone'] ?? null
  if (named !== null && !isTimeZone(named)) return null
  const local = named === null ? text : text.replace(ZONE, '').trim()
  const time = TIME.exec(local)?.groups
  const day = readDays(time?.['day'] ?? local, order)
  if (day === null || day.unit !== 'day') return null
  if (time === undefined) return { at: localDayBounds(day.fromOn, named ?? zones.days).until - 1, dayOnly: true }
  const clock = clockOf(time)
  return clock === null ? null : { at: instantOfLocal(day.fromOn, clock, named ?? zones.times), dayOnly: false }
}

/** "HH:mm:ss" of the twelve or the twenty-four hours. */
function clockOf(time: Readonly<Record<string, string | undefined>>): string | null {
  const [hour, minute, second] = [time['hour'], time['minute'], time['second']].map((part) => Number(part ?? 0))
  if (hour === undefined || minute === undefined || second === undefined || minute > 59 || second > 59) return null
  const half = time['half']?.toLowerCase()
  if (half === undefined ? hour > 23 : hour < 1 || hour > 12) return null
  const of24 = half === undefined ? hour : (hour % 12) + (half === 'pm' ? 12 : 0)
  return [of24, minute, second].map((part) => String(part).padStart(2, '0')).join(':')
}
