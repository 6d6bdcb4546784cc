import { bucketsOf, type Bucket, type Grain } from '#domain/attribution/buckets.ts'
import type { Dimension, View } from '#domain/attribution/metrics.ts'
import { UNATTRIBUTED } from '#domain/attribution/metrics.ts'
import { spendByDay } from '#domain/attribution/spend-by-day.ts'
import { UsageError } from '#domain/errors.ts'
import type { LocalDate } from '#domain/instant.ts'
import { epochDayOf } from '#domain/time.ts'
import type { SumsOfDay } from '#ports/store/attribution-sums.ts'
import { basisWith, NO_CAMPAIGN } from './attribution-report.ts'
import { campaignCosts, OTHER_CHANNEL } from './campaign-costs.ts'
import type { CampaignCosts, CountedCost } from './campaign-costs.ts'
import type { FiguresBasis, SumsScope } from './kept-sums.ts'
import { freshSums } from './kept-sums.ts'

export interface TrendRequest {
  readonly model: string
  readonly view: View
  readonly by: Dimension
  /** Name of a row; null: of everything. */
  readonly of: string | null
  readonly from: LocalDate | null
  readonly to: LocalDate | null
  readonly grain: Grain
}

export interface TrendPoint extends Bucket {
  /** null: nobody says what this cost. */
  readonly spendMinor: bigint | null
  readonly leads: number
  /** Millionths. */
  readonly won: bigint
  readonly revenueMinor: bigint
}

export interface Trend {
  readonly currency: string
  readonly basis: FiguresBasis
  readonly points: readonly TrendPoint[]
}

/** More are no line any more, but a smear. */
const MOST_POINTS = 1_200

/**
 * Spend, leads and revenue over time, of one row or of everything; without gaps from the first day with anything to the last.
 * @throws UsageError when there would be too many points.
 */
export async function attributionTrend(scope: SumsScope, request: TrendRequest): Promise<Trend> {
  const { store, connection } = scope
  const { model, view, by, of, from, to, grain } = request
  const sums = await freshSums(scope, by === 'segment' ? 'segment' : 'other')
  const row = of === null ? 'totals' : { key: of === UNATTRIBUTED ? null : of }
  const days = await store.attributionSums.days(connection.id, { model, by, view, from, to, of: row })
  const costs = await campaignCosts(scope, { from, until: to })
  const basis = basisWith(sums, costs)
  const lines = linesOf(costs, request, basis)
  const span = spanOf(days, lines ?? [], request)
  if (span === null) return { currency: connection.currency, basis, points: [] }
  const buckets = bucketsOf(span.from, span.to, grain)
  if (buckets.length > MOST_POINTS)
    throw new UsageError(`the period has ${buckets.length} ${grain}s: choose a shorter one, or longer steps`)
  return { currency: connection.currency, basis, points: pointsOf(buckets, days, lines) }
}

/** null: spend is not known by this dimension. */
function linesOf(
  { lines }: CampaignCosts,
  { by, of }: TrendRequest,
  { channels }: FiguresBasis,
): readonly CountedCost[] | null {
  if (of === null) return lines
  if (by === 'source' || by === 'segment') return null
  if (by === 'campaign') return lines.filter(({ campaign }) => (campaign ?? NO_CAMPAIGN) === of)
  // As the report puts spend to channels.
  return lines.filter(({ campaign, channel }) => {
    const touched = campaign === null || channel !== OTHER_CHANNEL ? undefined : channels.get(campaign)
    return (touched ?? channel) === of
  })
}

function spanOf(days: readonly SumsOfDay[], lines: readonly CountedCost[], period: Pick<TrendRequest, 'from' | 'to'>) {
  const spent = lines.flatMap((line) => line.days)
  const firsts = [...days.slice(0, 1).map(({ on }) => on), ...spent.map(({ fromOn }) => fromOn)].toSorted()
  const lasts = [...days.slice(-1).map(({ on }) => on), ...spent.map(({ untilOn }) => untilOn)].toSorted()
  const from = period.from ?? firsts[0]
  const to = period.to ?? lasts.at(-1)
  return from === undefined || to === undefined || from > to ? null : { from, to }
}

function pointsOf(
  buckets: readonly Bucket[],
  days: readonly SumsOfDay[],
  lines: readonly CountedCost[] | null,
): readonly TrendPoint[] {
  const spend = lines === null ? null : spendOf(buckets, lines)
  const sums = buckets.map(() => ({ leads: 0, won: 0n, revenueMinor: 0n }))
  for (const day of days) {
    const sum = sums[indexOf(buckets, day.on)]
    if (sum === undefined) continue
    sum.leads += day.leads
    sum.won += day.won
    sum.revenueMinor += day.revenueMinor
  }
  return buckets.map((bucket, i) => ({
    ...bucket,
    spendMinor: spend?.[i] ?? null,
    ...(sums[i] ?? { leads: 0, won: 0n, revenueMinor: 0n }),
  }))
}

/** Buckets follow one another without gaps. */
function spendOf(buckets: readonly Bucket[], lines: readonly CountedCost[]): readonly bigint[] {
  const [first, last] = [buckets[0], buckets.at(-1)]
  if (first === undefined || last === undefined) return []
  const spread = lines.map(({ fromOn, untilOn, wholeMinor, days }) => ({
    whole: { fromOn, untilOn, amountMinor: wholeMinor },
    days,
  }))
  const byDay = spendByDay(spread, first.from, last.to)
  const start = epochDayOf(first.from)
  return buckets.map(({ from, to }) =>
    byDay.slice(epochDayOf(from) - start, epochDayOf(to) - start + 1).reduce((sum, amount) => sum + amount, 0n),
  )
}

/** Of the bucket that holds the day, or the first after it. */
function indexOf(buckets: readonly Bucket[], day: LocalDate): number {
  let [low, high] = [0, buckets.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((buckets[middle]?.to ?? '') < day) low = middle + 1
    else high = middle
  }
  return low
}
