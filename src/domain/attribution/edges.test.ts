import { describe, expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import type { CustomWeights } from './config.ts'
import { creditDeal, creditInJson, type CreditOptions, type DealCredit } from './index.ts'
import { MODEL_NAMES } from './models/index.ts'
import type { Deal, Touch } from './touch.ts'

const DAY = 86_400_000
const OURS: CustomWeights = { first: 30, leadCreation: 10, opportunityCreation: 10, close: 10, others: 40 }
const EVERY_MODEL = [...MODEL_NAMES, 'ours'] as const

const touch = (id: string, day: number): Touch => ({ id, contactId: 'ann', at: day * DAY, channel: 'search' })
/** Lead on day 20, opportunity on day 40, won on day 60. */
const deal = (touches: readonly Touch[], over: Partial<Deal> = {}): Deal => ({
  id: 'd1',
  amountMinor: 1_000n,
  currency: 'USD',
  createdAt: 40 * DAY,
  closedAt: 60 * DAY,
  contacts: [{ id: 'ann', leadCreatedAt: 20 * DAY }],
  touches,
  ...over,
})
const credit = (model: string, given: Deal, options: CreditOptions = {}): DealCredit =>
  creditDeal(given, model, { ...options, customModels: { ours: OURS } })
const weights = ({ credits }: DealCredit): string[] =>
  credits.map(({ weight }) => `${weight.numerator}/${weight.denominator}`)
const amounts = ({ credits }: DealCredit): bigint[] => credits.map(({ amountMinor }) => amountMinor)

describe.each(EVERY_MODEL)('%s', (model) => {
  test('gives all to the only touch, which holds every position', () => {
    const only = credit(model, deal([touch('a', 10)]))
    expect(only.positions).toEqual({ FT: 'a', LC: 'a', OC: 'a', CW: 'a' })
    expect([weights(only), amounts(only)]).toEqual([['1/1'], [1_000n]])
  })

  test('gives all to the only touch when no milestone was dated before it', () => {
    const late = credit(model, deal([touch('a', 50)], { contacts: [{ id: 'ann', leadCreatedAt: null }] }))
    expect(late.positions).toEqual({ FT: 'a', LC: null, OC: null, CW: 'a' })
    expect(weights(late)).toEqual(['1/1'])
  })

  test('credits nothing of nothing, and every touch is still named', () => {
    const none = credit(model, deal([touch('a', 10), touch('b', 30)], { amountMinor: 0 }))
    expect(amounts(none)).toEqual([0n, 0n])
    expect(none.unattributedMinor).toBe(0n)
  })

  test('leaves the amount of a deal nobody touched unattributed, also of a refund', () => {
    for (const amountMinor of [1_000n, -1_000n])
      expect(credit(model, deal([], { amountMinor }))).toMatchObject({ credits: [], unattributedMinor: amountMinor })
  })

  test('gives the one cent of a deal to one touch', () => {
    const cent = credit(model, deal([touch('a', 10), touch('b', 30), touch('c', 45)], { amountMinor: 1n }))
    expect(amounts(cent).reduce((sum, part) => sum + part, 0n)).toBe(1n)
  })

  test('knows an order among touches of one instant', () => {
    const ids = ['b', 'a', 'é', 'Z', '10', '9']
    const once = credit(model, deal(ids.map((id) => touch(id, 20))))
    expect(once.credits.map(({ touchId }) => touchId)).toEqual(['10', '9', 'Z', 'a', 'b', 'é'])
    expect(once.positions).toEqual({ FT: '10', LC: 'é', OC: 'é', CW: 'é' })
    expect(credit(model, deal(ids.toReversed().map((id) => touch(id, 20))))).toEqual(once)
  })

  test('credits as well what is decades old', () => {
    const old = credit(model, deal([touch('a', -20_000), touch('b', -12_000)]))
    const parts = old.credits.map(({ weight }) => Number(weight.numerator) / Number(weight.denominator))
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(1)
    expect(amounts(old).reduce((sum, part) => sum + part, 0n)).toBe(1_000n)
  })

  test('says the same in JSON, with decimal strings', () => {
    const result = credit(
      model,
      deal([touch('a', 10), touch('b', 30), touch('c', 60)], { amountMinor: 10n ** 18n + 1n }),
    )
    const read = JSON.parse(JSON.stringify(creditInJson(result)))
    expect(read.credits).toHaveLength(3)
    expect(read.credits.reduce((sum: bigint, one: { amountMinor: string }) => sum + BigInt(one.amountMinor), 0n)).toBe(
      10n ** 18n + 1n,
    )
    expect(read.positions).toEqual({ FT: 'a', LC: 'a', OC: 'b', CW: 'c' })
    expect(read.unattributedMinor).toBe('0')
  })
})

describe('two touches', () => {
  test.each([
    ['first_touch', ['1/1', '0/1']],
    ['last_touch', ['0/1', '1/1']],
    ['linear', ['1/2', '1/2']],
    ['position_based_40_20_40', ['1/2', '1/2']],
    ['j_shaped_20_20_60', ['1/4', '3/4']],
    ['inverse_j_60_20_20', ['3/4', '1/4']],
    // First touch and lead creation on the one, the other is neither.
    ['u_shaped', ['4/5', '1/5']],
    // The second one is opportunity creation, and the close.
    ['w_shaped', ['2/3', '1/3']],
    ['full_path', ['1/2', '1/2']],
    ['time_decay_7d', ['1/5', '4/5']],
    ['ours', ['2/3', '1/3']],
  ])('under %s', (model, expected) => {
    expect(weights(credit(model, deal([touch('a', 16), touch('b', 30)])))).toEqual(expected)
  })
})

describe('time decay', () => {
  test('depends on the time between touches, not on that to the close', () => {
    const spaced = (day: number) => weights(credit('time_decay_7d', deal([touch('a', day), touch('b', day + 2.5)])))
    expect(spaced(10)).toEqual(spaced(57.5))
    expect(spaced(-30_000)).toEqual(spaced(10))
  })

  test('gives touches of one instant the same', () => {
    expect(weights(credit('time_decay_7d', deal([touch('a', 5), touch('b', 5), touch('c', 12)])))).toEqual([
      '1/4',
      '1/4',
      '1/2',
    ])
  })

  test('forgets at last what is a year older than the rest, beyond its grid', () => {
    expect(weights(credit('time_decay_7d', deal([touch('a', -400), touch('b', 50)])))).toEqual(['0/1', '1/1'])
  })
})

describe('what is left over', () => {
  test('goes to the larger remainder before the earlier touch', () => {
    // 40 %, 10 %, 10 %, 40 % of 7: 2.8, 0.7, 0.7, 2.8.
    const four = [1, 2, 3, 4].map((day) => touch(`t${day}`, day))
    expect(amounts(credit('position_based_40_20_40', deal(four, { amountMinor: 7n })))).toEqual([3n, 1n, 0n, 3n])
  })

  test('is decided by exact remainders where floating point would see a difference', () => {
    // Ten parts of 0.1 and three of 1/3 are all alike, however often they are added up.
    const ten = Array.from({ length: 10 }, (_, i) => touch(`t${i}`, i))
    expect(amounts(credit('linear', deal(ten, { amountMinor: 13n })))).toEqual([2n, 2n, 2n, 1n, 1n, 1n, 1n, 1n, 1n, 1n])
  })
})

test('an interaction seen through two people at one instant is that of the smaller id, in any order', () => {
  const seen = [{ ...touch('x', 10), contactId: 'bob' }, touch('x', 10), { ...touch('y', 15), contactId: 'bob' }]
  const people = { contacts: [{ id: 'bob', leadCreatedAt: 12 * DAY }, { id: 'ann' }] }
  expect(credit('u_shaped', deal(seen, people)).positions.LC).toBeNull()
  expect(credit('u_shaped', deal(seen.toReversed(), people))).toEqual(credit('u_shaped', deal(seen, people)))
})

test.each([12.5, 2 ** 53, Number.NaN, '12.50', '', '1e3'])('an amount of %s minor units is refused', (amountMinor) => {
  expect(() => credit('linear', deal([touch('a', 1)], { amountMinor }))).toThrow(UsageError)
})
