import type { AttributionReport, ModelFigures } from '#app/attribution-report.ts'
import type { Figures, Millionths } from '#domain/attribution/metrics.ts'
import { UNATTRIBUTED } from '#domain/attribution/metrics.ts'
import { csvOf, type CsvValue } from '#domain/csv.ts'
import { formatInstant } from '#domain/time.ts'

/** The documented keys of a row (docs/attribution.md#reports). Money in minor units, ratios as such: 1.4 is 140 %. */
function rowJson(figures: Figures, kind: ModelFigures['kind']): Readonly<Record<string, CsvValue>> {
  const { cycle } = figures
  const row = {
    spendMinor: figures.spendMinor,
    leads: figures.leads,
    cplMinor: figures.cplMinor,
    mqls: figures.mqls,
    costPerMqlMinor: figures.costPerMqlMinor,
    sqls: figures.sqls,
    costPerSqlMinor: figures.costPerSqlMinor,
    won: countOf(figures.won),
    costPerWonMinor: figures.costPerWonMinor,
    revenueMinor: figures.revenueMinor,
    revenuePerLeadMinor: figures.revenuePerLeadMinor,
    roas: ratioOf(figures.roasPercent),
    roi: ratioOf(figures.roiPercent),
  }
  // Models on channels say nothing of what was not won.
  const ofTouches = {
    opportunities: countOf(figures.opportunities),
    costPerOpportunityMinor: figures.costPerOpportunityMinor,
    lost: countOf(figures.lost),
    open: countOf(figures.open),
    winRate: ratioOf(figures.winRatePercent),
    winRateByValue: ratioOf(figures.winRateValuePercent),
    newCustomers: countOf(figures.newCustomers),
    cacMinor: figures.cacMinor,
    cycleMeanDays: cycle?.meanDays ?? null,
    cycleMedianDays: cycle?.medianDays ?? null,
    velocityMinorPerDay: figures.velocityMinorPerDay,
    velocityMedianMinorPerDay: figures.velocityMedianMinorPerDay,
    paybackMonths: figures.paybackMonths,
    mature: figures.mature,
  }
  return kind === 'touches'
    ? { ...row, ...ofTouches }
    : { ...row, ...Object.fromEntries(Object.keys(ofTouches).map((key) => [key, null])) }
}

/** Whole and parts of opportunities. */
export const countOf = (count: Millionths): number => Number(count) / 1e6
const ratioOf = (percent: number | null): number | null =>
  percent === null ? null : Number((percent / 100).toFixed(4))

const compareJson = ({ won, revenueMinor, roasPercent }: Figures): object => ({
  won: countOf(won),
  revenueMinor,
  roas: ratioOf(roasPercent),
})

export function reportJson(report: AttributionReport): object {
  const { figures, compared, by, verdicts } = report
  const others = new Map((compared?.rows ?? []).map((row) => [row.name, row]))
  const json = (row: Figures, other: Figures | undefined): object => ({
    ...rowJson(row, figures.kind),
    ...(other === undefined ? {} : { compare: compareJson(other) }),
  })
  return {
    model: report.model,
    compare: report.compare,
    by,
    view: report.view,
    period: { from: report.from, to: report.to, timeZone: report.timeZone },
    currency: report.currency,
    asOf: formatInstant(report.asOf),
    rows: figures.rows.map((row) => ({
      [by]: row.name,
      ...json(row, others.get(row.name)),
      ...(by === 'campaign' ? { verdict: verdicts.get(row.name) ?? null } : {}),
    })),
    unattributedMinor: figures.unattributed.revenueMinor,
    unattributed: json(figures.unattributed, compared?.unattributed),
    totals: json(figures.totals, compared?.totals),
    addsUp: report.addsUp,
    warnings: report.warnings,
  }
}

/** RFC 4180; the documented columns are the keys of the JSON. The last two lines are what belongs to none, and the total. */
export function reportCsv({ figures, compared, by }: AttributionReport): string {
  const others = new Map((compared?.rows ?? []).map((row) => [row.name, row]))
  const cellsOf = (name: string, row: Figures, other: Figures | undefined): Readonly<Record<string, CsvValue>> => ({
    [by]: name,
    ...rowJson(row, figures.kind),
    ...(other === undefined
      ? {}
      : {
          compareWon: countOf(other.won),
          compareRevenueMinor: other.revenueMinor,
          compareRoas: ratioOf(other.roasPercent),
        }),
  })
  const rows = [
    ...figures.rows.map((row) => cellsOf(row.name, row, others.get(row.name))),
    cellsOf(UNATTRIBUTED, figures.unattributed, compared?.unattributed),
    cellsOf('Total', figures.totals, compared?.totals),
  ]
  const header = Object.keys(rows[0] ?? {})
  return csvOf(header, rows)
}
