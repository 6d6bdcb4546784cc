import { describe, expect, test } from 'vitest'
import {
  becauseWords,
  causeBeside,
  quoted,
  reasonWords,
  ruleWords,
  setterOf,
  standingOf,
  writtenWords,
} from './words.ts'

const change = {
  field: 'Phone',
  from: '1',
  to: '2',
  rule: 'phone',
  because: 'newest-wins',
  winner: 'hubspot' as const,
  lost: { value: '1' },
}

describe('the sentence of why', () => {
  test('names the rule and what did not prevail, and whose value it is', () => {
    const update = { side: 'salesforce', action: 'update' } as const
    expect(setterOf({ change, ...update }, 'map')).toBe('HubSpot')
    expect(setterOf({ change: { ...change, winner: 'tandem' }, ...update }, 'map')).toBe('Tandem')
    expect(setterOf({ change: { ...change, because: 'decided by Ana Admin' }, ...update }, 'map')).toBe('a person')
    const create = { change: { ...change, winner: 'tandem' }, side: 'salesforce', action: 'create' } as const
    expect(setterOf(create, 'map')).toBe('HubSpot')
    expect(setterOf(create, 'tandem')).toBe('Tandem')
    expect(becauseWords({ change, side: 'salesforce' })).toBe('newest wins, Salesforce had “1”')
    expect(becauseWords({ change: { ...change, lost: null, because: 'changed-one-side' }, side: 'salesforce' })).toBe(
      'it had changed there alone',
    )
    expect(becauseWords({ change: { ...change, lost: { value: null } }, side: 'hubspot' })).toBe(
      'newest wins, HubSpot had nothing',
    )
  })

  test('says what was written where', () => {
    const where = { side: 'salesforce', object: 'Lead' } as const
    expect(writtenWords({ change, ...where, action: 'update' })).toBe(
      'Written to Salesforce Lead.Phone: “1” became “2”.',
    )
    expect(writtenWords({ change, ...where, action: 'create' })).toBe(
      'Tandem made the Salesforce Lead with it (Phone).',
    )
  })

  test('tells what it has no words for as it is called', () => {
    expect(reasonWords('merged in HubSpot')).toBe('merged in HubSpot')
    expect(ruleWords('newest-wins', 'both')).toBe('newest wins, both ways')
    expect([quoted(''), quoted(null), quoted('0')]).toEqual(['nothing', 'nothing', '“0”'])
  })
})

describe('how a record stands', () => {
  const field = (agrees: boolean | null) => ({ agrees }) as Parameters<typeof standingOf>[0]['fields'][number]
  const problem = {} as Parameters<typeof standingOf>[0]['problems'][number]

  test('is in step only when nothing differs and nothing is parked', () => {
    expect(standingOf({ state: 'active', problems: [], fields: [field(true), field(null)] }).name).toBe('In step')
    expect(standingOf({ state: 'active', problems: [problem], fields: [field(true)] }).name).toBe('Linked')
    expect(standingOf({ state: 'active', problems: [], fields: [field(true), field(false)] }).name).toBe('Linked')
    expect(standingOf({ state: 'active', problems: [], fields: [field(null)] }).name).toBe('Linked')
    expect(standingOf({ state: 'unlinked', problems: [], fields: [field(true)] }).name).toBe('Unlinked')
  })
})

test('a cause that says what the fields say is left out', () => {
  expect(causeBeside('figures of the campaign changed', [{ because: 'figure-changed' }])).toBe('')
  expect(causeBeside('webhook', [{ because: 'newest-wins' }])).toBe('webhook')
})
