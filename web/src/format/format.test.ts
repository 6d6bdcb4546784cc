import { describe, expect, test } from 'vitest'
import { formatMoney, formatMoneyWhole, toMajor } from './money.ts'
import { countOf, formatRatio, formatShare } from './numbers.ts'
import { formatDuration } from './time.ts'

/** Digits and signs only: the reader's locale decides on separators and where the symbol stands. */
const digits = (text: string): string => text.replaceAll(/[^\d-]/g, '')

describe('money', () => {
  test('keeps every cent of amounts beyond the reach of a floating-point number', () => {
    expect(digits(formatMoney('900719925474099301', 'USD'))).toBe('900719925474099301')
  })

  test('less than one unit, negative, and currencies with other digits', () => {
    expect(digits(formatMoney('5', 'USD'))).toBe('005')
    expect(digits(formatMoney('-1', 'USD'))).toBe('-001')
    expect(digits(formatMoney('5', 'JPY'))).toBe('5')
    expect(digits(formatMoney('5', 'KWD'))).toBe('0005')
    expect(toMajor('-1234', 'USD')).toBe(-12.34)
  })

  test('whole amounts are rounded for reading, missing ones are n/a', () => {
    expect(digits(formatMoneyWhole('100055350', 'USD'))).toBe('1000554')
    expect(formatMoney(null, 'USD')).toBe('n/a')
  })
})

describe('shares and ratios', () => {
  test('nothing divided by nothing is n/a', () => {
    expect(formatShare(0, 0)).toBe('n/a')
    expect(formatRatio(null)).toBe('n/a')
  })

  test('a share reads as 0 % or 100 % only when it is', () => {
    expect(formatShare(0, 500)).toBe('0 %')
    expect(formatShare(1, 500)).toBe('0.2 %')
    expect(formatShare(499, 500)).toBe('99.8 %')
    expect(formatShare(500, 500)).toBe('100 %')
    expect(formatShare(2, 3)).toBe('67 %')
  })

  test('one is singular', () => {
    expect(countOf(1, 'record')).toBe('1 record')
    expect(countOf(0, 'record')).toBe('0 records')
  })
})

test('durations change unit when the next one is full, and are never negative', () => {
  expect([-5, 999, 59_999, 60_000, 3_599_999, 3_600_000, 86_400_000, 200_000_000].map(formatDuration)).toEqual([
    '0 s',
    '0 s',
    '59 s',
    '1 min',
    '59 min',
    '1 h',
    '1 day',
    '2 days',
  ])
})
