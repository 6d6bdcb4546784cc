import { parseQuery } from '@jetstreamapp/soql-parser-js'
import { describe, expect, test } from 'vitest'
import { at, inLists, list, name, names, soql } from './soql.ts'

describe('soql', () => {
  test('text is quoted with backslash and quote escaped, in that order', () => {
    expect(soql`SELECT Id FROM Lead WHERE LastName = ${"O'Brien\\"}`.text).toBe(
      "SELECT Id FROM Lead WHERE LastName = 'O\\'Brien\\\\'",
    )
    expect(soql`${'a\nb\tc\r'}`.text).toBe("'a\\nb\\tc\\r'")
  })

  test.each(["' OR Name != '", "\\' OR Name != \\'", '\\', "'", "a\\'b", '\\\\'])(
    '%j cannot leave its literal',
    (text) => {
      const parsed = parseQuery(soql`SELECT Id FROM Lead WHERE Name = ${text} LIMIT 1`.text)
      expect(parsed.where).not.toHaveProperty('operator')
      expect(parsed.limit).toBe(1)
    },
  )

  test('names are checked', () => {
    expect(soql`SELECT ${names(['Id', 'Account.Name', 'X__c'])} FROM ${name('Lead')}`.text).toBe(
      'SELECT Id, Account.Name, X__c FROM Lead',
    )
    for (const bad of ['', 'a b', 'Id,Name', "Id'", 'Id)--']) expect(() => name(bad)).toThrow(RangeError)
  })

  test('date-times and numbers are not quoted', () => {
    expect(soql`WHERE SystemModstamp >= ${at(0)} LIMIT ${5}`.text).toBe(
      'WHERE SystemModstamp >= 1970-01-01T00:00:00.000Z LIMIT 5',
    )
  })

  test('an empty list is refused, pieces nest', () => {
    expect(() => list([])).toThrow(RangeError)
    expect(soql`WHERE Email IN ${list(['a', "b'"])}`.text).toBe("WHERE Email IN ('a', 'b\\'')")
    expect(soql`${soql`A = ${'x'}`} AND B = ${true}`.text).toBe("A = 'x' AND B = true")
  })

  test('long lists are cut by number and by length in the address', () => {
    const short = Array.from({ length: 450 }, (_, i) => String(i))
    expect(inLists(short).map((slice) => slice.length)).toEqual([200, 200, 50])
    const long = Array.from({ length: 100 }, (_, i) => `${'ä'.repeat(80)}${i}`)
    const slices = inLists(long)
    expect(slices.flat()).toEqual(long)
    for (const slice of slices) expect(encodeURIComponent(list(slice).text).length).toBeLessThan(14_000)
    expect(inLists([])).toEqual([])
  })
})
