import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { splitByShares } from './credit.ts'
import { creditDeal } from './index.ts'
import { MODEL_NAMES } from './models/index.ts'
import { MIDDLES } from './models/journey.ts'
import type { Deal, Touch } from './touch.ts'

const DAY = 86_400_000
const CLOSED = 100 * DAY
const contactIds = ['ann', 'bob', 'cid'] as const
// Few distinct instants, so that ties are common.
const anyAt = fc.oneof(
  fc.constantFrom(0, 50 * DAY, 70 * DAY, CLOSED, CLOSED + 1),
  fc.integer({ min: -400 * DAY, max: 110 * DAY }),
)
const anyTouches = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    contactId: fc.constantFrom(...contactIds, 'stranger'),
    at: anyAt,
    channel: fc.constantFrom('search', 'mail'),
  }),
  { maxLength: 9, selector: (touch) => touch.id },
)
const anyAmount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const anyDeal: fc.Arbitrary<Deal> = fc.record({
  id: fc.constant('d'),
  amountMinor: fc.oneof(anyAmount, fc.bigInt({ min: -20n, max: 20n })),
  currency: fc.constant('USD'),
  createdAt: anyAt.map((at) => Math.min(at, CLOSED)),
  closedAt: fc.constant(CLOSED),
  contacts: fc.tuple(...contactIds.map((id) => fc.record({ id: fc.constant(id), leadCreatedAt: fc.option(anyAt) }))),
  touches: anyTouches,
})
const anyModel = fc.constantFrom(...MODEL_NAMES)
const anyOptions = fc.record(
  { lookbackDays: fc.integer({ min: 0, max: 400 }), middle: fc.constantFrom(...MIDDLES) },
  { requiredKeys: [] },
)
const runs = { numRuns: 500 }

describe('every model', () => {
  test.prop([anyDeal, anyModel, anyOptions], runs)(
    'gives weights of at least 0 that sum to exactly 1',
    (deal, model, options) => {
      const { credits } = creditDeal(deal, model, options)
      if (credits.length === 0) return
      const common = credits.reduce((product, { weight }) => product * weight.denominator, 1n)
      expect(credits.every(({ weight }) => weight.numerator >= 0n && weight.denominator > 0n)).toBe(true)
      expect(credits.reduce((sum, { weight }) => sum + (common / weight.denominator) * weight.numerator, 0n)).toBe(
        common,
      )
    },
  )

  test.prop([anyDeal, anyModel, anyOptions], runs)('accounts for every minor unit', (deal, model, options) => {
    const { credits, unattributedMinor } = creditDeal(deal, model, options)
    expect(credits.reduce((sum, credit) => sum + credit.amountMinor, unattributedMinor)).toBe(deal.amountMinor)
    expect(credits.length === 0 || unattributedMinor === 0n).toBe(true)
  })

  test.prop([anyDeal, anyModel, anyOptions], runs)(
    'gives each touch its weight, less than one unit off',
    (deal, model, options) => {
      const amount = BigInt(deal.amountMinor)
      for (const { weight, amountMinor } of creditDeal(deal, model, options).credits) {
        const off = amountMinor * weight.denominator - amount * weight.numerator
        expect((off < 0n ? -off : off) < weight.denominator).toBe(true)
      }
    },
  )

  test.prop([anyDeal, anyModel, anyOptions], runs)('mirrors a refund', (deal, model, options) => {
    const sale = creditDeal(deal, model, options)
    const refund = creditDeal({ ...deal, amountMinor: -BigInt(deal.amountMinor) }, model, options)
    expect(refund.credits.map((credit) => -credit.amountMinor)).toEqual(
      sale.credits.map((credit) => credit.amountMinor),
    )
    expect(refund.unattributedMinor).toBe(-sale.unattributedMinor)
  })

  test.prop([anyDeal, anyModel, anyOptions], runs)(
    'does not depend on the order of touches and contacts',
    (deal, model, options) => {
      const turned: Deal = { ...deal, touches: [...deal.touches].reverse(), contacts: [...deal.contacts].reverse() }
      expect(creditDeal(turned, model, options)).toEqual(creditDeal(deal, model, options))
    },
  )

  test.prop([anyDeal, anyModel, anyOptions, fc.integer({ min: 1, max: 9 * DAY })], runs)(
    'is not touched by what comes after the close',
    (deal, model, options, after) => {
      const late: Touch = { id: 'a later one', contactId: 'ann', at: CLOSED + after, channel: 'mail' }
      expect(creditDeal({ ...deal, touches: [late, ...deal.touches] }, model, options)).toEqual(
        creditDeal(deal, model, options),
      )
    },
  )
})

describe('splitByShares', () => {
  const anyShares = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 17n }), { minLength: 1, maxLength: 8 })
    .filter((shares) => shares.some((share) => share > 0n))

  test.prop([anyAmount, anyShares])('never gives a larger share less', (amount, shares) => {
    const parts = splitByShares(amount < 0n ? -amount : amount, shares)
    for (const [i, a] of shares.entries())
      for (const [j, b] of shares.entries()) if (a > b) expect((parts[i] ?? 0n) >= (parts[j] ?? 0n)).toBe(true)
  })

  test.prop([anyAmount, anyShares, fc.bigInt({ min: 1n, max: 1000n })])(
    'depends on proportions only',
    (amount, shares, by) => {
      expect(
        splitByShares(
          amount,
          shares.map((share) => share * by),
        ),
      ).toEqual(splitByShares(amount, shares))
    },
  )
})
