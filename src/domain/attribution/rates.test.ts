import { describe, expect, it } from 'vitest'
import { convertMinor, convertOn, rateOn } from './rates.ts'

const rates = [
  { currency: 'EUR', from: '2026-02-01', rate: '1.20' },
  { currency: 'EUR', from: '2026-01-01', rate: '1.10' },
  { currency: 'JPY', from: '2026-01-01', rate: '0.0067' },
]

describe('the rate of a day', () => {
  it.each([
    ['EUR', '2026-01-01', '1.10'],
    ['eur', '2026-01-31', '1.10'],
    ['EUR', '2026-02-01', '1.20'],
    ['EUR', '2030-01-01', '1.20'],
    ['EUR', '2025-12-31', null],
    ['GBP', '2026-02-01', null],
  ])('of %s on %s is %s', (currency, day, expected) => {
    expect(rateOn(rates, currency, day)).toBe(expected)
  })
})

describe('a converted amount', () => {
  it.each<[bigint, string, string, string, bigint]>([
    [100_00n, 'EUR', 'USD', '1.0832', 108_32n],
    [1n, 'EUR', 'USD', '0.5', 1n],
    [-1n, 'EUR', 'USD', '0.5', -1n],
    [1n, 'EUR', 'USD', '0.49', 0n],
    [15_000n, 'JPY', 'USD', '0.0067', 100_50n],
    [100_50n, 'USD', 'JPY', '150', 15_075n],
    [1_234n, 'KWD', 'USD', '3.25', 4_01n],
    [9_007_199_254_740_993_00n, 'EUR', 'USD', '1', 9_007_199_254_740_993_00n],
  ])('%d of %s in %s by %s is %d', (amount, from, to, rate, expected) => {
    expect(convertMinor(amount, from, to, rate)).toBe(expected)
  })

  it('is none by what is no rate', () => {
    expect(convertMinor(1n, 'EUR', 'USD', '1,08')).toBeNull()
    expect(convertMinor(1n, 'EUR', 'USD', '-1')).toBeNull()
  })

  it('needs no rate in its own currency, and is none where no rate is known', () => {
    const amount = (currency: string) => ({ amountMinor: 100n, currency })
    expect(convertOn(amount('usd'), 'USD', rates, '2020-01-01')).toEqual({ amountMinor: 100n, rate: null })
    expect(convertOn(amount('EUR'), 'USD', rates, '2026-01-15')).toEqual({ amountMinor: 110n, rate: '1.10' })
    expect(convertOn(amount('EUR'), 'USD', rates, '2020-01-01')).toEqual({ amountMinor: null, rate: null })
  })
})
