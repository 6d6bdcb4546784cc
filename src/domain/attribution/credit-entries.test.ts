import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { CreditedFacts } from './credit-entries.ts'
import { creditEntries } from './credit-entries.ts'
import { creditDeal } from './index.ts'
import type { ModelName } from './models/index.ts'
import { MODEL_NAMES } from './models/index.ts'
import type { OutcomeEntry, OutcomeNow } from './outcome-entries.ts'
import { nextEntries } from './outcome-entries.ts'
import type { Deal } from './touch.ts'

const by =
  (model: ModelName) =>
  (deal: Deal): ReturnType<typeof creditDeal> =>
    creditDeal(deal, model)
const CLOSE = 1_000
const facts = (over: Partial<CreditedFacts> = {}): CreditedFacts => ({
  id: '006',
  currency: 'USD',
  createdAt: 500,
  closedAt: CLOSE,
  contacts: [{ id: 'p', leadCreatedAt: 200 }],
  touches: [100, 300, 900, 1_500].map((at) => ({ id: `t${at}`, contactId: 'p', at, channel: 'X' })),
  weights: 'own',
  ...over,
})
const now: OutcomeNow = {
  isClosed: true,
  isWon: true,
  amountMinor: 1_000n,
  closedAt: CLOSE,
  stage: 'Closed Won',
  refundedMinor: null,
  refundedAt: null,
}
const told = (...looks: readonly OutcomeNow[]): readonly OutcomeEntry[] =>
  looks.reduce<readonly OutcomeEntry[]>((all, look, i) => [...all, ...nextEntries(all, look, 2_000 + i)], [])
const amounts = (credits: readonly { readonly touchId: string; readonly amountMinor: bigint }[]) =>
  Object.fromEntries(credits.map(({ touchId, amountMinor }) => [touchId, amountMinor]))

describe('credit of what became of an opportunity', () => {
  it('of one entry is the standing alone, with its date', () => {
    const { standing, datedAt, dated } = creditEntries(facts(), told(now), by('linear'))
    expect(amounts(standing.credits)).toEqual({ t100: 334n, t300: 333n, t900: 333n })
    expect([datedAt, dated]).toEqual([CLOSE, []])
  })

  it('of an open one weighs every touch so far, and credits nothing', () => {
    const { standing, datedAt } = creditEntries(facts({ closedAt: null }), [], by('linear'))
    expect(amounts(standing.credits)).toEqual({ t100: 0n, t300: 0n, t900: 0n, t1500: 0n })
    expect([datedAt, standing.unattributedMinor]).toEqual([null, 0n])
  })

  it('an amendment credits the difference, and its date is its own', () => {
    const { standing, dated, datedAt } = creditEntries(
      facts(),
      told(now, { ...now, amountMinor: 1_100n }),
      by('linear'),
    )
    expect(datedAt).toBeNull()
    expect(dated.map((one) => [one.entry, one.datedAt, amounts(one.credits)])).toEqual([
      [1, CLOSE, { t100: 334n, t300: 333n, t900: 333n }],
      [2, 2_001, { t100: 33n, t300: 34n, t900: 33n }],
    ])
    expect(amounts(standing.credits)).toEqual({ t100: 367n, t300: 367n, t900: 366n })
  })

  it('re-opening is the exact mirror of what was credited; won later, later touches count too', () => {
    const open = { ...now, isClosed: false, isWon: false, closedAt: null }
    const again = { ...now, closedAt: 1_600 }
    const { dated } = creditEntries(facts({ closedAt: 1_600 }), told(now, open, again), by('linear'))
    expect(dated.map((one) => amounts(one.credits))).toEqual([
      { t100: 334n, t300: 333n, t900: 333n },
      { t100: -334n, t300: -333n, t900: -333n },
      { t100: 250n, t300: 250n, t900: 250n, t1500: 250n },
    ])
  })

  it('a refund in parts gives back to the last cent what the sale had credited', () => {
    const back = (refundedMinor: bigint) => ({ ...now, refundedMinor })
    const { standing, dated } = creditEntries(facts(), told(now, back(335n), back(1_000n)), by('linear'))
    expect(amounts(standing.credits)).toEqual({ t100: 0n, t300: 0n, t900: 0n })
    expect(dated.slice(1).map((one) => one.credits.reduce((sum, { amountMinor }) => sum + amountMinor, 0n))).toEqual([
      -335n,
      -665n,
    ])
  })

  it('a close date that is moved counts by the touches up to the new one, the refund that stays where it is too', () => {
    const refunded = { ...now, refundedMinor: 400n, refundedAt: 1_800 }
    const moved = { ...refunded, closedAt: 1_600 }
    const { standing, dated } = creditEntries(facts({ closedAt: 1_600 }), told(now, refunded, moved), by('linear'))
    expect(dated.map((one) => [one.datedAt, amounts(one.credits)])).toEqual([
      [CLOSE, { t100: 334n, t300: 333n, t900: 333n }],
      [1_800, { t100: -100n, t300: -100n, t900: -100n, t1500: -100n }],
      [CLOSE, { t100: -334n, t300: -333n, t900: -333n }],
      [1_600, { t100: 250n, t300: 250n, t900: 250n, t1500: 250n }],
    ])
    expect(amounts(standing.credits)).toEqual({ t100: 150n, t300: 150n, t900: 150n, t1500: 150n })
  })

  it('a refund of its own uses the weights of the original, also where it was closed later', () => {
    const refund = told({ ...now, amountMinor: -1_000n, closedAt: 1_900 })
    const { standing, datedAt } = creditEntries(facts({ weights: 'original' }), refund, by('linear'))
    expect(amounts(standing.credits)).toEqual({ t100: -334n, t300: -333n, t900: -333n })
    expect(datedAt).toBe(1_900)
  })

  it('without a touch everything is unattributed, entry by entry', () => {
    const { standing, dated } = creditEntries(
      facts({ touches: [] }),
      told(now, { ...now, amountMinor: 1n }),
      by('u_shaped'),
    )
    expect([standing.unattributedMinor, ...dated.map(({ unattributedMinor }) => unattributedMinor)]).toEqual([
      1n,
      1_000n,
      -999n,
    ])
  })
})

const anyLook = fc.record({
  isClosed: fc.boolean(),
  isWon: fc.boolean(),
  amountMinor: fc.option(fc.bigInt(-9_999n, 9_999n)),
  closedAt: fc.constantFrom(950, CLOSE, 1_600),
  refundedMinor: fc.option(fc.bigInt(0n, 9_999n)),
  refundedAt: fc.option(fc.constantFrom(1_700, 1_800)),
})

describe('under every model', () => {
  test.prop([fc.constantFrom(...MODEL_NAMES), fc.array(anyLook, { minLength: 1, maxLength: 6 })])(
    'entries add up to their amounts, and by touch to the standing',
    (model, looks) => {
      const story = looks.map((look): OutcomeNow => {
        const isWon = look.isClosed && look.isWon
        return { ...now, ...look, isWon, closedAt: look.isClosed ? look.closedAt : null }
      })
      const entries = told(...story)
      const { standing, dated, datedAt } = creditEntries(
        facts({ closedAt: story.at(-1)?.closedAt ?? null }),
        entries,
        by(model),
      )
      const sum = (credits: readonly { readonly amountMinor: bigint }[]) =>
        credits.reduce((total, { amountMinor }) => total + amountMinor, 0n)
      expect(sum(standing.credits) + standing.unattributedMinor).toBe(entries.at(-1)?.totalMinor ?? 0n)
      expect(datedAt === null).toBe(entries.length !== 1)
      for (const [i, one] of dated.entries())
        expect(sum(one.credits) + one.unattributedMinor).toBe(entries[i]?.amountMinor)
      if (dated.length === 0) return
      const byTouch = Map.groupBy(
        dated.flatMap((one) => one.credits),
        ({ touchId }) => touchId,
      )
      for (const { touchId, amountMinor } of standing.credits) expect(sum(byTouch.get(touchId) ?? [])).toBe(amountMinor)
      const standingIds = new Set(standing.credits.map(({ touchId }) => touchId))
      for (const [touchId, credits] of byTouch) if (!standingIds.has(touchId)) expect(sum(credits)).toBe(0n)
    },
  )
})
