import { describe, expect, it } from 'vitest'
import { chunksOf, groupBy, lastByKey, toInteger, toJson, toMinorOrNull } from './rows.ts'

describe('rows on their way into a statement', () => {
  it('keep the last one of a key, sorted by key', () => {
    const rows = [
      { id: 'b', n: 1 },
      { id: 'a', n: 2 },
      { id: 'b', n: 3 },
    ]
    expect(lastByKey(rows, (row) => row.id)).toEqual([
      { id: 'a', n: 2 },
      { id: 'b', n: 3 },
    ])
  })

  it('go in chunks of a size, none of them empty', () => {
    expect(chunksOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(chunksOf([], 2)).toEqual([])
  })

  it('carry exact numbers as text, and text that PostgreSQL can hold', () => {
    expect(toJson({ amount: 9_007_199_254_740_993n, gone: undefined, blank: null })).toBe(
      '{"amount":"9007199254740993","blank":null}',
    )
    expect(toJson(['a\u0000b', '\ud83d', '😀', String.raw`\u0000`])).toBe(
      JSON.stringify(['ab', '\ufffd', '😀', String.raw`\u0000`]),
    )
  })
})

describe('values on their way out', () => {
  it('are exact or refused', () => {
    expect(toInteger('1767603600000')).toBe(1_767_603_600_000)
    expect(() => toInteger('9007199254740993')).toThrow(RangeError)
    expect(toMinorOrNull('9007199254740993')).toBe(9_007_199_254_740_993n)
    expect(toMinorOrNull(null)).toBeNull()
  })

  it('are grouped in the order in which they came', () => {
    const groups = groupBy(['apple', 'bean', 'avocado'], (word) => word.charAt(0))
    expect([...groups]).toEqual([
      ['a', ['apple', 'avocado']],
      ['b', ['bean']],
    ])
  })
})
