import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { CLOCK_STATES } from './clock.ts'
import type { NumberRow } from './numbers.ts'
import { numbersBy, numbersOf, percentile } from './numbers.ts'

const row = (more: Partial<NumberRow>): NumberRow => ({
  policy: 'hot',
  rep: 'ann',
  team: 'east',
  campaign: null,
  state: 'met',
  startedAt: 0,
  stoppedAt: null,
  breachedAt: null,
  elapsedSeconds: 0,
  touched: true,
  ...more,
})

describe('nearest-rank percentiles', () => {
  test.each<[readonly number[], number | null, number | null]>([
    [[], null, null],
    [[7], 7, 7],
    [[1, 2], 1, 2],
    [[3, 1, 2], 2, 3],
    [[10, 20, 30, 40], 20, 40],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9],
    [Array.from({ length: 100 }, (_, i) => 100 - i), 50, 90],
  ])('of %s: median %s, p90 %s', (values, median, p90) => {
    expect([percentile(values, 0.5), percentile(values, 0.9)]).toEqual([median, p90])
  })

  property.prop([fc.array(fc.integer(), { minLength: 1 }), fc.integer({ min: 1, max: 100 })])(
    'are one of the values, and so much of all are not above it',
    (values, percent) => {
      const found = percentile(values, percent / 100) ?? Number.NaN
      expect(values).toContain(found)
      const notAbove = values.filter((value) => value <= found).length
      const below = values.filter((value) => value < found).length
      expect(notAbove * 100).toBeGreaterThanOrEqual(percent * values.length)
      expect(below * 100).toBeLessThan(percent * values.length)
    },
  )
})

describe('the numbers', () => {
  test('are of all that were due: those never answered count, and answers are told by those that came', () => {
    const numbers = numbersOf([
      row({ elapsedSeconds: 60 }),
      row({ elapsedSeconds: 120 }),
      row({ state: 'breached_completed', breachedAt: 1, elapsedSeconds: 900 }),
      row({ state: 'breached', breachedAt: 1, elapsedSeconds: 99_999, touched: false }),
      row({ state: 'breached', breachedAt: 1, elapsedSeconds: 99_999 }),
      row({ state: 'running', elapsedSeconds: 5, touched: false }),
      row({ state: 'paused' }),
      row({ state: 'cancelled', touched: false }),
    ])
    expect(numbers).toEqual({
      due: 5,
      met: 2,
      breached: 3,
      untouched: 1,
      running: 2,
      cancelled: 1,
      metShare: 0.4,
      answered: 3,
      medianSeconds: 120,
      p90Seconds: 900,
    })
  })

  test('count a breach that was given up afterwards', () => {
    const numbers = numbersOf([row({ state: 'cancelled', breachedAt: 5, touched: false })])
    expect(numbers).toMatchObject({ due: 1, breached: 1, untouched: 1, cancelled: 0, metShare: 0 })
  })

  test('of nothing are no share and no times', () => {
    expect(numbersOf([])).toMatchObject({ due: 0, metShare: null, medianSeconds: null, p90Seconds: null })
  })

  test('by a key stand in the order of its names, those without one last', () => {
    const rows = [row({ campaign: 'b' }), row({}), row({ campaign: 'a', state: 'running' }), row({ campaign: 'b' })]
    expect(numbersBy(rows, 'campaign').map(({ key, numbers }) => [key, numbers.due, numbers.running])).toEqual([
      ['a', 0, 1],
      ['b', 2, 0],
      [null, 1, 0],
    ])
  })

  const anyRow = fc
    .record({
      state: fc.constantFrom(...CLOCK_STATES),
      rep: fc.constantFrom('ann', 'bob', null),
      breachedAt: fc.constantFrom(null, 5),
      touched: fc.boolean(),
    })
    .map(row)

  property.prop([fc.array(anyRow)])('lose nobody: the parts add up, by any key', (rows) => {
    const all = numbersOf(rows)
    expect(all.due).toBe(all.met + all.breached)
    expect(all.due + all.running + all.cancelled).toBe(rows.length)
    expect(all.untouched).toBeLessThanOrEqual(all.breached)
    for (const part of ['due', 'met', 'breached', 'untouched', 'running', 'cancelled', 'answered'] as const) {
      const sum = numbersBy(rows, 'rep').reduce((so, { numbers }) => so + numbers[part], 0)
      expect(sum).toBe(all[part])
    }
  })
})
