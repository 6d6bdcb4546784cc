import { describe, expect } from 'vitest'
import { fc, test } from '@fast-check/vitest'
import type { StoredAction } from '#ports/store/actions.ts'
import { action as row } from '../../../tests/integration/store/rows.ts'
import { inTurns } from './in-turns.ts'

const action = (n: number, dueAt: number, step: string, kind: 'remind' | 'create_task' = 'remind'): StoredAction =>
  row(n, {
    id: `clock-${n}:${step}`,
    step,
    dueAt,
    action: kind === 'remind' ? { kind } : { kind, subject: 'Call', for: 'owner' },
  })
const shown = (actions: readonly StoredAction[]) => inTurns(actions).map(({ kind, actions: of }) => [kind, of.length])

describe('what is done together', () => {
  test('at one instant the same step of all clocks, and all Tasks in one call', () => {
    const all = [1, 2, 3].flatMap((n) => [action(n, 0, 'ladder:a'), action(n, 0, 'ladder:b', 'create_task')])
    expect(shown(all)).toEqual([
      ['stored', 3],
      ['tasks', 3],
    ])
  })

  test('never two steps of one lead in one transaction, and never more than fifty leads', () => {
    expect(shown([action(1, 0, 'a'), action(1, 1, 'b'), action(2, 2, 'a')])).toEqual([
      ['stored', 1],
      ['stored', 2],
    ])
    expect(shown(Array.from({ length: 120 }, (_, n) => action(n, 0, 'a'))).map(([, count]) => count)).toEqual([
      50, 50, 20,
    ])
  })

  const some = fc.array(
    fc.tuple(fc.nat(5), fc.nat(3), fc.constantFrom('a', 'b', 'c'), fc.constantFrom('remind', 'create_task')),
    { maxLength: 60 },
  )
  test.prop([some])('everything has one turn, in the order of its instant', (drawn) => {
    const actions = [
      ...new Map(drawn.map(([n, at, step, kind]) => [`${n}${step}`, action(n, at, step, kind as 'remind')])).values(),
    ]
    const turns = inTurns(actions)
    const order = turns.flatMap((turn) => turn.actions)
    expect(new Set(order)).toEqual(new Set(actions))
    expect(order).toHaveLength(actions.length)
    expect(order.map(({ dueAt }) => dueAt)).toEqual(order.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b))
    for (const { kind, actions: together } of turns)
      if (kind === 'stored') expect(new Set(together.map(({ linkId }) => linkId)).size).toBe(together.length)
  })
})
