import { describe, expect, test } from 'vitest'
import { plainDecimal } from '#domain/mapping/decimal.ts'
import { parseInstant, toCanonical } from './canonical.ts'

describe('plain decimals', () => {
  test.each([
    ['1500.00', '1500'],
    ['1.5E3', '1500'],
    ['1.25e-3', '0.00125'],
    ['-0', '0'],
    ['-0.50', '-0.5'],
    ['007', '7'],
    ['.5', '0.5'],
    ['+3', '3'],
    ['9007199254740993', '9007199254740993'],
    ['0.000', '0'],
    ['1e21', '1000000000000000000000'],
  ])('%s is %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain)
  })

  test.each(['abc', '', '.', '1,000', '1e', '--1'])('%j is no number', (text) => {
    expect(plainDecimal(text)).toBeNull()
  })
})

describe('native to canonical', () => {
  test('blank is null whatever the type', () => {
    expect(toCanonical('text', '')).toBeNull()
    expect(toCanonical('number', null)).toBeNull()
    expect(toCanonical('multi-picklist', ' ; ')).toBeNull()
    expect(toCanonical('date', undefined)).toBeNull()
  })

  test('text is trimmed, e-mails are lower case', () => {
    expect(toCanonical('text', '  Ada ')).toBe('Ada')
    expect(toCanonical('email', ' Ada@Example.COM ')).toBe('ada@example.com')
  })

  test('numbers and booleans of JSON and of text are the same', () => {
    expect(toCanonical('number', 1500)).toBe(toCanonical('number', '1500.0'))
    expect(toCanonical('number', 1e21)).toBe('1000000000000000000000')
    expect(toCanonical('boolean', true)).toBe(toCanonical('boolean', 'true'))
  })

  test('date-times of all spellings are one', () => {
    const iso = '2026-11-21T10:00:00.000Z'
    for (const native of [
      '2026-11-21T10:00:00.000+0000',
      '2026-11-21T10:00:00Z',
      '2026-11-21T11:00:00+01:00',
      String(Date.parse(iso)),
    ])
      expect(toCanonical('datetime', native)).toBe(iso)
  })

  test('dates come as dates, also from midnight milliseconds', () => {
    expect(toCanonical('date', '2026-11-21')).toBe('2026-11-21')
    expect(toCanonical('date', String(Date.UTC(2026, 10, 21)))).toBe('2026-11-21')
  })

  test('the order of chosen options does not matter', () => {
    expect(toCanonical('multi-picklist', 'b; a;;b')).toBe('a;b')
  })

  test('what is no date stays visible', () => {
    expect(toCanonical('date', 'soon')).toBe('soon')
    expect(parseInstant('soon')).toBeNull()
  })
})
