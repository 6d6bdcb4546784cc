import type { OverviewDay } from '#http/contract/overview.ts'

export type BucketUnit = 'day' | 'week' | 'month'

export interface Bucket {
  /** First day of the bucket, "YYYY-MM-DD". Weeks begin on Monday. */
  readonly from: string
  readonly met: number
  readonly breached: number
  /** Handed over and neither answered nor past the deadline. */
  readonly running: number
}

const MOST_BARS = 45
const DAY_MS = 86_400_000

/**
 * Days as bars: one per day while there are at most 45 between first and last, else one per week, else per month. Days
 * without handover are bars of height 0, so that time runs evenly.
 *
 * @param days oldest first; empty gives no bars.
 */
export function bucketDays(days: readonly OverviewDay[]): {
  readonly unit: BucketUnit
  readonly buckets: readonly Bucket[]
} {
  const first = days[0]
  const last = days.at(-1)
  if (first === undefined || last === undefined) return { unit: 'day', buckets: [] }
  const length = (toMs(last.day) - toMs(first.day)) / DAY_MS + 1
  const unit: BucketUnit = length <= MOST_BARS ? 'day' : length <= MOST_BARS * 7 ? 'week' : 'month'

  const sums = new Map<string, Bucket>()
  for (let ms = toMs(first.day); ms <= toMs(last.day); ms += DAY_MS) {
    const from = startOf(ms, unit)
    if (!sums.has(from)) sums.set(from, { from, met: 0, breached: 0, running: 0 })
  }
  for (const day of days) {
    const from = startOf(toMs(day.day), unit)
    const sum = sums.get(from) ?? { from, met: 0, breached: 0, running: 0 }
    sums.set(from, {
      from,
      met: sum.met + day.met,
      breached: sum.breached + day.breached,
      running: sum.running + Math.max(0, day.handedOver - day.met - day.breached),
    })
  }
  return { unit, buckets: [...sums.values()] }
}

/** "2 Mar", or "Mar 2026" for months; the days are UTC days. */
export function bucketLabel(from: string, unit: BucketUnit): string {
  const style: Intl.DateTimeFormatOptions =
    unit === 'month' ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' }
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC' }).format(toMs(from))
}

const toMs = (day: string): number => Date.parse(`${day}T00:00:00Z`)

function startOf(ms: number, unit: BucketUnit): string {
  const day = new Date(ms)
  if (unit === 'month') day.setUTCDate(1)
  if (unit === 'week') day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7))
  return day.toISOString().slice(0, 10)
}
