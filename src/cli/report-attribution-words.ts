import type { AttributionReport, ModelFigures } from '#app/attribution-report.ts'
import type { Verdict } from '#domain/attribution/cheap-but-barren.ts'
import type { Figures, Millionths } from '#domain/attribution/metrics.ts'
import { UNATTRIBUTED } from '#domain/attribution/metrics.ts'
import { formatMoney } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'

type Value = string | number | bigint | boolean | null

/** The documented keys of a row (docs/attribution.md#reports). Money in minor units, ratios as such: 1.4 is 140 %. */
function rowJson(figures: Figures, kind: ModelFigures['kind']): Readonly<Record<string, Value>> {
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

const countOf = (count: Millionths): number => Number(count) / 1e6
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
  const cellsOf = (name: string, row: Figures, other: Figures | undefined): Readonly<Record<string, Value>> => ({
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
  return [header.join(','), ...rows.map((row) => header.map((key) => cell(row[key] ?? null)).join(','))].join('\r\n')
}

/** A name that a spreadsheet would compute is marked as text. */
function cell(value: Value): string {
  if (value === null) return ''
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const BARREN = 'cheap but barren'
const IMMATURE = 'immature'

const BASIS = {
  period:
    'spend on its days, leads and SQLs as they qualified, opportunities as created, won and lost by close, revenue by the date of each change',
  cohort: 'leads that qualified in the period and spend of its days, with whatever became of these leads since',
} as const

/** A table for people. */
export function reportText(report: AttributionReport): string {
  const { figures, compared, by, currency } = report
  const others = new Map((compared?.rows ?? []).map((row) => [row.name, row]))
  const columns = columnsOf(figures.kind, currency)
  const extra = compared === null ? [] : comparedColumns(currency)
  const lines = [
    ...figures.rows.map((row) => ({ row, other: others.get(row.name), mark: markOf(row, report) })),
    { row: figures.unattributed, other: compared?.unattributed, mark: '' },
    { row: figures.totals, other: compared?.totals, mark: '' },
  ].map(({ row, other, mark }) => [
    row.name,
    ...columns.map(([, of]) => of(row)),
    ...extra.map(([, of]) => (other === undefined ? 'n/a' : of(other))),
    mark,
  ])
  const head = [
    capital(by),
    ...columns.map(([name]) => name),
    ...extra.map(([name]) => `${name} (${report.compare ?? ''})`),
    '',
  ]
  const marks = lines.map((line) => line.at(-1) ?? '')
  return [
    `${report.model} by ${by}, ${report.view} view, ${currency}, ${periodText(report)}`,
    `Dates: ${BASIS[report.view]}.`,
    '',
    ...aligned([head, ...lines]),
    '',
    ...(marks.some((mark) => mark.includes(BARREN))
      ? ['cheap but barren: among campaigns like it, its leads are cheap and bring hardly anything back.']
      : []),
    ...(marks.some((mark) => mark.includes(IMMATURE))
      ? ['immature: its newest leads are young; their deals may still close.']
      : []),
    ...(by === 'source' || by === 'segment' ? [`Nobody says what a ${by} cost; the total is all that was spent.`] : []),
    'n/a: nothing to divide by, or not known.',
    ...report.warnings.map((warning) => `Note: ${warning}.`),
    report.addsUp
      ? 'The rows add up to what was counted.'
      : 'THE ROWS DO NOT ADD UP to what was counted: see tandem report reconcile.',
  ].join('\n')
}

type Column = readonly [name: string, of: (figures: Figures) => string]

function columnsOf(kind: ModelFigures['kind'], currency: string): readonly Column[] {
  const money = moneyIn(currency)
  const first: readonly Column[] = [
    ['Spend', (row) => money(row.spendMinor)],
    ['Leads', (row) => row.leads.toLocaleString('en-US')],
    ['CPL', (row) => money(row.cplMinor)],
    ['SQLs', (row) => row.sqls.toLocaleString('en-US')],
    ['Cost/SQL', (row) => money(row.costPerSqlMinor)],
  ]
  const last: readonly Column[] = [
    ['Won', (row) => count(row.won)],
    ['Revenue', (row) => money(row.revenueMinor)],
    ['Rev/lead', (row) => money(row.revenuePerLeadMinor)],
    ['ROAS', (row) => percent(row.roasPercent)],
    ['ROI', (row) => percent(row.roiPercent)],
  ]
  if (kind === 'paths') return [...first, ...last]
  return [
    ...first,
    ['Opps', (row) => count(row.opportunities)],
    ['Cost/opp', (row) => money(row.costPerOpportunityMinor)],
    ['Win rate', (row) => percent(row.winRatePercent)],
    ...last,
    ['CAC', (row) => money(row.cacMinor)],
  ]
}

function comparedColumns(currency: string): readonly Column[] {
  const money = moneyIn(currency)
  return [
    ['Won', (row) => count(row.won)],
    ['Revenue', (row) => money(row.revenueMinor)],
    ['ROAS', (row) => percent(row.roasPercent)],
  ]
}

const moneyIn =
  (currency: string) =>
  (minor: bigint | null): string =>
    minor === null ? 'n/a' : formatMoney(minor, currency).slice(0, -currency.length - 1)
const percent = (value: number | null): string => (value === null ? 'n/a' : `${value.toFixed(1)} %`)
const count = (value: Millionths): string => countOf(value).toLocaleString('en-US', { maximumFractionDigits: 2 })
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function markOf(row: Figures, { verdicts }: AttributionReport): string {
  const verdict: Verdict | undefined = verdicts.get(row.name)
  const marks = [verdict === 'cheap-but-barren' ? BARREN : '', row.mature === false ? IMMATURE : '']
  return marks.filter((mark) => mark !== '').join(', ')
}

const periodText = ({ from, to, timeZone, asOf }: AttributionReport): string =>
  from === null && to === null
    ? `all until ${formatInstant(asOf)}`
    : `${from ?? 'the beginning'} to ${to ?? 'now'} (${timeZone})`

/** The first column to the left, figures to the right, the mark as it is. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((text, i) =>
        i === 0 ? text.padEnd(widths[i] ?? 0) : i === row.length - 1 ? text : text.padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
