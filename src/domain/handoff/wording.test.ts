import { describe, expect, it } from 'vitest'
import { AS_STORED, wordingOf } from './wording.ts'

const words = wordingOf(
  {
    hs_analytics_source: {
      label: 'Original Traffic Source',
      type: 'picklist',
      options: [{ value: 'PAID_SEARCH', label: 'Paid Search' }],
    },
    interests: { label: 'Interests', type: 'multi-picklist', options: [{ value: 'a', label: 'Alpha' }] },
    recent_conversion_date: { label: 'Recent Conversion Date', type: 'datetime' },
    born: { label: 'Born', type: 'date' },
    score: { label: 'Score', type: 'number' },
    optin: { label: 'Opted in', type: 'boolean' },
  },
  'Europe/Berlin',
)

describe('words of HubSpot', () => {
  it('are the labels of properties and options', () => {
    expect(words.property('hs_analytics_source')).toBe('Original Traffic Source')
    expect(words.value('hs_analytics_source', 'PAID_SEARCH')).toBe('Paid Search')
    expect(words.value('interests', 'a;b')).toBe('Alpha, b')
    expect(words.value('optin', 'true')).toBe('Yes')
  })

  it('tell dates and instants as people write them, in the zone of the org', () => {
    expect(words.value('recent_conversion_date', '2026-07-01T22:30:00.000Z')).toBe('2 Jul 2026, 00:30')
    expect(words.value('recent_conversion_date', '1763800000000')).toBe('22 Nov 2025, 09:26')
    expect(words.value('born', '1990-03-05')).toBe('5 Mar 1990')
  })

  it('leave a number of thirteen digits a number where it is one, and tell what nobody knows as it is', () => {
    expect(words.value('score', '1763800000000')).toBe('1763800000000')
    expect(words.property('unknown')).toBe('unknown')
    expect(words.value('unknown', 'X_1')).toBe('X_1')
    expect([words.value('born', null), words.value('born', ''), AS_STORED.value('born', null)]).toEqual([
      'blank',
      'blank',
      'blank',
    ])
  })
})
