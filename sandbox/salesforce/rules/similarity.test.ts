import { describe, expect, it } from 'vitest'
import { closeness, companyName, phoneDigits, sound } from './similarity.ts'

describe('how close two values are', () => {
  it('measures texts from nothing in common to equal', () => {
    expect(closeness('martha', 'marhta')).toBeCloseTo(0.961, 3)
    expect(closeness('dwayne', 'duane')).toBeCloseTo(0.84, 2)
    expect([closeness('abc', 'xyz'), closeness('abc', 'abc'), closeness('', '')]).toEqual([0, 1, 0])
  })

  it.each([
    ['Acme Inc.', 'acme'],
    ['The ACME Corporation', 'acme'],
    ['https://www.acme.com', 'acme'],
    ['Müller & Söhne GmbH', 'mullersohne'],
    ['Company', 'company'],
  ])('takes from the company name %s what every company has', (given, bare) => {
    expect(companyName(given)).toBe(bare)
  })

  it('reads telephone numbers by their digits, without a leading 1 of North America', () => {
    expect(phoneDigits('+1 (415) 555-1234')).toBe(phoneDigits('415.555.1234'))
    expect(phoneDigits('030 1234567')).toBe('0301234567')
  })

  it('gives names that sound alike one key, and numbered names each their own', () => {
    expect(sound('Lovelace')).toBe(sound('Lovelacce'))
    expect(sound('Philips')).toBe(sound('Phillips'))
    expect(sound('Buyer 1')).not.toBe(sound('Buyer 11'))
  })
})
