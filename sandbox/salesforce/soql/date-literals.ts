import { dayIn } from '../instants.ts'

/** Days from `from` until before `to`, `YYYY-MM-DD`. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR'

/**
 * The days a date literal names, in the running user's time zone. The fiscal year starts in January.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-dateformats.html
 *
 * @returns null for a literal that does not exist.
 */
export function dateLiteralRange(literal: string, n: number | null, now: number, zone: string): DayRange | null {
  const name = (literal.split(':')[0] ?? '').toUpperCase().replace('FISCAL_', '')
  const today = dayIn(zone, now)
  if (name === 'TODAY') return units(today, 'DAY', 0, 1)
  if (name === 'YESTERDAY') return units(today, 'DAY', -1, 0)
  if (name === 'TOMORROW') return units(today, 'DAY', 1, 2)
  // LAST_90_DAYS and LAST_N_DAYS end with today; NEXT_N_DAYS starts tomorrow.
  if (name === 'LAST_90_DAYS') return { from: shift(today, 'DAY', -90), to: shift(today, 'DAY', 1) }
  if (name === 'NEXT_90_DAYS') return units(today, 'DAY', 1, 91)
  const fixed = /^(LAST|THIS|NEXT)_(WEEK|MONTH|QUARTER|YEAR)$/.exec(name)
  if (fixed) {
    const step = fixed[1] === 'LAST' ? -1 : fixed[1] === 'NEXT' ? 1 : 0
    return units(today, fixed[2] as Unit, step, step + 1)
  }
  const counted = /^(?:(LAST|NEXT)_N_(DAY|WEEK|MONTH|QUARTER|YEAR)S|N_(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO)$/.exec(name)
  if (!counted || n === null) return null
  if (counted[3] !== undefined) return units(today, counted[3] as Unit, -n, -n + 1)
  const unit = counted[2] as Unit
  if (counted[1] === 'NEXT') return units(today, unit, 1, n + 1)
  return unit === 'DAY' ? units(today, 'DAY', -n, 1) : units(today, unit, -n, 0)
}

function units(today: string, unit: Unit, from: number, to: number): DayRange {
  const start = startOf(today, unit)
  return { from: shift(start, unit, from), to: shift(start, unit, to) }
}

function startOf(day: string, unit: Unit): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (unit === 'WEEK') return shift(day, 'DAY', -date.getUTCDay())
  if (unit === 'MONTH') return `${day.slice(0, 7)}-01`
  if (unit === 'QUARTER') {
    const month = Math.floor(date.getUTCMonth() / 3) * 3 + 1
    return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
  }
  return unit === 'YEAR' ? `${day.slice(0, 4)}-01-01` : day
}

function shift(day: string, unit: Unit, by: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (unit === 'DAY') date.setUTCDate(date.getUTCDate() + by)
  if (unit === 'WEEK') date.setUTCDate(date.getUTCDate() + 7 * by)
  if (unit === 'MONTH') date.setUTCMonth(date.getUTCMonth() + by)
  if (unit === 'QUARTER') date.setUTCMonth(date.getUTCMonth() + 3 * by)
  if (unit === 'YEAR') date.setUTCFullYear(date.getUTCFullYear() + by)
  return date.toISOString().slice(0, 10)
}
