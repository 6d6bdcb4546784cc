import { describe, expect, test } from 'vitest'
import { chunksOf, chunksWithin } from './chunks.ts'

describe('chunks', () => {
  test('keep order and size, and nothing gives nothing', () => {
    expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(chunksOf([], 2)).toEqual([])
  })

  test('stay within a cost, except for a single value that is dearer', () => {
    const lengthOf = (text: string) => text.length
    expect(chunksWithin(['aa', 'bbb', 'cccccc', 'd'], 9, 5, lengthOf)).toEqual([['aa', 'bbb'], ['cccccc'], ['d']])
    expect(chunksWithin(['a', 'b', 'c'], 2, 99, lengthOf)).toEqual([['a', 'b'], ['c']])
    expect(chunksWithin([], 2, 99, lengthOf)).toEqual([])
  })
})
