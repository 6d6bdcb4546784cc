import { describe, expect, it } from 'vitest'
import { companyDomain, companyKeys, websiteSpellings } from './company-match.ts'

describe('the domain of a company', () => {
  it.each([
    ['acme.com', 'acme.com'],
    ['https://www.Acme.com/en?x=1', 'acme.com'],
    ['shop.acme.co.uk', 'acme.co.uk'],
    ['acme.github.io', 'acme.github.io'],
  ])('of %s is %s', (address, domain) => {
    expect(companyDomain(address)).toBe(domain)
  })

  it.each([
    'gmail.com',
    'https://www.facebook.com/acme',
    'acme.wordpress.com',
    'localhost',
    '10.0.0.1',
    '',
    null,
    undefined,
  ])('of %s is nobody’s own', (address) => {
    expect(companyDomain(address)).toBeNull()
  })

  it('is taken from the first address that has one, and a shared one is not passed over for the next', () => {
    expect(companyDomain(null, 'not a domain', 'acme.com')).toBe('acme.com')
    expect(companyDomain('gmail.com', 'acme.com')).toBeNull()
  })
})

it('a domain links, a name only suggests', () => {
  expect(companyKeys('The Acme GmbH', 'www.acme.com')).toEqual({ strong: ['domain:acme.com'], weak: ['name:acme'] })
  expect(companyKeys(null)).toEqual({ strong: [], weak: [] })
  expect(companyKeys('n/a', 'gmail.com')).toEqual({ strong: [], weak: [] })
})

it('every spelling that is looked for has the domain', () => {
  for (const spelling of websiteSpellings('acme.com')) expect(companyDomain(spelling)).toBe('acme.com')
})
