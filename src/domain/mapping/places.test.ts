import { describe, expect, it } from 'vitest'
import { countryAs, stateAs } from './places.ts'

describe('countries', () => {
  it.each([
    ['Germany', 'iso2', 'DE'],
    ['deutschland', 'iso3', 'DEU'],
    ['USA', 'name', 'United States'],
    ['uk', 'name', 'United Kingdom'],
    ['Atlantis', 'iso2', null],
  ] as const)('%s as %s is %s', (raw, form, result) => {
    expect(countryAs(raw, form)).toBe(result)
  })
})

describe('states', () => {
  it.each([
    ['Georgia', 'USA', 'code', 'GA'],
    ['ga', 'United States', 'name', 'Georgia'],
    ['Georgia', 'Georgia', 'code', null],
    ['Georgia', null, 'code', null],
    ['US-GA', null, 'name', 'Georgia'],
    ['US-GA', 'Australia', 'name', null],
    ['WA', 'Australia', 'name', 'Western Australia'],
    ['WA', 'US', 'iso', 'US-WA'],
    ['quebec', 'Canada', 'name', 'Quebec'],
    ['Thuringen', 'DE', 'code', 'TH'],
    ['N.Y.', 'US', 'name', 'New York'],
    ['Nowhere', 'US', 'name', null],
  ] as const)('%s in %s as %s is %s', (raw, country, form, result) => {
    expect(stateAs(raw, country, form)).toBe(result)
  })
})
