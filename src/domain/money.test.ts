import { fc, test as prop } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { InvariantError } from './errors.ts'
import {
  formatMoney,
  fromMinor,
  fromMinorCanonical,
  minorDigits,
  roundHalfUpDiv,
  toMinor,
  toMinorHalfUp,
} from './money.ts'

describe('decimal to minor units', () => {
  test.each([
    ['1500', 'USD', 150_000n],
    ['1500.5', 'USD', 150_050n],
    ['-0.01', 'eur', -1n],
    ['.5', 'USD', 50n],
    ['5.', 'USD', 500n],
    ['+7', 'JPY', 7n],
    ['7.000', 'JPY', 7n],
    ['1.234', 'KWD', 1234n],
    ['1.2340', 'KWD', 1234n],
    ['90071992547409931.99', 'USD', 9_007_199_254_740_993_199n],
  ])('%s %s is exact', (decimal, currency, minor) => {
    expect(toMinor(decimal, currency)).toBe(minor)
  })

  test.each(['', ' ', '-', '.', '1,500', '1e3', '0x10', 'n/a', '1.2.3', '१'])('"%s" is not an amount', (text) => {
    expect(toMinor(text, 'USD')).toBeNull()
    expect(toMinorHalfUp(text, 'USD')).toBeNull()
  })

  test('what is finer than the currency is refused, or rounded where the name says so', () => {
    expect(toMinor('0.005', 'USD')).toBeNull()
    expect(['0.005', '0.0049', '-0.005', '-0.0049', '1.5'].map((d) => toMinorHalfUp(d, 'USD'))).toEqual([
      1n,
      0n,
      -1n,
      0n,
      150n,
    ])
    expect(toMinorHalfUp('1.5', 'JPY')).toBe(2n)
  })
})

describe('minor units to text', () => {
  test('keeps the digits of the currency', () => {
    expect(['USD', 'JPY', 'KWD', 'CLF', 'usd', 'ZZZ'].map(minorDigits)).toEqual([2, 0, 3, 4, 2, 2])
    expect([fromMinor(5n, 'USD'), fromMinor(-5n, 'JPY'), fromMinor(-1n, 'KWD')]).toEqual(['0.05', '-5', '-0.001'])
  })

  test('is canonical without trailing zeros', () => {
    expect([150_000n, 150_050n, 0n, -100n].map((m) => fromMinorCanonical(m, 'USD'))).toEqual([
      '1500',
      '1500.5',
      '0',
      '-1',
    ])
    expect(fromMinorCanonical(1500n, 'JPY')).toBe('1500')
  })

  test('groups thousands for people', () => {
    expect(formatMoney(1_000_553_400n, 'USD')).toBe('10,005,534.00 USD')
    expect([-123_456n, 99_999n, 0n].map((m) => formatMoney(m, 'usd'))).toEqual([
      '-1,234.56 USD',
      '999.99 USD',
      '0.00 USD',
    ])
    expect(formatMoney(1_234_567n, 'JPY')).toBe('1,234,567 JPY')
  })

  prop.prop([fc.bigInt(), fc.constantFrom('USD', 'JPY', 'KWD', 'CLF')])('comes back as it was', (minor, currency) => {
    expect(toMinor(fromMinor(minor, currency), currency)).toBe(minor)
    expect(toMinor(fromMinorCanonical(minor, currency), currency)).toBe(minor)
  })
})

describe('roundHalfUpDiv', () => {
  test('rounds halves away from zero, the same for both signs', () => {
    expect([5n, 4n, 6n, -5n, -4n, 0n].map((n) => roundHalfUpDiv(n, 10n))).toEqual([1n, 0n, 1n, -1n, 0n, 0n])
    expect([roundHalfUpDiv(1n, 3n), roundHalfUpDiv(2n, 3n), roundHalfUpDiv(5n, -2n)]).toEqual([0n, 1n, -3n])
  })

  prop.prop([fc.bigInt(), fc.bigInt().filter((d) => d !== 0n)])('is never off by more than a half', (n, d) => {
    const off = 2n * (roundHalfUpDiv(n, d) * d - n)
    expect((off < 0n ? -off : off) <= (d < 0n ? -d : d)).toBe(true)
  })

  test('division by zero is a bug of the caller', () => {
    expect(() => roundHalfUpDiv(1n, 0n)).toThrow(InvariantError)
  })
})
