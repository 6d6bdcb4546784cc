import type { AttributionTrendReply } from '#http/contract/attribution.ts'
import type { Series, Step } from '../../charts/column-layout.ts'
import { formatMoney, toMajor } from '../../format/money.ts'
import { formatCount } from '../../format/numbers.ts'
import { formatDay } from '../../format/time.ts'

const REVENUE: Series = { name: 'revenue', label: 'Revenue', fill: 'var(--plain)', as: 'column' }
const SPEND: Series = { name: 'spend', label: 'Spend', fill: 'url(#tandem-breached)', as: 'column' }
const LEADS: Series = { name: 'leads', label: 'Leads (numbers on the right)', fill: 'var(--good)', as: 'line' }

/** What nobody spent anything on has no column for it. */
export function seriesOf(trend: AttributionTrendReply | undefined): readonly Series[] {
  const spent = trend?.points.some(({ spendMinor }) => spendMinor !== null) ?? false
  return spent ? [REVENUE, SPEND, LEADS] : [REVENUE, LEADS]
}

/** One step a point, with its money to the cent in words. */
export function stepsOf(trend: AttributionTrendReply | undefined): readonly Step[] {
  if (trend === undefined) return []
  const { currency, grain } = trend
  return trend.points.map(({ from, revenueMinor, spendMinor, leads }) => ({
    key: from,
    label: labelOf(from, grain),
    values: {
      revenue: toMajor(revenueMinor, currency),
      spend: spendMinor === null ? undefined : toMajor(spendMinor, currency),
      leads,
    },
    words: {
      revenue: formatMoney(revenueMinor, currency),
      spend: formatMoney(spendMinor, currency),
      leads: formatCount(leads),
    },
  }))
}

const month = new Intl.DateTimeFormat(undefined, { month: 'short', year: '2-digit', timeZone: 'UTC' })

const labelOf = (day: string, grain: AttributionTrendReply['grain']): string =>
  grain === 'month' ? month.format(new Date(`${day}T00:00:00Z`)) : formatDay(day)
