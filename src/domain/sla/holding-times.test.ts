import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { Holder, LeadLife } from './holding-times.ts'
import { holdingTimes, holdingTotals } from './holding-times.ts'

const owner = (id: string, from: number): Holder => ({ heldBy: 'owner', id, from })
const queue = (id: string, from: number): Holder => ({ heldBy: 'queue', id, from })
const LIFE: LeadLife = { bornAt: 0, handedOverAt: 10, holders: [owner('ann', 10)], answeredAt: null, endedAt: null }
const told = (life: Partial<LeadLife>, now = 100) =>
  holdingTimes({ ...LIFE, ...life }, now).map(({ kind, id, from, until }) => [kind, id, from, until])

describe('where a lead has been', () => {
  test('with marketing, in a queue, with each owner, and after the answer', () => {
    const holders = [owner('bob', 50), queue('00G1', 12), owner('ann', 30)]
    expect(told({ holders, answeredAt: 80 })).toEqual([
      ['marketing', null, 0, 10],
      ['queue', null, 10, 12],
      ['queue', '00G1', 12, 30],
      ['owner', 'ann', 30, 50],
      ['owner', 'bob', 50, 80],
      ['after-answer', null, 80, 100],
    ])
  })

  test('with marketing alone until it is handed over', () => {
    expect(told({ handedOverAt: null, holders: [] })).toEqual([['marketing', null, 0, 100]])
  })

  test('with nobody while nobody was named', () => {
    expect(told({ holders: [] })).toEqual([
      ['marketing', null, 0, 10],
      ['queue', null, 10, 100],
    ])
  })

  test('ends with the lead, and owners after the answer are part of what comes after it', () => {
    expect(told({ answeredAt: 40, endedAt: 60, holders: [owner('ann', 10), owner('bob', 50)] })).toEqual([
      ['marketing', null, 0, 10],
      ['owner', 'ann', 10, 40],
      ['after-answer', null, 40, 60],
    ])
  })

  const instant = fc.integer({ min: -50, max: 200 })
  const maybe = fc.option(instant)
  const anyLife = fc.record({
    bornAt: fc.integer({ min: 0, max: 50 }),
    handedOverAt: maybe,
    holders: fc.array(
      fc.record({
        heldBy: fc.constantFrom('owner' as const, 'queue' as const),
        id: fc.constantFrom('a', 'b'),
        from: instant,
      }),
      { maxLength: 4 },
    ),
    answeredAt: maybe,
    endedAt: maybe,
  })

  property.prop([anyLife, fc.integer({ min: 50, max: 300 })])(
    'adds up exactly to its age, without holes, whatever is said of it',
    (life, now) => {
      const stretches = holdingTimes(life, now)
      const age = Math.max(0, (life.endedAt ?? now) - life.bornAt)
      const totals = holdingTotals(stretches)
      expect(totals.marketing + totals.queue + totals.owner + totals['after-answer']).toBe(age)
      for (const [i, { from }] of stretches.entries()) expect(from).toBe(stretches[i - 1]?.until ?? life.bornAt)
    },
  )
})
