import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { actualCostLines } from './actual-cost.ts'
import type { ActualCost } from './actual-cost.ts'
import type { CostLine } from './cost-line.ts'
import { spendBetween } from './spend-between.ts'

const at = (day: string): number => Date.parse(`${day}T12:00:00Z`)
const fair = (over: Partial<ActualCost> = {}): ActualCost => ({
  id: '701',
  name: 'Fair',
  cost: '100',
  currency: 'USD',
  startOn: '2026-03-01',
  endOn: '2026-12-31',
  createdAt: at('2026-02-20'),
  modifiedAt: at('2026-03-10'),
  ...over,
})
const lines = (over: Partial<ActualCost> = {}, current: readonly CostLine[] = []): readonly CostLine[] =>
  actualCostLines(fair(over), current, 'UTC').save
const told = (all: readonly CostLine[]): readonly string[] =>
  all.map(({ fromOn, untilOn, amountMinor }) => `${fromOn}..${untilOn} ${amountMinor}`)

describe('the first amount of a Salesforce campaign', () => {
  it.each<[string, Partial<ActualCost>, string]>([
    ['is not spread over days to come', {}, '2026-03-01..2026-03-10 10000'],
    ['ends with the campaign', { endOn: '2026-03-04' }, '2026-03-01..2026-03-04 10000'],
    ['begins as it was made where no start is known', { startOn: null }, '2026-02-20..2026-03-10 10000'],
    [
      'lies on the day it was entered where the start is to come',
      { startOn: '2026-06-01' },
      '2026-03-10..2026-03-10 10000',
    ],
    ['lies on one day where the end is before the start', { endOn: '2026-02-01' }, '2026-03-01..2026-03-01 10000'],
  ])('%s', (_, over, expected) => {
    expect(told(lines(over))).toEqual([expected])
  })

  it.each(['0', null, 'much'])('%j is no cost', (cost) => {
    expect(lines({ cost })).toEqual([])
  })
})

describe('a later amount', () => {
  const first = lines()

  it('brings its difference on the day of the change, again on one day in one line, and none when it is taken back', () => {
    const more = lines({ cost: '150', modifiedAt: at('2026-04-02') }, first)
    expect(told(more)).toEqual(['2026-03-01..2026-03-10 10000', '2026-04-02..2026-04-02 5000'])
    const again = lines({ cost: '130', modifiedAt: at('2026-04-02') }, more)
    expect(told(again)).toEqual(['2026-03-01..2026-03-10 10000', '2026-04-02..2026-04-02 3000'])
    const back = actualCostLines(fair({ modifiedAt: at('2026-04-02') }), again, 'UTC')
    expect(back).toEqual({ save: first, end: ['701:2026-04-02'] })
  })

  it('that is the same leaves the days as they are, whatever else changed, but for the name', () => {
    const changed = { name: 'Messe', startOn: '2025-01-01', endOn: null, modifiedAt: at('2026-05-01') }
    expect(lines(changed, first)).toEqual(first.map((line) => ({ ...line, campaign: 'Messe' })))
  })

  it('in another currency begins anew, and a blank one ends all', () => {
    const [line] = lines({ currency: 'EUR' }, first)
    expect(line).toMatchObject({ key: '701', currency: 'EUR', amountMinor: 10_000n })
    expect(actualCostLines(fair({ cost: null }), first, 'UTC')).toEqual({ save: [], end: ['701'] })
  })

  test.prop([
    fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -500, max: 500 })), { minLength: 1 }),
  ])('adds up, and changes no day before the change', (changes) => {
    let current: readonly CostLine[] = []
    let now = at('2026-03-10')
    for (const [days, cost] of changes) {
      now += days * 86_400_000
      const before = current
      current = lines({ cost: String(cost), modifiedAt: now }, before)
      const sumUntil = (all: readonly CostLine[], until: string | null): bigint =>
        all.reduce((sum, line) => sum + spendBetween(line, null, until), 0n)
      expect(sumUntil(current, null)).toBe(BigInt(cost) * 100n)
      const yesterday = new Date(now - 86_400_000).toISOString().slice(0, 10)
      if (before.length > 0) expect(sumUntil(current, yesterday)).toBe(sumUntil(before, yesterday))
    }
  })
})
