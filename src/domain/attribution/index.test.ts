import { describe, expect, test } from 'vitest'
import { UsageError } from '../errors.ts'
import type { CreditOptions, DealCredit } from './index.ts'
import { creditDeal } from './index.ts'
import type { ModelName } from './models/index.ts'
import type { Deal, DealContact, Touch } from './touch.ts'

const DAY = 86_400_000
const touch = (id: string, day: number, contactId = 'ann'): Touch => ({
  id,
  contactId,
  at: day * DAY,
  channel: 'search',
})
const ann: DealContact = { id: 'ann', leadCreatedAt: 20 * DAY }

/** Created on day 40, closed on day 60. */
const deal = (touches: readonly Touch[], rest: Partial<Deal> = {}): Deal => ({
  id: 'd1',
  amountMinor: 10_000n,
  currency: 'USD',
  createdAt: 40 * DAY,
  closedAt: 60 * DAY,
  contacts: [ann],
  touches,
  ...rest,
})

const weights = ({ credits }: DealCredit): string[] =>
  credits.map(({ weight }) => `${weight.numerator}/${weight.denominator}`)
const amounts = ({ credits }: DealCredit): bigint[] => credits.map((credit) => credit.amountMinor)
const of = (model: ModelName, touches: readonly Touch[], options?: CreditOptions): DealCredit =>
  creditDeal(deal(touches), model, options)

/** First on day 10, lead creation on 20, two between, opportunity on 40, one more, close on 60. */
const journey = [
  touch('a', 10),
  touch('b', 20),
  touch('c', 25),
  touch('d', 30),
  touch('e', 40),
  touch('f', 50),
  touch('g', 60),
]

describe('models', () => {
  test('first, last and linear', () => {
    const three = [touch('a', 1), touch('b', 2), touch('c', 3)]
    expect(weights(of('first_touch', three))).toEqual(['1/1', '0/1', '0/1'])
    expect(weights(of('last_touch', three))).toEqual(['0/1', '0/1', '1/1'])
    expect(weights(of('linear', three))).toEqual(['1/3', '1/3', '1/3'])
    expect(amounts(of('linear', three))).toEqual([3334n, 3333n, 3333n])
  })

  test.each([
    ['position_based_40_20_40', ['1/1'], ['1/2', '1/2'], ['2/5', '1/10', '1/10', '2/5']],
    ['j_shaped_20_20_60', ['1/1'], ['1/4', '3/4'], ['1/5', '1/10', '1/10', '3/5']],
    ['inverse_j_60_20_20', ['1/1'], ['3/4', '1/4'], ['3/5', '1/10', '1/10', '1/5']],
  ] as const)('%s over one, two and four touches', (model, one, two, four) => {
    const touches = [touch('a', 1), touch('b', 2), touch('c', 3), touch('d', 4)]
    expect(weights(of(model, touches.slice(0, 1)))).toEqual(one)
    expect(weights(of(model, touches.slice(0, 2)))).toEqual(two)
    expect(weights(of(model, touches))).toEqual(four)
  })

  test.each([
    ['u_shaped', ['2/5', '2/5', '1/25', '1/25', '1/25', '1/25', '1/25']],
    ['w_shaped', ['3/10', '3/10', '1/40', '1/40', '3/10', '1/40', '1/40']],
    ['full_path', ['9/40', '9/40', '1/30', '1/30', '9/40', '1/30', '9/40']],
  ] as const)('%s over a journey with every milestone', (model, expected) => {
    expect(of(model, journey).positions).toEqual({ FT: 'a', LC: 'b', OC: 'e', CW: 'g' })
    expect(weights(of(model, journey))).toEqual(expected)
  })

  test.each([
    ['u_shaped', ['1/2', '1/2', '0/1', '0/1', '0/1', '0/1', '0/1']],
    ['w_shaped', ['3/10', '3/10', '1/20', '1/20', '3/10', '0/1', '0/1']],
    ['full_path', ['9/40', '9/40', '1/30', '1/30', '9/40', '1/30', '9/40']],
  ] as const)('%s with the middle only between its milestones', (model, expected) => {
    expect(weights(of(model, journey, { middle: 'between_milestones' }))).toEqual(expected)
  })

  test('a touch that holds several positions adds their parts', () => {
    expect(weights(of('w_shaped', [touch('a', 10), touch('b', 50)]))).toEqual(['9/10', '1/10'])
    expect(weights(of('full_path', [touch('a', 10), touch('b', 50)]))).toEqual(['3/4', '1/4'])
    expect(weights(of('full_path', [touch('a', 10)]))).toEqual(['1/1'])
  })

  test('the part of an absent position drops out and the rest is the whole', () => {
    const unknownLead = deal([touch('a', 45), touch('b', 50), touch('c', 55)], {
      contacts: [{ id: 'ann', leadCreatedAt: null }],
    })
    expect(creditDeal(unknownLead, 'w_shaped').positions).toEqual({ FT: 'a', LC: null, OC: null, CW: 'c' })
    expect(weights(creditDeal(unknownLead, 'w_shaped'))).toEqual(['3/4', '1/8', '1/8'])
  })

  test('time decay halves a share in seven days, however old all touches are', () => {
    expect(weights(of('time_decay_7d', [touch('a', 46), touch('b', 53), touch('c', 60)]))).toEqual([
      '1/7',
      '2/7',
      '4/7',
    ])
    const ancient = [touch('a', -20_000), touch('b', -19_993)]
    expect(weights(of('time_decay_7d', ancient))).toEqual(['1/3', '2/3'])
    expect(amounts(of('time_decay_7d', [touch('a', 56.5), touch('b', 60)]))).toEqual([4142n, 5858n])
  })

  test('a name that is no model is refused with the list of those that are', () => {
    expect(() => creditDeal(deal(journey), 'toString' as ModelName)).toThrow(UsageError)
    expect(() => creditDeal(deal(journey), 'nope' as ModelName)).toThrow('first_touch')
  })
})

describe('eligible touches', () => {
  const ids = ({ credits }: DealCredit): string[] => credits.map((credit) => credit.touchId)

  test('the close itself is in, after it is out; so is anyone who is not on the deal', () => {
    expect(ids(of('linear', [touch('a', 60), touch('b', 60 + 1 / DAY), touch('c', 5, 'stranger')]))).toEqual(['a'])
  })

  test('both ends of the lookback are in', () => {
    const touches = [touch('a', 29.99), touch('b', 30), touch('c', 60)]
    expect(ids(of('linear', touches, { lookbackDays: 30 }))).toEqual(['b', 'c'])
    expect(of('first_touch', touches, { lookbackDays: 30 }).positions.FT).toBe('b')
  })

  test('touches of one instant go by id, by code unit', () => {
    expect(ids(of('linear', [touch('b', 5), touch('a', 5), touch('B', 5), touch('10', 5), touch('9', 5)]))).toEqual([
      '10',
      '9',
      'B',
      'a',
      'b',
    ])
  })

  test('an interaction seen twice counts once', () => {
    const both = deal([touch('a', 5), touch('a', 5, 'bob'), touch('b', 6)], {
      contacts: [ann, { id: 'bob', leadCreatedAt: null }],
    })
    expect(amounts(creditDeal(both, 'linear'))).toEqual([5000n, 5000n])
  })

  test('without one the whole amount is unattributed', () => {
    expect(of('linear', [touch('a', 61)])).toEqual({
      credits: [],
      positions: { FT: null, LC: null, OC: null, CW: null },
      unattributedMinor: 10_000n,
    })
  })
})

describe('positions', () => {
  const bob: DealContact = { id: 'bob', leadCreatedAt: 10 * DAY }
  const positions = (touches: readonly Touch[], contacts: readonly DealContact[]): DealCredit['positions'] =>
    creditDeal(deal(touches, { contacts }), 'linear').positions

  test('lead creation is of the contact who became a lead first, opportunity creation of anyone', () => {
    const touches = [
      touch('a1', 5),
      touch('b1', 8, 'bob'),
      touch('b2', 10, 'bob'),
      touch('a2', 15),
      touch('b3', 41, 'bob'),
    ]
    expect(positions(touches, [ann, bob])).toEqual({ FT: 'a1', LC: 'b2', OC: 'a2', CW: 'b3' })
  })

  test('lead creation is absent when the first lead had no touch by then, even if another had', () => {
    expect(positions([touch('a1', 5), touch('b1', 12, 'bob')], [ann, bob]).LC).toBeNull()
  })

  test('of two leads of one instant the smaller id counts', () => {
    const twin: DealContact = { id: 'zoe', leadCreatedAt: 20 * DAY }
    expect(positions([touch('z', 5, 'zoe'), touch('a', 4)], [twin, ann]).LC).toBe('a')
  })
})

describe('amounts', () => {
  const credited = (amountMinor: Deal['amountMinor']): bigint[] =>
    amounts(creditDeal(deal([touch('a', 1), touch('b', 2), touch('c', 3)], { amountMinor }), 'linear'))

  test('what is left over goes one unit each to the earlier touches', () => {
    expect(credited(101n)).toEqual([34n, 34n, 33n])
    expect(credited(1n)).toEqual([1n, 0n, 0n])
  })

  test('a refund mirrors its sale', () => {
    expect(credited(-101n)).toEqual([-34n, -34n, -33n])
  })

  test('a deal without amount credits nothing to everyone', () => {
    expect(credited(0n)).toEqual([0n, 0n, 0n])
  })

  test('integers and decimal strings of the JSON form are the same amount', () => {
    expect(credited(101)).toEqual(credited(101n))
    expect(credited('101')).toEqual(credited(101n))
  })
})
