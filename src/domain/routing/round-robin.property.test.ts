import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Member, PoolState } from './round-robin.ts'
import { pickNext, settlePool } from './round-robin.ts'

function picks(members: readonly Member[], count: number, from: PoolState | null = null) {
  let state = from
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) {
    const pick = pickNext(members, state)
    if (pick === null) break
    ids.push(pick.id)
    state = pick.state
  }
  return { ids, state: state ?? { current: {} } }
}
const times = (ids: readonly string[], id: string): number => ids.filter((one) => one === id).length
const totalOf = (members: readonly Member[]): number => members.reduce((sum, member) => sum + member.weight, 0)

const members = fc
  .array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 })
  .map((weights) => weights.map((weight, i): Member => ({ id: `rep${i}`, weight })))

describe('the round robin', () => {
  test.prop([members, fc.nat(30)])(
    'gives each member exactly its weight in any window of sum(weights)',
    (pool, offset) => {
      const total = totalOf(pool)
      const window = picks(pool, offset + total).ids.slice(offset)
      for (const { id, weight } of pool) expect(times(window, id)).toBe(weight)
    },
  )

  test.prop([members, fc.nat(30)])('gives the same order every time', (pool, count) => {
    expect(picks(pool, count)).toEqual(picks(pool, count))
  })

  test.prop([members, fc.nat(30), fc.nat(4)])(
    'starves nobody and floods nobody when a member leaves',
    (pool, before, who) => {
      const left = pool.filter((_, i) => i !== who % pool.length)
      if (left.length === 0) return
      const { state } = picks(pool, before)
      const rounds = 4
      const after = picks(
        left,
        rounds * totalOf(left),
        settlePool(
          left.map((m) => m.id),
          state,
        ),
      ).ids
      for (const { id, weight } of left) {
        expect(times(after, id)).toBeGreaterThanOrEqual((rounds - 1) * weight - 1)
        expect(times(after, id)).toBeLessThanOrEqual((rounds + 1) * weight + 1)
      }
    },
  )

  test.prop([members, fc.nat(30), fc.nat(4), fc.integer({ min: 1, max: 40 })])(
    'floods nobody who returns after an absence, however long',
    (pool, before, who, absence) => {
      const away = pool[who % pool.length]
      const others = pool.filter((member) => member !== away)
      if (away === undefined || others.length === 0) return
      const gone = picks(others, absence, picks(pool, before).state)
      const total = totalOf(pool)
      expect(times(picks(pool, total, gone.state).ids, away.id)).toBeLessThanOrEqual(2 * away.weight)
    },
  )

  it('spreads a heavy member instead of giving it its leads in a row', () => {
    const pool = [
      { id: 'a', weight: 4 },
      { id: 'b', weight: 1 },
      { id: 'c', weight: 1 },
    ]
    expect(picks(pool, 6).ids).toEqual(['a', 'a', 'b', 'a', 'c', 'a'])
  })

  it('has nobody to give for an empty pool', () => {
    expect(pickNext([], { current: { a: 1 } })).toBeNull()
  })

  it('forgets who left and lets newcomers begin at zero', () => {
    expect(settlePool(['b', 'new'], { current: { a: 3, b: -3 } })).toEqual({ current: { b: -2, new: 1 } })
    expect(settlePool([], { current: { a: 1 } })).toEqual({ current: {} })
  })
})
