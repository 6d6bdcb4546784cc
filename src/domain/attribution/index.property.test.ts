import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { splitByShares, weightsOf } from './credit.ts'
import { creditDeal } from './index.ts'
import { MODEL_NAMES } from './models/index.ts'
import { MIDDLES } from './models/journey.ts'
import { type Deal, eligibleTouches, type Touch } from './touch.ts'

const DAY = 86_400_000
const CLOSED = 100 * DAY
const contactIds = ['ann', 'bob', 'cid'] as const
// Few distinct instants, so that ties are common.
const anyAt = fc.oneof(
  fc.constantFrom(0, 50 * DAY, 70 * DAY, CLOSED, CLOSED + 1),
  fc.integer({ min: -400 * DAY, max: 110 * DAY }),
)
const anyTouch = fc.record({
  id: fc.string({ minLength: 1, maxLength: 3 }),
  contactId: fc.constantFrom(...contactIds, 'stranger'),
  at: anyAt,
  channel: fc.constantFrom('search', 'mail'),
})
/** Some are seen twice, through another contact or at another instant. */
const anyTouches = fc
  .tuple(fc.uniqueArray(anyTouch, { maxLength: 9, selector: ({ id }) => id }), fc.array(anyTouch, { maxLength: 2 }))
  .map(([touches, again]) => [
    ...touches,
    ...again.map((touch, i) => ({
      ...(touches[i] ?? touch),
      contactId: touch.contactId,
      ...(i === 0 ? {} : { at: touch.at }),
    })),
  ])
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
const anyOptions = fc.record(
  { lookbackDays: fc.integer({ min: 0, max: 400 }), middle: fc.constantFrom(...MIDDLES) },
  { requiredKeys: [] },
)
const anyShare = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1000 }), fc.constantFrom(0.1, 22.5, 33.333, 1e-7))
/** Mostly with a part for everybody, so that touches earn something. */
const anyWeights = fc.record({
  first: anyShare,
  leadCreation: anyShare,
  opportunityCreation: anyShare,
  close: anyShare,
  others: fc.oneof(fc.constant(5), anyShare),
})
/** Deals with options; the models of our own are drawn anew each time, the others do not look at them. */
const anyCase = fc
  .tuple(anyDeal, anyOptions, anyWeights)
  .map(([deal, options, ours]) => ({ deal, options: { ...options, customModels: { ours } } }))
const runs = { numRuns: 150 }

describe.each([...MODEL_NAMES, 'ours'])('%s', (model) => {
  test.prop([anyCase], runs)('gives weights of at least 0 that sum to exactly 1', ({ deal, options }) => {
    const { credits } = creditDeal(deal, model, options)
    if (credits.length === 0) return
    const common = credits.reduce((product, { weight }) => product * weight.denominator, 1n)
    expect(credits.every(({ weight }) => weight.numerator >= 0n && weight.denominator > 0n)).toBe(true)
    expect(credits.reduce((sum, { weight }) => sum + (common / weight.denominator) * weight.numerator, 0n)).toBe(common)
  })

  test.prop([anyCase], runs)(
    'credits every eligible touch once, in order, and names none else',
    ({ deal, options }) => {
      const { credits, positions } = creditDeal(deal, model, options)
      const eligible = eligibleTouches(deal, options.lookbackDays).map(({ id }) => id)
      // Weights of one's own may have a share for nothing that occurs.
      if (model !== 'ours' || credits.length > 0) expect(credits.map(({ touchId }) => touchId)).toEqual(eligible)
      for (const id of Object.values(positions)) if (id !== null) expect(eligible).toContain(id)
      expect([positions.FT, positions.CW]).toEqual([eligible[0] ?? null, eligible.at(-1) ?? null])
    },
  )

  test.prop([anyCase], runs)('accounts for every minor unit', ({ deal, options }) => {
    const { credits, unattributedMinor } = creditDeal(deal, model, options)
    expect(credits.reduce((sum, credit) => sum + credit.amountMinor, unattributedMinor)).toBe(deal.amountMinor)
    expect(credits.length === 0 || unattributedMinor === 0n).toBe(true)
  })

  test.prop([anyCase], runs)('gives each touch its weight, less than one unit off', ({ deal, options }) => {
    const amount = BigInt(deal.amountMinor)
    for (const { weight, amountMinor } of creditDeal(deal, model, options).credits) {
      const off = amountMinor * weight.denominator - amount * weight.numerator
      expect((off < 0n ? -off : off) < weight.denominator).toBe(true)
    }
  })

  test.prop([anyCase], runs)('mirrors a refund', ({ deal, options }) => {
    const sale = creditDeal(deal, model, options)
    const refund = creditDeal({ ...deal, amountMinor: -BigInt(deal.amountMinor) }, model, options)
    expect(refund.credits.map((credit) => -credit.amountMinor)).toEqual(
      sale.credits.map((credit) => credit.amountMinor),
    )
    expect(refund.credits.map(({ weight }) => weight)).toEqual(sale.credits.map(({ weight }) => weight))
    expect(refund.unattributedMinor).toBe(-sale.unattributedMinor)
  })

  test.prop([anyCase, fc.nat()], runs)(
    'does not depend on the order of touches and contacts, also where instants or ids are the same',
    ({ deal, options }, turn) => {
      const turned = <T>(items: readonly T[]): T[] => {
        const at = items.length === 0 ? 0 : turn % items.length
        return [...items.slice(at), ...items.slice(0, at)].reverse()
      }
      const other: Deal = { ...deal, touches: turned(deal.touches), contacts: turned(deal.contacts) }
      expect(creditDeal(other, model, options)).toEqual(creditDeal(deal, model, options))
    },
  )

  test.prop([anyCase, fc.integer({ min: 1, max: 9 * DAY })], runs)(
    'is not touched by what comes after the close',
    ({ deal, options }, after) => {
      const late: Touch = { id: 'a later one', contactId: 'ann', at: CLOSED + after, channel: 'mail' }
      expect(creditDeal({ ...deal, touches: [late, ...deal.touches] }, model, options)).toEqual(
        creditDeal(deal, model, options),
      )
    },
  )

  test.prop([anyCase], runs)('leaves deal and touches as they were', ({ deal, options }) => {
    const before = structuredClone(deal)
    creditDeal(deal, model, options)
    expect(deal).toEqual(before)
  })
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

describe('weightsOf', () => {
  const euclid = (a: bigint, b: bigint): bigint => (b === 0n ? a : euclid(b, a % b))
  const near = (n: bigint) => fc.bigInt({ min: n - 1000n, max: n + 1000n })
  const anyShare = fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 60n }), near(2n ** 52n), near(2n ** 53n), near(2000n))
  const anyShares = fc
    .tuple(fc.array(anyShare, { minLength: 1, maxLength: 10 }), fc.constantFrom(1n, 6n, 2n ** 20n))
    .map(([shares, by]) => shares.map((share) => share * by))

  test.prop([anyShares], { numRuns: 2000 })('are the shares of the sum in lowest terms, exactly', (shares) => {
    const sum = shares.reduce((all, share) => all + share, 0n)
    for (const [i, { numerator, denominator }] of weightsOf(shares).entries()) {
      expect(numerator * sum).toBe((shares[i] ?? 0n) * denominator)
      expect(euclid(denominator, numerator)).toBe(1n)
    }
  })
})

describe('splitByShares, where numbers are exact and where they are not', () => {
  // The products lie around the largest exact number.
  const anyAmountNear = fc.bigInt({ min: 2n ** 43n, max: 2n ** 45n })
  const anyShares = fc.array(fc.bigInt({ min: 0n, max: 200n }), { minLength: 2, maxLength: 6 })

  test.prop([anyAmountNear, anyShares.filter((shares) => shares.some((share) => share > 0n))], { numRuns: 500 })(
    'gives the same',
    (amount, shares) => {
      // A common factor makes every product too large for numbers, and changes no proportion.
      const large = shares.map((share) => share * 2n ** 40n)
      expect(splitByShares(amount, shares)).toEqual(splitByShares(amount, large))
    },
  )
})
