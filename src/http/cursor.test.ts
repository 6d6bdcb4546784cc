import { describe, expect, it } from 'vitest'
import { pagingOf } from './cursor.ts'

const SORTS = {
  created: { direction: 'desc', keys: ['integer', 'text'] },
  name: { direction: 'asc', keys: ['text', 'text'] },
} as const

const asked = (over: object = {}) => ({ sort: 'created' as const, limit: 2, ...over })
const rows = [3, 2, 1].map((n) => ({ n, position: [n, `id${n}`] }))

describe('a page of a list', () => {
  it('ends with a cursor that says where the next one begins', () => {
    const first = pagingOf(SORTS, 'list', asked())
    expect(first.slice).toEqual({ order: { sort: 'created', direction: 'desc' }, after: null, limit: 3 })
    const { shown, nextCursor } = first.pageOf(rows)
    expect(shown.map(({ n }) => n)).toEqual([3, 2])
    const second = pagingOf(SORTS, 'list', asked({ cursor: nextCursor, direction: 'desc' }))
    expect(second.slice.after).toEqual([2, 'id2'])
    expect(second.pageOf(rows.slice(2))).toEqual({ shown: rows.slice(2), nextCursor: null })
  })

  it.each([
    ['the other way round', 'list', { direction: 'asc' }],
    ['by something else', 'list', { sort: 'name' }],
    ['with other filters', 'other list', {}],
  ])('takes no cursor of the list %s', (_, of, over) => {
    const { nextCursor: cursor } = pagingOf(SORTS, 'list', asked()).pageOf(rows)
    expect(() => pagingOf(SORTS, of, asked({ cursor, ...over }))).toThrow('another order')
  })

  it('takes no cursor with a place that its columns cannot hold', () => {
    const forged = pagingOf(SORTS, 'list', asked()).cursorOf(['x', 1])
    expect(() => pagingOf(SORTS, 'list', asked({ cursor: forged }))).toThrow('no cursor')
  })
})
