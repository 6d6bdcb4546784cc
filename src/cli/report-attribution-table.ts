import type { AttributionReport, ModelFigures } from '#app/attribution-report.ts'
import type { Verdict } from '#domain/attribution/cheap-but-barren.ts'
import type { Figures, Millionths } from '#domain/attribution/metrics.ts'
import { formatMoney } from '#domain/money.ts'
import { formatInstant } from '#domain/time.ts'
import { countOf } from './report-attribution-words.ts'

const BARREN = 'cheap but barren'
const IMMATURE = 'immature'

const BASIS = {
  period:
    'spend on its days, leads and SQLs as they qualified, opportunities as created, won and lost by close, revenue by the date of each change',
  cohort: 'leads that qualified in the period and spend of its days, with whatever became of these leads since',
} as const

/**
 * A table for people. @param width of the terminal; columns that most readers can do without are left out, and named, until it fits.
 */
export function reportText(report: AttributionReport, width = Number.POSITIVE_INFINITY): string {
  const all = columnsOf(report.figures.kind, report.currency)
  let left: readonly Column[] = all
  let table = tableOf(report, left)
  for (const spare of SPARE) {
    if (table.every((line) => line.length <= width)) break
    left = left.filter(([name]) => name !== spare)
    table = tableOf(report, left)
  }
  const out = all.filter((column) => !left.includes(column)).map(([name]) => name)
  return textOf(report, table, out)
}

/** In the order in which they are left out. */
const SPARE = ['Cost/SQL', 'Cost/opp', 'ROI', 'CAC', 'Rev/lead', 'SQLs', 'Win rate', 'Opps', 'Spend']

function tableOf(report: AttributionReport, columns: readonly Column[]): readonly string[] {
  const { figures, compared, by, currency } = report
  const others = new Map((compared?.rows ?? []).map((row) => [row.name, row]))
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
  return aligned([head, ...lines])
}

function textOf(report: AttributionReport, table: readonly string[], leftOut: readonly string[]): string {
  const { by, currency } = report
  const isMarked = (mark: string): boolean => report.figures.rows.some((row) => markOf(row, report).includes(mark))
  return [
    `${report.model} by ${by}, ${report.view} view, ${currency}, ${periodText(report)}`,
    `Dates: ${BASIS[report.view]}.`,
    '',
    ...table,
    '',
    ...(leftOut.length === 0
      ? []
      : [`Left out, as the window is narrow: ${leftOut.join(', ')}; --csv and --json have all.`]),
    ...(isMarked(BARREN)
      ? ['cheap but barren: among campaigns like it, its leads are cheap and bring hardly anything back.']
      : []),
    ...(isMarked(IMMATURE) ? ['immature: its newest leads are young; their deals may still close.'] : []),
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
