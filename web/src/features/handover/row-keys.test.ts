import { describe, expect, test } from 'vitest'
import { carried, NO_ROWS } from './row-keys.ts'

const abc = carried(NO_ROWS, ['a', 'b', 'c'])
const keysOf = (...ids: readonly string[]): readonly number[] => carried(abc, ids).keys

describe('what is open in a row stays with it', () => {
  test('when rows are moved, removed and added', () => {
    expect(abc.keys).toEqual([0, 1, 2])
    expect(keysOf('b', 'a', 'c')).toEqual([1, 0, 2])
    expect(keysOf('b', 'c')).toEqual([1, 2])
    expect(keysOf('a', 'b', 'c', 'd')).toEqual([0, 1, 2, 3])
  })

  test('when it gets another name', () => expect(keysOf('a', 'team', 'c')).toEqual([0, 1, 2]))

  test('a new row never gets the key of one that is gone', () => {
    expect(keysOf('b', 'c', 'd', 'e')).toEqual([1, 2, 3, 4])
    expect(carried(carried(abc, ['b']), ['b', 'a']).keys).toEqual([1, 3])
  })

  test('two of one name, which the check complains of, have two keys', () =>
    expect(new Set(keysOf('a', 'a', 'c')).size).toBe(3))
})
