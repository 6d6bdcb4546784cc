import * as z from 'zod'

export const PERIODS = [
  'all',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'custom',
] as const
export type Period = (typeof PERIODS)[number]

export const PERIOD_WORDS: Readonly<Record<Period, string>> = {
  all: 'All time',
  'this-month': 'This month',
  'last-month': 'Last month',
  'this-quarter': 'This quarter',
  'last-quarter': 'Last quarter',
  'this-year': 'This year',
  custom: 'Custom days',
}

/** Days, both ends in; undefined: open at that end. */
export interface Days {
  readonly from?: string
  readonly to?: string
}

const day = z.iso.date().optional().catch(undefined)
/** In the address of a page. */
export const periodSearch = { period: z.enum(PERIODS).catch('all').default('all'), from: day, to: day }

/** @param today in the time zone of the org, whose days are counted. */
export function daysOf(
  search: { readonly period: Period } & { readonly from?: string | undefined; readonly to?: string | undefined },
  today: string,
): Days {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const quarter = Math.floor((month - 1) / 3) * 3 + 1
  switch (search.period) {
    case 'all':
      return {}
    case 'this-month':
      return { from: first(year, month), to: dayBefore(first(year, month + 1)) }
    case 'last-month':
      return { from: first(year, month - 1), to: dayBefore(first(year, month)) }
    case 'this-quarter':
      return { from: first(year, quarter), to: dayBefore(first(year, quarter + 3)) }
    case 'last-quarter':
      return { from: first(year, quarter - 3), to: dayBefore(first(year, quarter)) }
    case 'this-year':
      return { from: first(year, 1), to: dayBefore(first(year + 1, 1)) }
    case 'custom':
      return {
        ...(search.from === undefined ? {} : { from: search.from }),
        ...(search.to === undefined ? {} : { to: search.to }),
      }
  }
}

/** Days of a calendar, so those of UTC do; the library of zones would be a tenth of the page's script. */
const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

/** @param month may lie outside of 1 to 12: then it is of another year. */
function first(year: number, month: number): string {
  const months = year * 12 + month - 1
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`
}
