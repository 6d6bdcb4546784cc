import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plusDays } from '../time.ts'
import { spendBetween } from './spend-between.ts'
import { spendByDay } from './spend-by-day.ts'

const whole = (fromOn: string, untilOn: string, amountMinor: bigint) => ({ fromOn, untilOn, amountMinor })

describe('spend by day', () => {
  it('gives what is left over to the first days, and nothing outside of the days that count', () => {
    const line = whole('2026-01-01', '2026-01-04', 10n)
    const days = [{ fromOn: '2026-01-02', untilOn: '2026-01-04' }]
    expect(spendByDay([{ whole: line, days }], '2025-12-31', '2026-01-05')).toEqual([0n, 0n, 3n, 2n, 2n, 0n])
    expect(spendByDay([{ whole: line, days }], '2026-01-03', '2026-01-03')).toEqual([2n])
    expect(spendByDay([{ whole: line, days }], '2026-01-03', '2026-01-02')).toEqual([])
  })

  it('is of each day what lies on it, whatever the lines', () => {
    const day = fc.nat(60).map((n) => plusDays('2026-02-01', n))
    const range = fc.tuple(day, day).map(([a, b]) => (a < b ? { fromOn: a, untilOn: b } : { fromOn: b, untilOn: a }))
    const line = fc.tuple(range, fc.bigInt({ min: -5_000n, max: 5_000n })).map(([days, amountMinor]) => ({
      whole: { ...days, amountMinor },
      days: [days],
    }))
    fc.assert(
      fc.property(fc.array(line), range, (lines, { fromOn, untilOn }) => {
        const found = spendByDay(lines, fromOn, untilOn)
        found.forEach((sum, i) => {
          const on = plusDays(fromOn, i)
          expect(sum).toBe(lines.reduce((all, one) => all + spendBetween(one.whole, on, on), 0n))
        })
        expect(plusDays(fromOn, found.length - 1)).toBe(untilOn)
      }),
    )
  })
})
