import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { InvariantError } from '../errors.ts'
import { millionthsOf } from './credit.ts'
import type { Figures, RowFacts, TableAbout } from './metrics.ts'
import { figureTable, isMature, NO_FACTS, WHOLE } from './metrics.ts'

const DAY = 86_400_000
const ABOUT: TableAbout = { dimension: 'campaign', view: 'period', grossMarginPercent: null, cycle: null }
const facts = (key: string | null, over: Partial<RowFacts> = {}): RowFacts => ({ ...NO_FACTS, key, ...over })
const figures = (over: Partial<RowFacts>, about: Partial<TableAbout> = {}): Figures | undefined =>
  figureTable([facts('a', over)], { ...ABOUT, ...about }).rows[0]

const usual = {
  spendMinor: 100_000n,
  leads: 6,
  mqls: 4,
  sqls: 3,
  opportunities: (5n * WHOLE) / 2n,
  won: WHOLE,
  lost: WHOLE / 2n,
  open: WHOLE,
  newCustomers: WHOLE / 2n,
  wonMinor: 150_000n,
  lostMinor: 50_000n,
  revenueMinor: 140_000n,
}

describe('the figures of a row', () => {
  test('set what it cost beside what it brought', () => {
    expect(figures(usual)).toMatchObject({
      name: 'a',
      cplMinor: 16_667n,
      costPerMqlMinor: 25_000n,
      costPerSqlMinor: 33_333n,
      costPerOpportunityMinor: 40_000n,
      costPerWonMinor: 100_000n,
      cacMinor: 200_000n,
      revenuePerLeadMinor: 23_333n,
      winRatePercent: 66.67,
      winRateValuePercent: 75,
      roasPercent: 140,
      roiPercent: 40,
    })
  })

  test('velocity is opportunities x win rate x average won amount by day of the cycle, mean and median', () => {
    const row = figures({ ...usual, cycle: { meanDays: 50, medianDays: 12.5 } })
    // 2.5 x 2/3 x 1,500.00 = 2,500.00 by 50 and by 12.5 days.
    expect([row?.velocityMinorPerDay, row?.velocityMedianMinorPerDay]).toEqual([5_000n, 20_000n])
    expect(figures({ ...usual, cycle: { meanDays: 0, medianDays: 0 } })?.velocityMinorPerDay).toBeNull()
    expect(figures(usual)?.velocityMinorPerDay).toBeNull()
    const lostAll = { ...usual, won: 0n, wonMinor: 0n, cycle: { meanDays: 1, medianDays: 1 } }
    expect(figures(lostAll)?.velocityMinorPerDay).toBeNull()
  })

  test('payback is CAC by what a new customer leaves over each month', () => {
    const monthly = { ...usual, monthlyRevenueMinor: 12_000n }
    // CAC 2,000.00; 240.00 a month for each new customer, 72.5 % of it 174.00.
    expect(figures(monthly, { grossMarginPercent: 72.5 })?.paybackMonths).toBe(11.5)
    expect(figures(monthly, { grossMarginPercent: 0 })?.paybackMonths).toBeNull()
    expect(figures(monthly)?.paybackMonths).toBeNull()
    expect(figures(usual, { grossMarginPercent: 72.5 })?.paybackMonths).toBeNull()
    expect(figures({ ...monthly, newCustomers: 0n }, { grossMarginPercent: 72.5 })?.paybackMonths).toBeNull()
    expect(figures({ ...monthly, monthlyRevenueMinor: 0n }, { grossMarginPercent: 80 })?.paybackMonths).toBeNull()
  })

  test('are not available without a denominator, neither 0 nor infinite', () => {
    const row = figures({})
    const ratios = Object.entries(row ?? {}).filter(([key]) => !(key in facts(null)) && key !== 'name')
    expect(ratios).toHaveLength(14)
    expect(ratios.filter(([, value]) => value !== null)).toEqual([])
  })

  test('are not available where the spend is not known, and the others are', () => {
    expect(figures({ ...usual, spendMinor: null })).toMatchObject({
      spendMinor: null,
      cplMinor: null,
      costPerOpportunityMinor: null,
      cacMinor: null,
      roasPercent: null,
      roiPercent: null,
      revenuePerLeadMinor: 23_333n,
      winRatePercent: 66.67,
    })
  })

  test('a refund beyond the revenue makes ROAS negative, rounded away from zero like its sale', () => {
    expect(figures({ spendMinor: 80_000n, revenueMinor: -1n * 10_004n })?.roasPercent).toBe(-12.51)
  })
})

describe('a table of figures', () => {
  test('goes by name, with what belongs to none apart, and says dimension and view', () => {
    const table = figureTable([facts('b'), facts(null, { leads: 2 }), facts('B'), facts('a')], {
      ...ABOUT,
      dimension: 'channel',
      view: 'cohort',
    })
    expect(table.rows.map((row) => row.name)).toEqual(['B', 'a', 'b'])
    expect(table.unattributed).toMatchObject({ name: '(unattributed)', leads: 2 })
    expect(table).toMatchObject({ dimension: 'channel', view: 'cohort', totals: { name: 'Total', leads: 2 } })
  })

  test('the cycle of the whole is told, not added', () => {
    const cycle = { meanDays: 30, medianDays: 20 }
    const rows = [facts('a', { cycle: { meanDays: 1, medianDays: 1 } }), facts('b')]
    expect(figureTable(rows, { ...ABOUT, cycle }).totals.cycle).toEqual(cycle)
  })

  test('spend that no row knows is unknown in all, unless somebody knows the whole', () => {
    const rows = [facts('a', { spendMinor: null, leads: 4 }), facts('b', { spendMinor: null })]
    const segment = { ...ABOUT, dimension: 'segment' } as const
    const table = figureTable(rows, segment)
    expect([table.unattributed.spendMinor, table.totals.spendMinor]).toEqual([null, null])
    expect(figureTable(rows, { ...segment, spendMinor: 100n }).totals).toMatchObject({
      spendMinor: 100n,
      cplMinor: 25n,
    })
  })

  test('payback of the whole needs the monthly revenue of every new customer, and of nobody else', () => {
    const rows = [facts('a', { ...usual, monthlyRevenueMinor: 20_000n }), facts('b')]
    const about = { ...ABOUT, grossMarginPercent: 50 }
    expect(figureTable(rows, about).totals.paybackMonths).toBe(10)
    expect(figureTable([...rows, facts('c', usual)], about).totals.paybackMonths).toBeNull()
  })

  test('one immature row makes the whole immature', () => {
    const maturity = (...all: (boolean | null)[]): boolean | null =>
      figureTable(
        all.map((mature, i) => facts(`c${i}`, { mature })),
        ABOUT,
      ).totals.mature
    expect([maturity(true, false), maturity(true, null), maturity(null)]).toEqual([false, true, null])
  })

  test('no key counts twice', () => {
    expect(() => figureTable([facts('a'), facts('a')], ABOUT)).toThrow(InvariantError)
    expect(() => figureTable([facts(null), facts(null)], ABOUT)).toThrow('twice')
  })

  const nat = fc.nat(50)
  const part = fc.bigInt({ min: 0n, max: 5n * WHOLE })
  const money = fc.bigInt({ min: -1000n, max: 1000n })
  const anyRow = fc.record({
    key: fc.constantFrom('a', 'b', 'c', null),
    spendMinor: money,
    leads: nat,
    mqls: nat,
    sqls: nat,
    opportunities: part,
    won: part,
    lost: part,
    open: part,
    newCustomers: part,
    wonMinor: money,
    lostMinor: money,
    revenueMinor: money,
    monthlyRevenueMinor: fc.constant(null),
    cycle: fc.constant(null),
    mature: fc.constant(null),
  })
  prop.prop([fc.uniqueArray(anyRow, { selector: ({ key }) => key })])('the rows add up to the totals', (rows) => {
    const { rows: named, unattributed, totals } = figureTable(rows, ABOUT)
    const sum = (of: (row: Figures) => bigint | number | null): bigint =>
      [...named, unattributed].reduce((all, row) => all + BigInt(of(row) ?? 0), 0n)
    const added = ['spendMinor', 'leads', 'mqls', 'sqls', 'opportunities', 'won', 'lost', 'open'] as const
    const more = ['newCustomers', 'wonMinor', 'lostMinor', 'revenueMinor'] as const
    for (const key of [...added, ...more]) {
      expect(sum((row) => row[key])).toBe(BigInt(totals[key] ?? 0))
      expect(BigInt(totals[key] ?? 0)).toBe(rows.reduce((all, row) => all + BigInt(row[key]), 0n))
    }
  })
})

test('a cohort is mature so many days after its end, that instant included', () => {
  expect(isMature(100 * DAY, 190 * DAY - 1, 90)).toBe(false)
  expect(isMature(100 * DAY, 190 * DAY, 90)).toBe(true)
  expect(isMature(100 * DAY, 100 * DAY, 0)).toBe(true)
})

describe('an opportunity in millionths', () => {
  const third = { numerator: 1n, denominator: 3n }

  test('is exactly one whole, what is left over to the earlier touches', () => {
    expect(millionthsOf([third, third, third])).toEqual([333_334n, 333_333n, 333_333n])
    expect(millionthsOf([{ numerator: 1n, denominator: 2n }, { numerator: 1n, denominator: 6n }, third])).toEqual([
      500_000n,
      166_667n,
      333_333n,
    ])
    expect(millionthsOf([])).toEqual([])
  })
})
