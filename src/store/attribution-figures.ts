import type { CountedRow } from '#ports/store/attribution-reports.ts'
import { toInstantOrNull, toInteger, toMinor, toMinorOrNull } from './rows.ts'

/** A row as the database counts it; sums that are kept have the same. */
export interface CountedFigures {
  readonly key: string | null
  readonly leads: string
  readonly sqls: string
  readonly newest: string | null
  readonly opportunities: string
  readonly won: string
  readonly lost: string
  readonly open: string
  readonly new_customers: string
  readonly won_minor: string
  readonly lost_minor: string
  readonly monthly_minor: string | null
  readonly revenue_minor: string
  readonly mean_ms: string | null
}

const DAY_MS = 86_400_000
export const daysOf = (ms: string): number => Math.round((Number(ms) / DAY_MS) * 100) / 100

/** Counted figures as the domain has them, but the cycle, of which the kept sums know no median. */
export const toFigures = (row: CountedFigures): Omit<CountedRow, 'cycle'> => ({
  key: row.key,
  leads: toInteger(row.leads),
  mqls: toInteger(row.leads),
  sqls: toInteger(row.sqls),
  opportunities: toMinor(row.opportunities),
  won: toMinor(row.won),
  lost: toMinor(row.lost),
  open: toMinor(row.open),
  newCustomers: toMinor(row.new_customers),
  wonMinor: toMinor(row.won_minor),
  lostMinor: toMinor(row.lost_minor),
  revenueMinor: toMinor(row.revenue_minor),
  monthlyRevenueMinor: toMinorOrNull(row.monthly_minor),
  newestLeadAt: toInstantOrNull(row.newest),
})
