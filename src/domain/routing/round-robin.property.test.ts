import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Member, PoolState, Turn } from './round-robin.ts'
import { pickNext } from './round-robin.ts'

type Seat = Pick<Member, 'id' | 'weight'>
type Turns = Readonly<Record<string, Turn>>

interface Run {
  readonly ids: readonly string[]
  readonly state: PoolState | null
}

/** One pick for each entry, by what members can do then; a pick without anybody adds nothing. */
function play(pool: readonly Seat[], rounds: readonly Turns[], from: PoolState | null = null): Run {
  let state = from
  const ids: string[] = []
  for (const turns of rounds) {
    const pick = pickNext(
      pool.map((seat) => ({ ...seat, turn: turns[seat.id] ?? 'take' })),
      state,
    )
    if (pick === null) continue
    ids.push(pick.id)
    state = pick.state
  }
  return { ids, state }
}
const steady = (pool: readonly Seat[], count: number, from: PoolState | null = null): Run =>
  play(
    pool,
    Array.from({ length: count }, () => ({})),
    from,
  )
const times = (ids: readonly string[], id: string): number => ids.filter((one) => one === id).length
const totalOf = (pool: readonly Seat[]): number => pool.reduce((sum, member) => sum + member.weight, 0)
const seats = (weights: readonly number[]): readonly Seat[] => weights.map((weight, i) => ({ id: `rep${i}`, weight }))

const anyPool = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 }).map(seats)
const equalPool = fc.integer({ min: 2, max: 7 }).map((count) => seats(Array.from({ length: count }, () => 1)))
/** What each of up to seven members can do, pick by pick; mostly they can. */
const anyTurn = fc.oneof({ weight: 3, arbitrary: fc.constant<Turn>('take') }, fc.constantFrom<Turn>('pass', 'away'))
const anyHistory = fc.array(
  fc.tuple(anyTurn, anyTurn, anyTurn, anyTurn, anyTurn, anyTurn, anyTurn).map((turns): Turns => {
    return Object.fromEntries(turns.map((turn, i) => [`rep${i}`, turn]))
  }),
  { maxLength: 40 },
)

describe('a steady pool', () => {
  test.prop([anyPool, fc.nat(60)])(
    'gives each member exactly its weight in any window of sum(weights)',
    (pool, skip) => {
      const total = totalOf(pool)
      const window = steady(pool, skip + total).ids.slice(skip)
      for (const { id, weight } of pool) expect(times(window, id)).toBe(weight)
    },
  )

  test.prop([anyPool, fc.nat(200)])('is never a whole lead away from the exact shares', (pool, count) => {
    const { ids } = steady(pool, count)
    for (const { id, weight } of pool)
      expect(Math.abs(times(ids, id) - (count * weight) / totalOf(pool))).toBeLessThan(1 + 1e-9)
  })

  test.prop([anyPool, fc.nat(30), anyHistory], { numRuns: 300 })(
    'finds back to exact windows after whatever happened before',
    (pool, skip, history) => {
      const total = totalOf(pool)
      const settled = steady(pool, 4 * total + skip, play(pool, history).state).state
      const window = steady(pool, total, settled).ids
      for (const { id, weight } of pool) expect(times(window, id)).toBe(weight)
    },
  )
})

describe('a pool that changes', () => {
  test.prop([anyPool, anyHistory])('gives the same order every time, also from a stored state', (pool, history) => {
    const whole = play(pool, history)
    expect(play(pool, history)).toEqual(whole)
    const half = Math.floor(history.length / 2)
    const stored: unknown = JSON.parse(JSON.stringify(play(pool, history.slice(0, half)).state))
    expect(play(pool, history.slice(half), stored as PoolState | null).state).toEqual(whole.state)
  })

  test.prop([equalPool, fc.nat(20), fc.nat(6)])(
    'keeps the order of the others when a member leaves',
    (pool, before, who) => {
      const left = pool.filter((_, i) => i !== who % pool.length)
      const { state } = steady(pool, before)
      const expected = steady(pool, 4 * pool.length, state).ids.filter((id) => left.some((member) => member.id === id))
      expect(steady(left, 3 * left.length, state).ids).toEqual(expected.slice(0, 3 * left.length))
    },
  )

  test.prop([equalPool, fc.nat(20), fc.nat(6)])(
    'keeps the order of the others when a member joins',
    (pool, before, who) => {
      const newcomer = pool[who % pool.length]
      const first = pool.filter((member) => member !== newcomer)
      const { state } = steady(first, before)
      const expected = steady(first, 3 * first.length, state).ids
      const after = steady(pool, 4 * pool.length, state).ids.filter((id) => id !== newcomer?.id)
      expect(after.slice(0, expected.length)).toEqual(expected)
    },
  )

  test.prop([equalPool, anyHistory, fc.nat(6), fc.integer({ min: 1, max: 40 }), fc.constantFrom<Turn>('pass', 'away')])(
    'gives nobody who returns two leads in a row',
    (pool, history, who, absence, turn) => {
      const back = pool[who % pool.length]?.id ?? ''
      const { state } = play(pool, [...history, ...Array.from({ length: absence }, () => ({ [back]: turn }))])
      const { ids } = steady(pool, 2 * pool.length, state)
      for (const [i, id] of ids.slice(0, -1).entries()) if (id === back) expect(ids[i + 1]).not.toBe(back)
    },
  )

  test.prop([anyPool, anyHistory, fc.nat(5), fc.integer({ min: 1, max: 80 }), fc.constantFrom<Turn>('pass', 'away')])(
    'gives who returns at most one lead above his share',
    (pool, history, who, absence, turn) => {
      const back = pool[who % pool.length]
      if (back === undefined || pool.length === 1) return
      const { state } = play(pool, [...history, ...Array.from({ length: absence }, () => ({ [back.id]: turn }))])
      expect(times(steady(pool, totalOf(pool), state).ids, back.id)).toBeLessThanOrEqual(back.weight + 1)
    },
  )

  test.prop([anyPool, anyHistory], { numRuns: 50 })(
    'has a state that knows its members alone and stays small',
    (pool, history) => {
      const { state } = play(pool, Array.from({ length: 60 }, () => history).flat())
      const owed = Object.entries(state?.current ?? {})
      expect(owed.every(([id]) => pool.some((member) => member.id === id))).toBe(true)
      const leads = owed.map(([, lead]) => lead)
      if (leads.length > 0) expect(Math.max(...leads) - Math.min(...leads)).toBeLessThan(pool.length + 1)
      for (const lead of leads) expect(Math.abs(lead)).toBeLessThan(pool.length + 2)
    },
  )
})
