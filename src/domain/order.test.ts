import { describe, expect, it } from 'vitest'
import { inOrder, type Position, sortsOf, usualOrder } from './order.ts'

const SORTS = {
  day: { direction: 'desc', keys: ['day', 'text'] },
  amount: { direction: 'desc', keys: ['bigint', 'text'] },
  name: { direction: 'asc', keys: ['text', 'integer'] },
} as const

const sorted = (rows: readonly Position[], sort: keyof typeof SORTS, direction: 'asc' | 'desc') =>
  rows.toSorted(inOrder(SORTS, { sort, direction }))

describe('an order', () => {
  it('is without being asked the first one, in the way one mostly wants it', () => {
    expect(sortsOf(SORTS)).toEqual(['day', 'amount', 'name'])
    expect(usualOrder(SORTS)).toEqual({ sort: 'day', direction: 'desc' })
    expect(usualOrder(SORTS, 'name')).toEqual({ sort: 'name', direction: 'asc' })
  })

  it('compares amounts as numbers, however long, and ties by the next key', () => {
    const rows = [
      ['9', 'a'],
      ['-10', 'b'],
      ['90071992547409930', 'c'],
      ['90071992547409931', 'd'],
      ['9', 'A'],
    ] as const
    expect(sorted(rows, 'amount', 'asc').map(([, id]) => id)).toEqual(['b', 'A', 'a', 'c', 'd'])
  })

  it('is turned round as a whole', () => {
    const rows = [
      ['b', 1],
      ['a', 10],
      ['a', 9],
    ] as const
    expect(sorted(rows, 'name', 'asc')).toEqual([rows[2], rows[1], rows[0]])
    expect(sorted(rows, 'name', 'desc')).toEqual([rows[0], rows[1], rows[2]])
  })
})
