import { describe, expect, test } from 'vitest'
import { InvariantError, UsageError } from '../../errors.ts'
import type { CustomWeights } from '../config.ts'
import { creditDeal } from '../index.ts'
import type { Deal } from '../touch.ts'
import type { Middle } from './journey.ts'

const DAY = 86_400_000
const NONE: CustomWeights = { first: 0, leadCreation: 0, opportunityCreation: 0, close: 0, others: 0 }
/** First on day 1, lead creation on 2, two between, opportunity on 5, one more, close on 7. */
const deal: Deal = {
  id: 'd',
  amountMinor: 10_000n,
  currency: 'USD',
  createdAt: 5 * DAY,
  closedAt: 7 * DAY,
  contacts: [{ id: 'ann', leadCreatedAt: 2 * DAY }],
  touches: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ id: `t${day}`, contactId: 'ann', at: day * DAY, channel: 'search' })),
}
const credit = (weights: Partial<CustomWeights>, over: Partial<Deal> = {}, middle: Middle = 'all') =>
  creditDeal({ ...deal, ...over }, 'ours', { middle, customModels: { ours: { ...NONE, ...weights } } })
const weightsOf = (...given: Parameters<typeof credit>): string[] =>
  credit(...given).credits.map(({ weight }) => `${weight.numerator}/${weight.denominator}`)

describe('weights of one’s own', () => {
  test('count by their proportion, in any unit', () => {
    const expected = ['1/2', '1/4', '0/1', '0/1', '0/1', '0/1', '1/4']
    expect(weightsOf({ first: 2, leadCreation: 1, close: 1 })).toEqual(expected)
    expect(weightsOf({ first: 50, leadCreation: 25, close: 25 })).toEqual(expected)
  })

  test('are the decimals that were written, not their neighbours in floating point', () => {
    expect(weightsOf({ first: 0.1, leadCreation: 0.2, opportunityCreation: 0.3 }).slice(0, 5)).toEqual([
      '1/6',
      '1/3',
      '0/1',
      '0/1',
      '1/2',
    ])
    expect(weightsOf({ first: 1e-7, close: 3e-7 })).toEqual(['1/4', '0/1', '0/1', '0/1', '0/1', '0/1', '3/4'])
  })

  test.each([
    ['u_shaped', { first: 40, leadCreation: 40, others: 20 }],
    ['w_shaped', { first: 30, leadCreation: 30, opportunityCreation: 30, others: 10 }],
    ['full_path', { first: 22.5, leadCreation: 22.5, opportunityCreation: 22.5, close: 22.5, others: 10 }],
    ['position_based_40_20_40', { first: 0.4, close: 0.4, others: 0.2 }],
    ['first_touch', { first: 1 }],
    ['linear', { others: 3 }],
  ])('of %s are that model', (model, weights) => {
    for (const middle of ['all', 'between_milestones'] as const)
      if (model !== 'linear' || middle === 'all')
        expect(credit(weights, {}, middle)).toEqual(creditDeal(deal, model, { middle }))
  })

  test('leave the first touch among the others when the first has no share of its own', () => {
    expect(weightsOf({ close: 1, others: 6 })).toEqual(Array.from({ length: 7 }, () => '1/7'))
  })

  test('between milestones means after the first and before the last that has a share', () => {
    const ends = { leadCreation: 25, opportunityCreation: 25, others: 50 }
    expect(weightsOf(ends, {}, 'between_milestones')).toEqual(['0/1', '1/4', '1/4', '1/4', '1/4', '0/1', '0/1'])
  })

  test('leave the whole amount unattributed where nothing that has a share occurs', () => {
    const unknownLead = { contacts: [{ id: 'ann', leadCreatedAt: null }] }
    expect(credit({ leadCreation: 1 }, unknownLead)).toMatchObject({ credits: [], unattributedMinor: 10_000n })
    expect(credit({ leadCreation: 1 }, unknownLead).positions.FT).toBe('t1')
    expect(credit({ others: 1 }, {}, 'between_milestones').unattributedMinor).toBe(10_000n)
  })

  test('cannot take the name of a model that there is', () => {
    const customModels = { first_touch: { ...NONE, close: 1 } }
    expect(creditDeal(deal, 'first_touch', { customModels })).toEqual(creditDeal(deal, 'first_touch'))
  })

  test('are looked for by their own names alone, and named when the name is another', () => {
    const customModels = { ours: { ...NONE, close: 1 } }
    expect(() => creditDeal(deal, 'toString', { customModels })).toThrow(UsageError)
    expect(() => creditDeal(deal, 'theirs', { customModels })).toThrow('ours')
    expect(() => creditDeal(deal, 'markov')).toThrow('credits channels')
  })

  test('below 0 or without end are refused', () => {
    expect(() => credit({ first: -1, close: 1 })).toThrow(InvariantError)
    expect(() => credit({ first: Number.POSITIVE_INFINITY })).toThrow(InvariantError)
  })
})
