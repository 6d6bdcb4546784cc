import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { offeredOrders, sortingOf, sortSearch } from './sorting.ts'

const SORTS = {
  joined: { direction: 'desc', keys: ['integer'] },
  name: { direction: 'asc', keys: ['text'] },
} as const

describe('the order of a list in the address of its page', () => {
  const chosen = (by: string, direction: 'asc' | 'desc') => {
    let patch: object = {}
    sortingOf(SORTS, {}, (given) => (patch = given)).sorting.onChange({ by, direction })
    return patch
  }

  it('is not there for what one gets without asking', () => {
    expect(sortingOf(SORTS, {}, () => undefined).query).toEqual({ sort: 'joined', direction: 'desc' })
    expect(chosen('joined', 'desc')).toEqual({ sort: undefined, direction: undefined })
  })

  it('names what is chosen, and the way where it is not the usual one', () => {
    expect(chosen('name', 'asc')).toEqual({ sort: 'name', direction: undefined })
    expect(chosen('name', 'desc')).toEqual({ sort: 'name', direction: 'desc' })
    expect(chosen('joined', 'asc')).toEqual({ sort: undefined, direction: 'asc' })
    expect(sortingOf(SORTS, { sort: 'name' }, () => undefined).query).toEqual({ sort: 'name', direction: 'asc' })
  })

  it('may be wrong', () => {
    expect(z.object(sortSearch(SORTS)).parse({ sort: 'size', direction: 'up' })).toEqual({})
  })

  it('may be usual in another way, as the view of a list says', () => {
    const { query, sorting } = sortingOf(SORTS, {}, () => undefined, 'name')
    expect([query.sort, sorting.value.direction, sorting.usual?.('joined')]).toEqual(['name', 'asc', 'desc'])
  })
})

it('an order that no column shows is offered while rows have it', () => {
  const name = { by: 'name', words: 'Name', as: 'name' } as const
  expect(offeredOrders([name], 'name')).toEqual([name])
  expect(offeredOrders([name], 'owner')).toEqual([name, { by: 'owner', words: 'Owner', as: 'unknown' }])
})
