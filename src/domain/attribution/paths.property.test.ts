import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { creditPaths } from './index.ts'
import { PATH_MODEL_NAMES } from './models/index.ts'
import type { PathRow } from './models/path.ts'
import { splitAmongChannels } from './paths.ts'

const CHANNELS = ['ads', 'mail', 'fair', 'web', 'call'] as const
const anyRow: fc.Arbitrary<PathRow> = fc.record({
  path: fc.array(fc.constantFrom(...CHANNELS), { minLength: 1, maxLength: 6 }),
  conversions: fc.nat(20),
  value: fc.nat(10_000),
  nulls: fc.nat(20),
})
/** Only what converted is worth something. */
const anyRows = fc
  .array(anyRow, { maxLength: 8 })
  .map((rows) => rows.map((row) => (row.conversions === 0 ? { ...row, value: 0 } : row)))
const anyModel = fc.constantFrom(...PATH_MODEL_NAMES)
const sum = (numbers: readonly number[]): number => numbers.reduce((all, number) => all + number, 0)
const close = (actual: number | undefined, expected: number): void =>
  expect(actual ?? Number.NaN).toBeCloseTo(expected, 6)

describe('every model of paths', () => {
  test.prop([anyRows, anyModel])('credits every channel with at least 0, and all with what there is', (rows, model) => {
    const shares = Object.values(creditPaths(rows, model))
    expect(shares.every(({ conversions, value }) => conversions >= 0 && value >= 0)).toBe(true)
    close(sum(shares.map(({ conversions }) => conversions)), sum(rows.map(({ conversions }) => conversions)))
    close(sum(shares.map(({ value }) => value)), sum(rows.map(({ value }) => value)))
  })

  const inTenths = anyRow.map((row) => ({ ...row, conversions: 1, value: 0.1 * (row.path.length + 1), nulls: 0 }))
  test.prop([fc.array(inTenths, { maxLength: 12 }), anyModel])(
    'does not depend on the order of the rows, to the last bit',
    (rows, model) => {
      expect(creditPaths([...rows].reverse(), model)).toEqual(creditPaths(rows, model))
    },
  )

  test.prop([anyRows, anyModel, fc.constantFrom(2, 10)])('depends on proportions only', (rows, model, by) => {
    const more = rows.map((row) => ({ ...row, conversions: row.conversions * by, value: row.value * by }))
    const scaled = creditPaths(
      more.map((row) => ({ ...row, nulls: (row.nulls ?? 0) * by })),
      model,
    )
    for (const [channel, { conversions, value }] of Object.entries(creditPaths(rows, model))) {
      close(scaled[channel]?.conversions, conversions * by)
      close(scaled[channel]?.value, value * by)
    }
  })
})

/** The chance to convert, and the expected value, of a chain without one channel, by playing it on until nobody is left. */
function played(rows: readonly PathRow[], removed: string | null): { conversions: number; value: number } {
  const steps = new Map<string, Map<string, number>>()
  const [ended, earned] = [new Map<string, number>(), new Map<string, number>()]
  for (const { path, conversions, value, nulls = 0 } of rows) {
    for (const [i, channel] of ['(start)', ...path].entries()) {
      const next = path[i] ?? '(end)'
      const row = steps.get(channel) ?? new Map<string, number>()
      steps.set(channel, row.set(next, (row.get(next) ?? 0) + conversions + nulls))
    }
    const last = path.at(-1) ?? ''
    ended.set(last, (ended.get(last) ?? 0) + conversions)
    earned.set(last, (earned.get(last) ?? 0) + value)
  }
  let crowd = new Map([['(start)', 1]])
  const result = { conversions: 0, value: 0 }
  for (let round = 0; round < 3_000; round += 1) {
    const next = new Map<string, number>()
    for (const [channel, chance] of crowd) {
      const all = sum([...(steps.get(channel) ?? []).values()])
      if (all === 0) continue
      result.conversions += (chance * (ended.get(channel) ?? 0)) / all
      result.value += (chance * (earned.get(channel) ?? 0)) / all
      for (const [to, count] of steps.get(channel) ?? [])
        if (to !== '(end)' && to !== removed) next.set(to, (next.get(to) ?? 0) + (chance * count) / all)
    }
    crowd = next
  }
  return result
}

describe('markov', () => {
  // Half of the crowd and more leaves within few rounds, so that playing it comes to an end.
  const anyStory = anyRows.filter((rows) => rows.some(({ conversions }) => conversions > 0))

  test.prop([anyStory], { numRuns: 30 })('credits in proportion to what is lost without a channel', (rows) => {
    const whole = played(rows, null)
    const lost = CHANNELS.filter((channel) => rows.some(({ path }) => path.includes(channel))).map((channel) => {
      const rest = played(rows, channel)
      return { channel, conversions: whole.conversions - rest.conversions, value: whole.value - rest.value }
    })
    const shares = creditPaths(rows, 'markov')
    const total = { conversions: sum(rows.map((row) => row.conversions)), value: sum(rows.map((row) => row.value)) }
    const all = { conversions: sum(lost.map((one) => one.conversions)), value: sum(lost.map((one) => one.value)) }
    for (const one of lost) {
      close(shares[one.channel]?.conversions, (total.conversions * one.conversions) / all.conversions)
      close(shares[one.channel]?.value, all.value < 1e-12 ? 0 : (total.value * one.value) / all.value)
    }
  })
})

describe('shapley', () => {
  const worth = (rows: readonly PathRow[], set: readonly string[], of: 'conversions' | 'value'): number =>
    sum(rows.filter(({ path }) => path.every((channel) => set.includes(channel))).map((row) => row[of]))
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

  /** By definition: over all sets without the channel, what it adds, weighted by how many orders have just these before it. */
  function byDefinition(rows: readonly PathRow[], channel: string, of: 'conversions' | 'value'): number {
    const others = CHANNELS.filter((other) => other !== channel)
    const sets = others.reduce<string[][]>((all, one) => [...all, ...all.map((set) => [...set, one])], [[]])
    const orders = (set: readonly string[]): number => factorial(set.length) * factorial(others.length - set.length)
    return sum(
      sets.map(
        (set) =>
          ((worth(rows, [...set, channel], of) - worth(rows, set, of)) * orders(set)) / factorial(CHANNELS.length),
      ),
    )
  }

  test.prop([anyRows])('is what a channel adds, on average over all orders in which channels could come', (rows) => {
    for (const [channel, { conversions, value }] of Object.entries(creditPaths(rows, 'shapley'))) {
      close(conversions, byDefinition(rows, channel, 'conversions'))
      close(value, byDefinition(rows, channel, 'value'))
    }
  })
})

describe('amounts of channels', () => {
  const anyShares = fc.dictionary(fc.string({ maxLength: 4 }), fc.double({ min: 0, max: 1e12, noNaN: true }))

  test.prop([fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), anyShares])(
    'are the whole amount',
    (amount, shares) => {
      const { amounts, unattributedMinor } = splitAmongChannels(amount, shares)
      expect(Object.values(amounts).reduce((all, part) => all + part, unattributedMinor)).toBe(amount)
      const mirror = splitAmongChannels(-amount, shares).amounts
      for (const [channel, part] of Object.entries(amounts)) expect(mirror[channel]).toBe(-part)
    },
  )
})
