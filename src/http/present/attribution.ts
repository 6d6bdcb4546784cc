import type { AttributionReport, ModelFigures } from '#app/attribution-report.ts'
import type { Trend } from '#app/attribution-trend.ts'
import type { Reconciliation } from '#app/reconcile-credits.ts'
import type { AttributionConfig } from '#domain/attribution/config.ts'
import type { Figures, Millionths } from '#domain/attribution/metrics.ts'
import { UNATTRIBUTED } from '#domain/attribution/metrics.ts'
import { modelWords, VERDICT_WORDS } from '#domain/attribution/model-words.ts'
import type { CsvRow, CsvValue } from '#domain/csv.ts'
import type {
  AttributionReportReply,
  AttributionRow,
  AttributionSums,
  AttributionTrendReply,
  ReconcileReply,
  ReportSort,
} from '../contract/attribution.ts'
import type { CsvFile } from '../contract/csv.ts'
import { toInstantText } from './instants.ts'

/** A file without its name. */
type Csv = Pick<CsvFile, 'columns' | 'rows'>

export interface Order {
  readonly sort: ReportSort
  readonly direction: 'asc' | 'desc'
  readonly limit: number
  /** Name of the one row that is given; absent: all. */
  readonly of?: string | undefined
}

const minor = (amount: bigint | null): string | null => (amount === null ? null : String(amount))
export const partsOf = (count: Millionths): number => Number(count) / 1e6
const ratioOf = (percent: number | null): number | null =>
  percent === null ? null : Number((percent / 100).toFixed(4))

export const toBasis = ({ asOf, changedSince }: { readonly asOf: number; readonly changedSince: boolean }) => ({
  asOf: toInstantText(asOf),
  changedSince,
})

export function toReport(report: AttributionReport, config: AttributionConfig, order: Order): AttributionReportReply {
  const { figures, compared, by, verdicts } = report
  const others = new Map((compared?.rows ?? []).map((row) => [row.name, row]))
  const rows = figures.rows
    .filter(({ name }) => order.of === undefined || name === order.of)
    .map((row): AttributionRow => {
      const verdict = by === 'campaign' ? (verdicts.get(row.name) ?? null) : null
      return {
        name: row.name,
        ...toSums(row, others.get(row.name)),
        mature: row.mature,
        verdict,
        verdictWords: verdict === null ? null : VERDICT_WORDS[verdict],
      }
    })
  return {
    model: modelWords(report.model, config),
    compare: report.compare === null ? null : modelWords(report.compare, config),
    by,
    view: report.view,
    from: report.from,
    to: report.to,
    timeZone: report.timeZone,
    currency: report.currency,
    basis: toBasis(report.basis),
    rows: rows.toSorted(orderOf(order)).slice(0, order.limit),
    rowsInAll: rows.length,
    unattributed: toSums(figures.unattributed, compared?.unattributed),
    totals: toSums(figures.totals, compared?.totals),
    addsUp: report.addsUp,
    pending: report.counted.pending,
    warnings: [...report.warnings],
  }
}

function toSums(row: Figures, other: ModelFigures['totals'] | undefined): AttributionSums {
  return {
    spendMinor: minor(row.spendMinor),
    leads: row.leads,
    cplMinor: minor(row.cplMinor),
    sqls: row.sqls,
    costPerSqlMinor: minor(row.costPerSqlMinor),
    opportunities: partsOf(row.opportunities),
    costPerOpportunityMinor: minor(row.costPerOpportunityMinor),
    won: partsOf(row.won),
    lost: partsOf(row.lost),
    open: partsOf(row.open),
    costPerWonMinor: minor(row.costPerWonMinor),
    cacMinor: minor(row.cacMinor),
    winRate: ratioOf(row.winRatePercent),
    revenueMinor: String(row.revenueMinor),
    revenuePerLeadMinor: minor(row.revenuePerLeadMinor),
    roas: ratioOf(row.roasPercent),
    cycleDays: row.cycle?.meanDays ?? null,
    compare:
      other === undefined
        ? null
        : {
            won: partsOf(other.won),
            revenueMinor: String(other.revenueMinor),
            roas: ratioOf(other.roasPercent),
            differenceMinor: String(other.revenueMinor - row.revenueMinor),
          },
  }
}

type Sortable = string | number | bigint | null
const big = (text: string | null): bigint | null => (text === null ? null : BigInt(text))

const VALUE: Readonly<Record<ReportSort, (row: AttributionRow) => Sortable>> = {
  name: (row) => row.name.toLowerCase(),
  spend: (row) => big(row.spendMinor),
  leads: (row) => row.leads,
  cpl: (row) => big(row.cplMinor),
  sqls: (row) => row.sqls,
  opportunities: (row) => row.opportunities,
  won: (row) => row.won,
  revenue: (row) => big(row.revenueMinor),
  roas: (row) => row.roas,
  costPerWon: (row) => big(row.costPerWonMinor),
  difference: (row) => big(row.compare?.differenceMinor ?? null),
}

/** Whatever is not known stands last, in either direction; equals by their name. */
function orderOf({ sort, direction }: Order): (a: AttributionRow, b: AttributionRow) => number {
  const sign = direction === 'asc' ? 1 : -1
  return (one, other) => {
    const [a, b] = [VALUE[sort](one), VALUE[sort](other)]
    if (a === null || b === null) return a === b ? (one.name < other.name ? -1 : 1) : a === null ? 1 : -1
    if (a === b) return one.name < other.name ? -1 : 1
    return a < b ? -sign : sign
  }
}

/** The columns in the order of the page; the last two lines are what belongs to none, and the total. */
export function reportCsv(report: AttributionReportReply): Csv {
  const line = (name: string, { compare, ...row }: AttributionSums & { readonly verdictWords?: string | null }) => ({
    [report.by]: name,
    ...numbers(row),
    ...(report.compare === null
      ? {}
      : {
          compareWon: compare?.won ?? null,
          compareRevenueMinor: big(compare?.revenueMinor ?? null),
          differenceMinor: big(compare?.differenceMinor ?? null),
        }),
  })
  const lines = [
    ...report.rows.map(({ name, mature: _mature, verdict, verdictWords: _words, ...row }) => ({
      ...line(name, row),
      ...(report.by === 'campaign' ? { verdict } : {}),
    })),
    line(UNATTRIBUTED, report.unattributed),
    line('Total', report.totals),
  ]
  const columns = [...new Set(lines.flatMap((one) => Object.keys(one)))]
  return { columns, rows: lines }
}

/** Amounts are numbers for a spreadsheet, however long. */
function numbers(row: Readonly<Record<string, unknown>>): CsvRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      key.endsWith('Minor') && typeof value === 'string' ? BigInt(value) : (value as CsvValue),
    ]),
  )
}

export const toTrend = (trend: Trend, model: string, grain: AttributionTrendReply['grain']): AttributionTrendReply => ({
  model,
  grain,
  currency: trend.currency,
  basis: toBasis(trend.basis),
  points: trend.points.map(({ from, to, spendMinor, leads, won, revenueMinor }) => ({
    from,
    to,
    spendMinor: minor(spendMinor),
    leads,
    won: partsOf(won),
    revenueMinor: String(revenueMinor),
  })),
})

export const trendCsv = ({ points }: AttributionTrendReply): Csv => ({
  columns: ['from', 'to', 'spendMinor', 'leads', 'won', 'revenueMinor'],
  rows: points.map(numbers),
})

export const toReconcile = (found: Reconciliation, currency: string, config: AttributionConfig): ReconcileReply => ({
  addsUp: found.addsUp,
  currency,
  revenueMinor: String(found.revenueMinor),
  opportunityMinor: String(found.opportunityMinor),
  won: found.won,
  pending: found.pending,
  differing: [...found.differing],
  models: found.models.map((one) => {
    const sum = one.creditedMinor + one.unattributedMinor
    return {
      model: one.model,
      title: modelWords(one.model, config).title,
      creditedMinor: String(one.creditedMinor),
      unattributedMinor: String(one.unattributedMinor),
      differenceMinor: String(sum - found.revenueMinor),
      addsUp: sum === found.revenueMinor && one.datedMinor === found.revenueMinor && one.differing.length === 0,
      differing: [...one.differing],
    }
  }),
  people:
    found.people === null
      ? null
      : {
          checkedAt: toInstantText(found.people.checkedAt),
          sent: found.people.sent,
          received: found.people.received,
          listed: Object.values(found.people.reasons).reduce((sum, n) => sum + n, 0),
          unexplained: found.people.unexplained,
          addsUp: found.people.addsUp,
        },
})
