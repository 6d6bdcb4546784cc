import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { asDouble, compareDecimals, plainDecimal, roundDecimal, ROUNDINGS, timesDecimal } from './decimal.ts'

describe('rounding', () => {
  it.each([
    ['1.005', 2, 'half-up', '1.01'],
    ['-1.005', 2, 'half-up', '-1.01'],
    ['2.5', 0, 'half-even', '2'],
    ['3.5', 0, 'half-even', '4'],
    ['2.51', 0, 'half-even', '3'],
    ['-0.4', 0, 'half-up', '0'],
    ['1.999', 1, 'down', '1.9'],
    ['1.901', 1, 'up', '2'],
    ['-1.901', 1, 'up', '-2'],
    ['9007199254740993.5', 0, 'half-up', '9007199254740994'],
    ['12', 3, 'half-up', '12'],
  ] as const)('%s to %i digits %s is %s', (from, scale, rounding, to) => {
    expect(roundDecimal(from, scale, rounding)).toBe(to)
  })
})

const plain = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(8))
  .map(([units, scale]) => plainDecimal(`${units}e-${scale}`) ?? '0')

describe('decimals', () => {
  test.prop([plain, fc.nat(6), fc.constantFrom(...ROUNDINGS)])(
    'rounded twice are rounded once',
    (value, scale, how) => {
      const once = roundDecimal(value, scale, how)
      expect(roundDecimal(once, scale, how)).toBe(once)
      expect(plainDecimal(once)).toBe(once)
    },
  )

  test.prop([plain, plain])('have an order that subtraction agrees with', (a, b) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(-Math.sign(compareDecimals(b, a)) || 0)
    expect(compareDecimals(a, b) === 0).toBe(a === b)
  })

  test.prop([plain])('times 100 and back are themselves', (value) => {
    expect(timesDecimal(timesDecimal(value, '100'), '0.01')).toBe(value)
  })

  test.prop([plain])('as a double come back the second time as the first', (value) => {
    expect(asDouble(asDouble(value))).toBe(asDouble(value))
  })

  it('beyond 2^53 are what a double keeps', () => {
    expect(asDouble('9007199254740993')).toBe('9007199254740992')
    expect(asDouble('0.0000001')).toBe('0.0000001')
  })
})
