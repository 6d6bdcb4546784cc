import { toMinorHalfUp } from '../../money.ts'
import type { CostLine } from '../cost-line.ts'
import { notationOfColumn, readAmount } from './amount.ts'
import type { Notation } from './amount.ts'
import { nameResolver } from './campaign-names.ts'
import type { UnknownCampaign } from './campaign-names.ts'
import type { SpendColumns } from './columns.ts'
import { dayOrderOfColumn, readDays } from './days.ts'
import type { DayOrder, ReadDays } from './days.ts'
import { rejected, withoutOverlaps, withoutRepeated } from './paid-once.ts'
import type { ReadCost, RejectedLine } from './paid-once.ts'

/** A row of the file below the header. */
export interface FileRow {
  /** Of the file, 1 = the first. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface SpendFile {
  readonly costs: readonly ReadCost[]
  readonly rejected: readonly RejectedLine[]
  /** The same key and amount as an earlier line; counted once. */
  readonly repeated: readonly { readonly line: number; readonly of: number }[]
  /** Rows of sums, which would count everything twice. */
  readonly totals: readonly number[]
  readonly blank: readonly number[]
  /** Campaigns that nobody knows; their costs are kept. */
  readonly unknown: readonly UnknownCampaign[]
}

export interface SpendFileOptions {
  /** Of cells, columns and headers that name none. */
  readonly currency: string
  readonly decimal: Notation | 'auto'
  readonly dates: DayOrder | 'auto'
  /** Names of the campaigns that are known. */
  readonly campaigns: readonly string[]
  /** Costs imported before, to see a month and its days given both. */
  readonly stored: readonly CostLine[]
}

export type SpendFileResult =
  | { readonly ok: true; readonly file: SpendFile }
  /** Nothing of it can be read as it is: what to pass. */
  | { readonly ok: false; readonly reason: string; readonly remedy: string }

/**
 * Reads daily or monthly spend. Every row becomes a cost, is rejected with a reason, or is recognised as blank, repeated or a row
 * of totals. What decides about a whole column (decimal comma, day or month first) is decided once for the column, and where it
 * cannot be, nothing is read: a guess would be wrong by a factor of a thousand, or by months.
 */
export function readSpendFile(
  columns: SpendColumns,
  rows: readonly FileRow[],
  options: SpendFileOptions,
): SpendFileResult {
  const blank = rows.filter(({ cells }) => cells.every(isBlank))
  const filled = rows.filter(({ cells }) => !cells.every(isBlank))
  const totals = filled.filter((row) => isTotals(row, columns))
  const given = filled.filter((row) => !isTotals(row, columns))
  const cellsOf = (column: number): readonly string[] => given.map(({ cells }) => cells[column] ?? '')
  const notation =
    options.decimal === 'auto'
      ? notationOfColumn(cellsOf(columns.cost))
      : { ok: true as const, notation: options.decimal }
  if (!notation.ok) return { ok: false, ...refusedNotation(notation.why, notation.example) }
  const order =
    options.dates === 'auto' ? dayOrderOfColumn(cellsOf(columns.date)) : { ok: true as const, order: options.dates }
  if (!order.ok) return { ok: false, ...refusedOrder(order.why, order.example) }

  const names = nameResolver(options.campaigns)
  const reading = { columns, options, notation: notation.notation, order: order.order, nameOf: names.resolve }
  const read = given.map((row) => readRow(row, reading))
  const taken = withoutRepeated(read.flatMap((one) => ('cost' in one ? [one] : [])))
  const checked = withoutOverlaps(taken.costs, options.stored)
  return {
    ok: true,
    file: {
      costs: checked.costs,
      rejected: [...read.flatMap((one) => ('reason' in one ? [one] : [])), ...taken.rejected, ...checked.rejected].sort(
        (a, b) => a.line - b.line,
      ),
      repeated: taken.repeated,
      totals: totals.map(({ line }) => line),
      blank: blank.map(({ line }) => line),
      unknown: names.unknownOf(checked.costs.map(({ cost }) => cost.campaign)),
    },
  }
}

const isBlank = (cell: string): boolean => cell.trim() === ''

const TOTALS = /^(?:grand |sub)?total(?:s|en)?\b|^(?:gesamt|summe|insgesamt|zwischensumme|suma|somme)\b|^--$/i

/** A row that says so, or that has an amount and neither a date nor any name. */
function isTotals({ cells }: FileRow, { date, campaign, channel }: SpendColumns): boolean {
  const names = [date, campaign, channel].flatMap((column) => (column < 0 ? [] : [cells[column] ?? '']))
  const says = [cells[0] ?? '', ...names].some((cell) => TOTALS.test(cell.trim()))
  return names.every(isBlank) || (says && (isBlank(cells[date] ?? '') || TOTALS.test((cells[date] ?? '').trim())))
}

const refusedNotation = (why: 'either' | 'both', example: string) =>
  why === 'either'
    ? {
        reason: `the amounts do not tell whether a comma or a point stands before the fraction: ${example} may be a thousand times more or less`,
        remedy: 'pass --decimal point or --decimal comma',
      }
    : {
        reason: `the amounts are written in two ways: ${example}`,
        remedy: 'pass --decimal point or --decimal comma, and rows of the other way are rejected one by one',
      }

const refusedOrder = (why: 'either' | 'both', example: string) =>
  why === 'either'
    ? {
        reason: `the dates do not tell whether the day or the month comes first: ${example}`,
        remedy: 'pass --dates dmy or --dates mdy',
      }
    : {
        reason: `the dates are written in two ways: ${example}`,
        remedy: 'pass --dates dmy or --dates mdy, and rows of the other way are rejected one by one',
      }

interface Reading {
  readonly columns: SpendColumns
  readonly options: SpendFileOptions
  readonly notation: Notation
  readonly order: DayOrder
  readonly nameOf: (given: string) => string
}

function readRow({ line, cells }: FileRow, reading: Reading): ReadCost | RejectedLine {
  const { columns, options } = reading
  const cell = (column: number): string => (column < 0 ? '' : (cells[column] ?? '').trim())
  const days = readDays(cell(columns.date), reading.order)
  if (days === null)
    return rejected(
      line,
      cell(columns.date) === '' ? 'no date' : `"${cell(columns.date)}" is no date`,
      'write it as 2026-03-15, or 2026-03 for a whole month',
    )
  const amount = readAmount(cell(columns.cost), reading.notation)
  if (amount === null)
    return rejected(
      line,
      cell(columns.cost) === ''
        ? 'no amount'
        : `"${cell(columns.cost)}" is no amount with a decimal ${reading.notation}`,
      'write it as 1234.56, or pass the other --decimal',
    )
  const currency = currencyOf(amount.currencies, [cell(columns.currency), columns.costCurrency ?? ''], options.currency)
  if (!currency.ok) return rejected(line, currency.reason, currency.remedy)
  const amountMinor = toMinorHalfUp(amount.decimal, currency.code)
  if (amountMinor === null) return rejected(line, `"${cell(columns.cost)}" is no amount`, 'write it as 1234.56')
  const campaign = cell(columns.campaign) === '' ? null : reading.nameOf(cell(columns.campaign))
  const channel = cell(columns.channel) === '' ? null : cell(columns.channel)
  if (campaign === null && channel === null)
    return rejected(
      line,
      'neither a campaign nor a channel',
      'name at least one of them: costs of nobody are in no row of a report',
    )
  return { line, cost: costOf({ campaign, channel, days, amountMinor, currency: currency.code }) }
}

const DOLLARS: ReadonlySet<string> = new Set([
  'USD',
  'CAD',
  'AUD',
  'NZD',
  'SGD',
  'HKD',
  'TWD',
  'MXN',
  'ARS',
  'CLP',
  'COP',
])

type CurrencyResult =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly reason: string; readonly remedy: string }

/** What the cell says, else its row, else the header, else what holds for the file. A bare `$` is a dollar of one of these. */
function currencyOf(inCell: readonly string[], beside: readonly string[], otherwise: string): CurrencyResult {
  const told = beside.map((text) => text.toUpperCase()).filter((text) => text !== '')
  const wrong = told.find((code) => !/^[A-Z]{3}$/.test(code))
  if (wrong !== undefined)
    return { ok: false, reason: `"${wrong}" is no currency`, remedy: 'write its ISO code, such as EUR' }
  const row = told[0]
  const around = row ?? otherwise.toUpperCase()
  const own = inCell.map((code) => (code === '$' ? (DOLLARS.has(around) ? around : 'USD') : code))
  const all = new Set([...own, ...(row === undefined ? [] : [row])])
  if (all.size > 1)
    return {
      ok: false,
      reason: `the row names two currencies: ${[...all].join(' and ')}`,
      remedy: 'leave one of them in the row',
    }
  return { ok: true, code: own[0] ?? around }
}

interface Parts {
  readonly campaign: string | null
  readonly channel: string | null
  readonly days: ReadDays
  readonly amountMinor: bigint
  readonly currency: string
}

/** The key of a line: what a correction of it has in common with it. */
function costOf({ campaign, channel, days, amountMinor, currency }: Parts): CostLine {
  const escaped = [campaign ?? '', channel ?? ''].map((part) => part.replaceAll(/[\\|]/g, (sign) => `\\${sign}`))
  const period = days.unit === 'day' ? days.fromOn : days.fromOn.slice(0, 7)
  return {
    source: 'import',
    key: [...escaped, period, currency].join('|'),
    campaign,
    channel,
    fromOn: days.fromOn,
    untilOn: days.untilOn,
    amountMinor,
    currency,
    note: days.unit === 'day' ? 'imported' : 'imported for the month',
  }
}
