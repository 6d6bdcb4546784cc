import type { LocalDate } from '../instant.ts'
import { epochDayOf, plusDays } from '../time.ts'

export const GRAINS = ['day', 'week', 'month'] as const
export type Grain = (typeof GRAINS)[number]

/** Days, both ends in. */
export interface Bucket {
  readonly from: LocalDate
  readonly to: LocalDate
}

/** The days, weeks (from Monday) or months that a period touches, in order, cut at its ends. Empty when it ends before it begins. */
export function bucketsOf(from: LocalDate, to: LocalDate, grain: Grain): readonly Bucket[] {
  const buckets: Bucket[] = []
  for (let start = from; start <= to;) {
    const next = startOfNext(start, grain)
    const end = plusDays(next, -1)
    buckets.push({ from: start, to: end < to ? end : to })
    start = next
  }
  return buckets
}

function startOfNext(day: LocalDate, grain: Grain): LocalDate {
  if (grain === 'day') return plusDays(day, 1)
  // The first of January 1970 was a Thursday.
  if (grain === 'week') return plusDays(day, 7 - ((((epochDayOf(day) + 3) % 7) + 7) % 7))
  const [year = 0, month = 0] = day.split('-').map(Number)
  const [y, m] = month === 12 ? [year + 1, 1] : [year, month + 1]
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-01`
}
