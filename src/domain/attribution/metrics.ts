import { InvariantError } from '../errors.ts'
import type { Instant } from '../instant.ts'
import { roundHalfUpDiv } from '../money.ts'
import { DAY_MS } from '../time.ts'
import { decimalFraction } from './fraction.ts'

/** Shown as the row of what belongs to none. */
export const UNATTRIBUTED = '(unattributed)'

export const DIMENSIONS = ['campaign', 'channel', 'source', 'segment'] as const
export type Dimension = (typeof DIMENSIONS)[number]

/**
 * `period`: everything by its own date (spend when it was spent, leads when created, revenue when closed or refunded).
 * `cohort`: leads created and money spent in the period, and what became of those leads, however late.
 */
export const VIEWS = ['period', 'cohort'] as const
export type View = (typeof VIEWS)[number]

/**
 * A count in millionths: a model credits parts of an opportunity. Each opportunity is split as money is (`millionthsOf`), so the
 * parts add up to exactly one, and rows to totals; exact fractions would grow without bound when thousands are added.
 */
export type Millionths = bigint
export const WHOLE: Millionths = 1_000_000n

/** From creation to won, of won opportunities only. Days with up to two decimals, each opportunity counted once. */
export interface Cycle {
  readonly meanDays: number
  /** null: not kept, as medians of parts cannot be added. */
  readonly medianDays: number | null
}

/** What belongs to one row of a dimension. Money in minor units of the table's one currency. */
export interface RowFacts {
  /** null: belongs to none. */
  readonly key: string | null
  /** null: spend is not known by this dimension (nobody says what a segment cost). */
  readonly spendMinor: bigint | null
  /** People, each counted once; of them, those who became MQL and SQL. */
  readonly leads: number
  readonly mqls: number
  readonly sqls: number
  /** Created; of whatever state. */
  readonly opportunities: Millionths
  readonly won: Millionths
  readonly lost: Millionths
  readonly open: Millionths
  /** Won opportunities that were their company's first. */
  readonly newCustomers: Millionths
  /** Amounts at the close, for the win rate by value and the average won amount. */
  readonly wonMinor: bigint
  readonly lostMinor: bigint
  /** Attributed revenue, less refunds. */
  readonly revenueMinor: bigint
  /** Of the new customers together; null: not configured or not known. */
  readonly monthlyRevenueMinor: bigint | null
  /** null: nothing was won. */
  readonly cycle: Cycle | null
  /** Whether the row's leads are old enough to be judged (see {@link isMature}); null: not asked. */
  readonly mature: boolean | null
}

/** A row to start from. */
export const NO_FACTS: Omit<RowFacts, 'key'> = {
  spendMinor: 0n,
  leads: 0,
  mqls: 0,
  sqls: 0,
  opportunities: 0n,
  won: 0n,
  lost: 0n,
  open: 0n,
  newCustomers: 0n,
  wonMinor: 0n,
  lostMinor: 0n,
  revenueMinor: 0n,
  monthlyRevenueMinor: null,
  cycle: null,
  mature: null,
}

/**
 * A row and its ratios. Ratios of money are in minor units, those in percent have two decimals; all are rounded once, half up.
 * A ratio is null ("n/a"), never 0 or infinite, where its denominator is 0 or a part of it is not known.
 */
export interface Figures extends RowFacts {
  /** The key as it is shown; the row of what belongs to none and the totals have one too. */
  readonly name: string
  /** Spend per lead, MQL, SQL, opportunity and won opportunity. */
  readonly cplMinor: bigint | null
  readonly costPerMqlMinor: bigint | null
  readonly costPerSqlMinor: bigint | null
  readonly costPerOpportunityMinor: bigint | null
  readonly costPerWonMinor: bigint | null
  /** Spend per new customer. Only what is recorded as spend: salaries are in if somebody imports them. */
  readonly cacMinor: bigint | null
  readonly revenuePerLeadMinor: bigint | null
  /** Won of won and lost; open ones are left out. */
  readonly winRatePercent: number | null
  /** The same of their amounts. */
  readonly winRateValuePercent: number | null
  /** Revenue of spend: 140 means 1.40 back for each 1 spent. */
  readonly roasPercent: number | null
  /** Revenue less spend, of spend: 40 for the same case. */
  readonly roiPercent: number | null
  /** Opportunities x win rate x average won amount / mean days of the cycle: money per day. */
  readonly velocityMinorPerDay: bigint | null
  /** The same with the median. */
  readonly velocityMedianMinorPerDay: bigint | null
  /** CAC / (monthly revenue per new customer x gross margin), one decimal. */
  readonly paybackMonths: number | null
}

export interface FigureTable {
  readonly dimension: Dimension
  readonly view: View
  /** By name in code-unit order. */
  readonly rows: readonly Figures[]
  /** What belongs to none; all zero when there is nothing. */
  readonly unattributed: Figures
  /** Sums over all rows; ratios of the sums. */
  readonly totals: Figures
}

/** What a table is about beside its rows. */
export interface TableAbout {
  readonly dimension: Dimension
  readonly view: View
  /** For payback; null: not configured. */
  readonly grossMarginPercent: number | null
  /** Of all won opportunities of the table: means and medians of rows cannot be added. */
  readonly cycle: Cycle | null
  /** For a dimension that does not know its spend: what was spent in all. Absent: the sum of the rows. */
  readonly spendMinor?: bigint | undefined
}

/**
 * Whether a cohort is old enough for most of its deals to have closed.
 *
 * @param cohortEnd exclusive end of the time in which its leads were created.
 * @param matureAfterDays days of 24 h; the instant itself is mature.
 */
export const isMature = (cohortEnd: Instant, asOf: Instant, matureAfterDays: number): boolean =>
  asOf >= cohortEnd + matureAfterDays * DAY_MS

/**
 * What each row of a dimension cost and brought. The caller sees to one period, view and currency. Rows add up to the totals.
 *
 * @throws InvariantError when a key occurs twice.
 */
export function figureTable(facts: readonly RowFacts[], about: TableAbout): FigureTable {
  if (new Set(facts.map(({ key }) => key)).size < facts.length)
    throw new InvariantError(`a ${about.dimension} is listed twice`)
  const spendOfNone = facts.length > 0 && facts.every(({ spendMinor }) => spendMinor === null) ? null : 0n
  const none = facts.find(({ key }) => key === null) ?? { ...NO_FACTS, key: null, spendMinor: spendOfNone }
  const named = facts.flatMap((row) => (row.key === null ? [] : [{ ...row, key: row.key }])).sort(byKey)
  const margin = about.grossMarginPercent
  return {
    dimension: about.dimension,
    view: about.view,
    rows: named.map((row) => figuresOf(row.key, row, margin)),
    unattributed: figuresOf(UNATTRIBUTED, none, margin),
    totals: figuresOf('Total', sumOf([...named, none], about), margin),
  }
}

const byKey = (a: { readonly key: string }, b: { readonly key: string }): number =>
  a.key < b.key ? -1 : a.key > b.key ? 1 : 0

function sumOf(rows: readonly RowFacts[], about: TableAbout): RowFacts {
  const count = (of: (row: RowFacts) => number): number => rows.reduce((sum, row) => sum + of(row), 0)
  const amount = (of: (row: RowFacts) => bigint): bigint => rows.reduce((sum, row) => sum + of(row), 0n)
  const known = (of: (row: RowFacts) => bigint | null, over: readonly RowFacts[]): bigint | null =>
    over.some((row) => of(row) === null) ? null : over.reduce((sum, row) => sum + (of(row) ?? 0n), 0n)
  const maturities = rows.flatMap(({ mature }) => (mature === null ? [] : [mature]))
  const buyers = rows.filter(({ newCustomers }) => newCustomers !== 0n)
  return {
    key: null,
    spendMinor: about.spendMinor ?? known((row) => row.spendMinor, rows),
    leads: count((row) => row.leads),
    mqls: count((row) => row.mqls),
    sqls: count((row) => row.sqls),
    opportunities: amount((row) => row.opportunities),
    won: amount((row) => row.won),
    lost: amount((row) => row.lost),
    open: amount((row) => row.open),
    newCustomers: amount((row) => row.newCustomers),
    wonMinor: amount((row) => row.wonMinor),
    lostMinor: amount((row) => row.lostMinor),
    revenueMinor: amount((row) => row.revenueMinor),
    monthlyRevenueMinor: buyers.length === 0 ? null : known((row) => row.monthlyRevenueMinor, buyers),
    cycle: about.cycle,
    mature: maturities.length === 0 ? null : maturities.every((mature) => mature),
  }
}

function figuresOf(name: string, facts: RowFacts, grossMarginPercent: number | null): Figures {
  const { spendMinor, revenueMinor, won, lost, wonMinor, lostMinor } = facts
  const velocity = (days: number | null | undefined): bigint | null =>
    days === undefined || days === null || won === 0n
      ? null
      : quotient(facts.opportunities * wonMinor * 100n, (won + lost) * BigInt(Math.round(days * 100)))
  return {
    name,
    ...facts,
    cplMinor: quotient(spendMinor, BigInt(facts.leads)),
    costPerMqlMinor: quotient(spendMinor, BigInt(facts.mqls)),
    costPerSqlMinor: quotient(spendMinor, BigInt(facts.sqls)),
    costPerOpportunityMinor: perWhole(spendMinor, facts.opportunities),
    costPerWonMinor: perWhole(spendMinor, won),
    cacMinor: perWhole(spendMinor, facts.newCustomers),
    revenuePerLeadMinor: quotient(revenueMinor, BigInt(facts.leads)),
    winRatePercent: percent(won, won + lost),
    winRateValuePercent: percent(wonMinor, wonMinor + lostMinor),
    roasPercent: spendMinor === null ? null : percent(revenueMinor, spendMinor),
    roiPercent: spendMinor === null ? null : percent(revenueMinor - spendMinor, spendMinor),
    velocityMinorPerDay: velocity(facts.cycle?.meanDays),
    velocityMedianMinorPerDay: velocity(facts.cycle?.medianDays),
    paybackMonths: paybackOf(facts, grossMarginPercent),
  }
}

/** The number of new customers is in both CAC and revenue per customer, so it cancels out; without any there is no CAC. */
function paybackOf(facts: RowFacts, grossMarginPercent: number | null): number | null {
  const { spendMinor, monthlyRevenueMinor, newCustomers } = facts
  if (spendMinor === null || monthlyRevenueMinor === null || grossMarginPercent === null || newCustomers === 0n)
    return null
  const margin = decimalFraction(grossMarginPercent)
  const tenths = quotient(spendMinor * 1000n * margin.denominator, monthlyRevenueMinor * margin.numerator)
  return tenths === null ? null : Number(tenths) / 10
}

const quotient = (numerator: bigint | null, denominator: bigint): bigint | null =>
  numerator === null || denominator === 0n ? null : roundHalfUpDiv(numerator, denominator)

const perWhole = (amountMinor: bigint | null, count: Millionths): bigint | null =>
  quotient(amountMinor === null ? null : amountMinor * WHOLE, count)

const percent = (part: bigint, whole: bigint): number | null => {
  const hundredths = quotient(part * 10_000n, whole)
  return hundredths === null ? null : Number(hundredths) / 100
}
