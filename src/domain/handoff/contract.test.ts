import { describe, expect, it, test } from 'vitest'
import type { Values } from '../mapping/value.ts'
import type { HandoverContract } from './config.ts'
import { chooseContract } from './contract.ts'
import { AS_STORED, wordingOf } from './wording.ts'

const NOW = Date.parse('2026-03-10T12:00Z')
const contract = (id: string, rest: Partial<HandoverContract> = {}): HandoverContract => ({
  id,
  name: id,
  version: 3,
  when: [],
  behaviour: [],
  score: null,
  urgency: 'normal',
  urgencyWhen: [],
  pool: 'sales',
  policy: null,
  nextStep: 'Call.',
  ...rest,
})
const choose = (contracts: readonly HandoverContract[], contact: Values) =>
  chooseContract(contracts, contact, NOW, AS_STORED)
const holds = (rest: Partial<HandoverContract>, contact: Values): boolean =>
  choose([contract('c', rest)], contact) !== null

describe('the contract', () => {
  const paid = contract('paid', {
    when: [
      { property: 'source', in: ['PAID'] },
      { property: 'country', in: ['US'] },
    ],
  })
  const rest = contract('rest')

  it('is the first whose conditions all hold, with its version and the reason in words', () => {
    expect(choose([paid, rest], { source: 'PAID', country: 'US' })).toEqual({
      contract: paid,
      version: 3,
      reason: 'source is PAID, country is US',
      urgency: 'normal',
      urgencyRule: 'normal: as usual for paid',
    })
    expect(choose([paid, rest], { source: 'PAID', country: 'DE' })).toMatchObject({
      contract: rest,
      reason: 'every selected contact (rest)',
    })
  })

  it('tells the reason in the words of HubSpot, as reps know it', () => {
    const lately = contract('paid', {
      name: 'Paid search',
      when: [{ property: 'source', in: ['PAID'] }],
      behaviour: [{ property: 'visited', withinDays: 14 }],
      score: { property: 'score', atLeast: 50 },
      urgencyWhen: [{ urgency: 'high', when: [{ property: 'source', in: ['PAID'] }], behaviour: [] }],
    })
    const words = wordingOf(
      {
        source: { label: 'Original Source', type: 'picklist', options: [{ value: 'PAID', label: 'Paid Search' }] },
        visited: { label: 'Last visit', type: 'datetime' },
        score: { label: 'Lead score', type: 'number' },
      },
      'America/New_York',
    )
    const visitor = { source: 'PAID', visited: '2026-03-09T15:04:05.000Z', score: '61' }
    expect(chooseContract([lately], visitor, NOW, words)).toMatchObject({
      reason:
        'Original Source is Paid Search, Last visit was 9 Mar 2026, 11:04, within 14 days, Lead score is 61, at least 50',
      urgencyRule: 'high: Original Source is Paid Search',
    })
    expect(chooseContract([contract('all', { name: 'Everybody' })], {}, NOW, words)).toMatchObject({
      reason: 'every selected contact (Everybody)',
      urgencyRule: 'normal: as usual for Everybody',
    })
  })

  it('is none when none holds', () => {
    expect(choose([paid], { source: null })).toBeNull()
    expect(choose([], {})).toBeNull()
  })
})

describe('behaviour', () => {
  const lately = { behaviour: [{ property: 'visited', withinDays: 7 }] }

  test.each([
    ['now', '2026-03-10T12:00:00.000Z', true],
    ['a week ago to the millisecond', '2026-03-03T12:00:00.000Z', true],
    ['a millisecond longer ago', '2026-03-03T11:59:59.999Z', false],
    ['a moment ahead', '2026-03-10T12:00:00.001Z', false],
    ['epoch milliseconds, as HubSpot writes some', String(Date.parse('2026-03-09T00:00Z')), true],
    ['epoch milliseconds of last year', String(Date.parse('2025-03-09T00:00Z')), false],
    ['a date: today', '2026-03-10', true],
    ['a date that has begun somewhere', '2026-03-11', true],
    ['a date that begins nowhere yet', '2026-03-12', false],
    ['a date that ended somewhere within the week', '2026-03-03', true],
    ['a date that ended everywhere before', '2026-03-01', false],
    ['no date', 'yesterday', false],
    ['blank', null, false],
  ])('%s', (_, visited, expected) => {
    expect(holds(lately, { visited })).toBe(expected)
  })

  it('must hold for every property named, and is told', () => {
    const both = { behaviour: [...lately.behaviour, { property: 'opened', withinDays: 1 }] }
    expect(holds(both, { visited: '2026-03-09' })).toBe(false)
    expect(choose([contract('c', both)], { visited: '2026-03-09', opened: '2026-03-10' })?.reason).toBe(
      'visited was 2026-03-09, within 7 days, opened was 2026-03-10, within a day',
    )
  })
})

describe('the score', () => {
  const scored = { score: { property: 'hubspotscore', atLeast: 50 } }

  test.each([
    ['50', true],
    ['50.0', true],
    [' 5e1 ', true],
    ['1000', true],
    ['49.999', false],
    ['-50', false],
    ['', false],
    [null, false],
    ['hot', false],
    ['50 points', false],
    ['Infinity', false],
  ])('%s of at least 50: %s', (hubspotscore, expected) => {
    expect(holds(scored, { hubspotscore })).toBe(expected)
  })

  it('that was not read is none', () => {
    expect(holds(scored, {})).toBe(false)
  })

  it('may be negative, and is part of the reason', () => {
    const low = contract('c', { score: { property: 'fit', atLeast: -1.5 } })
    expect(choose([low], { fit: '-1.5' })?.reason).toBe('fit is -1.5, at least -1.5')
    expect(choose([low], { fit: '-1.6' })).toBeNull()
  })
})

describe('the urgency', () => {
  const hot = contract('demo', {
    urgencyWhen: [
      {
        urgency: 'urgent',
        when: [{ property: 'form', in: ['demo'] }],
        behaviour: [{ property: 'sent', withinDays: 1 }],
      },
      { urgency: 'high', when: [{ property: 'form', in: ['demo'] }], behaviour: [] },
      { urgency: 'low', when: [], behaviour: [] },
    ],
  })
  const given = (contact: Values) => choose([hot], contact)

  it('is that of the first rule that holds, with the rule', () => {
    expect(given({ form: 'demo', sent: '2026-03-10' })).toMatchObject({
      urgency: 'urgent',
      urgencyRule: 'urgent: form is demo, sent was 2026-03-10, within a day',
    })
    expect(given({ form: 'demo', sent: '2026-01-10' })).toMatchObject({
      urgency: 'high',
      urgencyRule: 'high: form is demo',
    })
    expect(given({})).toMatchObject({ urgency: 'low', urgencyRule: 'low: always' })
  })
})
