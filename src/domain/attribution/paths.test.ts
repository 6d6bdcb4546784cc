import { describe, expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import { creditPaths } from './index.ts'
import { PATH_MODEL_NAMES, type PathModelName } from './models/index.ts'
import type { PathRow } from './models/path.ts'
import { splitAmongChannels, warningOf } from './paths.ts'

const row = (path: string, conversions: number, value: number, nulls = 0): PathRow => ({
  path: path === '' ? [] : path.split(' > '),
  conversions,
  value,
  nulls,
})
const rounded = (rows: readonly PathRow[], model: PathModelName) =>
  Object.fromEntries(
    Object.entries(creditPaths(rows, model)).map(([channel, { conversions, value }]) => [
      channel,
      [Math.round(conversions * 1e9) / 1e9, Math.round(value * 1e9) / 1e9],
    ]),
  )

describe('markov', () => {
  test('the worked example: one conversion of C1 > C2 > C3, two journeys without', () => {
    const rows = [row('C1 > C2 > C3', 1, 1), row('C1', 0, 0, 1), row('C2 > C3', 0, 0, 1)]
    expect(rounded(rows, 'markov')).toEqual({ C1: [0.2, 0.2], C2: [0.4, 0.4], C3: [0.4, 0.4] })
  })

  test('the worked example of one channel that converts alone and helps another', () => {
    const rows = [row('ads', 2, 2), row('mail', 1, 1), row('ads > mail', 1, 1), row('ads', 0, 0, 1)]
    expect(rounded(rows, 'markov')).toEqual({ ads: [2.4, 2.4], mail: [1.6, 1.6] })
  })

  test('without nulls a channel on every way is worth as much as all that need it', () => {
    expect(rounded([row('a > b', 2, 20), row('b', 1, 10)], 'markov')).toEqual({ a: [1.2, 12], b: [1.8, 18] })
  })

  test('channels that never met move no money between them', () => {
    const disjoint = [row('a', 1, 100, 1), row('b', 3, 30, 1)]
    expect(rounded(disjoint, 'markov')).toEqual({ a: [1, 100], b: [3, 30] })
  })

  test('the same channel again and again is one channel', () => {
    expect(rounded([row('a > a > a > b', 4, 40, 2)], 'markov')).toEqual(rounded([row('a > b', 4, 40, 2)], 'markov'))
  })

  test('without any conversion nobody has a part, and rows of nothing change nothing', () => {
    expect(rounded([row('a > b', 0, 0, 5)], 'markov')).toEqual({ a: [0, 0], b: [0, 0] })
    expect(rounded([row('c', 0, 0), row('a', 2, 3)], 'markov')).toEqual({ a: [2, 3], c: [0, 0] })
    expect(creditPaths([], 'markov')).toEqual({})
  })

  test('fewer than 100 converting journeys are warned of, and no other model depends on them', () => {
    const rows = [row('a', 60, 1, 500), row('b', 39, 1)]
    expect(warningOf(rows, 'markov')).toEqual({ kind: 'few-converting-journeys', journeys: 99, atLeast: 100 })
    expect(warningOf([...rows, row('b', 1, 1)], 'markov')).toBeNull()
    expect(warningOf(rows, 'shapley')).toBeNull()
  })
})

describe('shapley', () => {
  test('splits each path over its distinct channels, whatever their order and repetition', () => {
    expect(rounded([row('a > b > a', 3, 30), row('b > c', 2, 10), row('a', 1, 7)], 'shapley')).toEqual({
      a: [2.5, 22],
      b: [2.5, 20],
      c: [1, 5],
    })
  })
})

describe('models of touches on paths', () => {
  const rows = [row('a > b > b > c', 10, 100), row('c > a', 4, 8), row('b', 1, 1)]
  test.each([
    ['first_touch', { a: [10, 100], b: [1, 1], c: [4, 8] }],
    ['last_touch', { a: [4, 8], b: [1, 1], c: [10, 100] }],
    ['linear', { a: [4.5, 29], b: [6, 51], c: [4.5, 29] }],
    ['position_based_40_20_40', { a: [6, 44], b: [3, 21], c: [6, 44] }],
    ['j_shaped_20_20_60', { a: [5, 26], b: [3, 21], c: [7, 62] }],
    ['inverse_j_60_20_20', { a: [7, 62], b: [3, 21], c: [5, 26] }],
  ] as const)('%s goes by the steps of each path', (model, expected) => {
    expect(rounded(rows, model)).toEqual(expected)
  })

  test('those that need more than a path say so', () => {
    for (const model of ['w_shaped', 'time_decay_7d'])
      expect(() => creditPaths(rows, model as PathModelName)).toThrow('instants and positions')
    expect(() => creditPaths(rows, 'nope' as PathModelName)).toThrow(UsageError)
  })
})

describe('every model of paths', () => {
  test.each(PATH_MODEL_NAMES)('%s leaves out what has no channel and takes any name for one', (model) => {
    const shares = creditPaths([row('', 5, 5), row('__proto__ > a', 2, 4)], model)
    expect(Object.keys(shares)).toEqual(['__proto__', 'a'])
    expect(Object.values(shares).reduce((sum, { conversions }) => sum + conversions, 0)).toBeCloseTo(2, 12)
  })

  test.each(PATH_MODEL_NAMES)('%s refuses counts and values below 0', (model) => {
    expect(() => creditPaths([row('a', -1, 0)], model)).toThrow('path a has')
    expect(() => creditPaths([row('a', 1, -5)], model)).toThrow(UsageError)
    expect(() => creditPaths([row('a', 1, Number.NaN)], model)).toThrow(UsageError)
  })
})

describe('amounts of channels', () => {
  test('are split to the minor unit, what is left over to the larger remainders, of equal ones to the first by name', () => {
    expect(splitAmongChannels(101n, { b: 1, a: 1, c: 2 })).toEqual({
      amounts: { a: 25n, b: 25n, c: 51n },
      unattributedMinor: 0n,
    })
    expect(splitAmongChannels(100n, { c: 1 / 3, b: 1 / 3, a: 1 / 3 }).amounts).toEqual({ a: 34n, b: 33n, c: 33n })
  })

  test('of a refund mirror those of its sale', () => {
    expect(splitAmongChannels(-100n, { c: 1, b: 1, a: 1 }).amounts).toEqual({ a: -34n, b: -33n, c: -33n })
  })

  test('are unattributed where no channel has a share', () => {
    expect(splitAmongChannels(100n, { a: 0 })).toEqual({ amounts: { a: 0n }, unattributedMinor: 100n })
    expect(splitAmongChannels(100n, {})).toEqual({ amounts: {}, unattributedMinor: 100n })
  })
})
