import { describe, expect, test } from 'vitest'
import { formOf, mapSentence, stepWords } from './map-words.ts'

const map = { hubspot: 'phone', salesforce: 'Phone' }

describe('what a map does, in words', () => {
  test('says who wins, what is done on the way, and when', () => {
    expect(
      mapSentence({
        ...map,
        rule: 'hubspot-wins',
        toSalesforce: ['trim', { truncate: 40 }],
        values: { a: 'b' },
        when: { property: 'country', in: ['US', 'CA'] },
      }),
    ).toBe(
      'A change on either side goes to the other. If both changed, HubSpot’s value stays. 1 value is translated. ' +
        'On the way to Salesforce: Trim, then Cut to length (40). Only where country is US or CA.',
    )
  })

  test('of a one-way map speaks of the one way', () => {
    expect(mapSentence({ ...map, rule: 'hubspot-wins', direction: 'to-salesforce' })).toBe(
      'HubSpot fills Salesforce; an edit in Salesforce is taken back.',
    )
    expect(mapSentence({ ...map, rule: 'off' })).toContain('left alone')
  })

  test('knows a step by its main part', () => {
    expect(formOf({ state: 'code', country: 'US' })?.id).toBe('state')
    expect(formOf({ country: 'iso2', unread: 'keep' })?.id).toBe('country')
    expect(formOf({ phone: { country: 'US' } })?.id).toBe('phone')
    expect(formOf({ map: { a: 'b' }, otherwise: 'c' })?.id).toBe('map')
    expect(stepWords({ fallback: ['a', 'b'] })).toBe('Use other fields (a, b)')
  })
})
