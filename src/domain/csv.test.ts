import { describe, expect, test } from 'vitest'
import { csvOf } from './csv.ts'

describe('a table for a spreadsheet', () => {
  test('quotes what would end a cell or a line', () => {
    expect(csvOf(['name', 'n'], [{ name: 'a "b", c\nd', n: 1 }])).toBe('name,n\r\n"a ""b"", c\nd",1')
  })

  test.each(['=1+1', '+1', '-1', '@sum', '\tx', '\rx'])('marks %j as text', (name) => {
    expect(csvOf(['name'], [{ name }])).toContain(`'${name}`)
  })

  test('numbers stay numbers, also negative ones, and null is blank', () => {
    expect(csvOf(['a', 'b', 'c'], [{ a: -5, b: -12n, c: null }])).toBe('a,b,c\r\n-5,-12,')
  })
})
