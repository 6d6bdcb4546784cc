import { describe, expect, test } from 'vitest'
import type { Selection } from '../config.ts'
import type { Values } from '../mapping/value.ts'
import type { FeedbackConfig, HandoverContract } from './config.ts'
import type { ReturningContact } from './return.ts'
import { mayReturn } from './return.ts'
import type { HandoffState } from './types.ts'
import { AS_STORED } from './wording.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-03-05T09:00Z')
const REJECTED_AT = Date.parse('2026-03-04T10:00Z')

const SELECTION: Selection = {
  marketingContacts: 'required',
  stages: ['marketingqualifiedlead'],
  lists: ['7'],
  conditions: [{ property: 'country', in: ['US', 'DE'] }],
  optedOut: 'exclude',
  salesforce: {},
}
const FEEDBACK = { recycleStage: 'lead' } as FeedbackConfig
const CONTRACT: HandoverContract = {
  id: 'c',
  name: 'c',
  version: 1,
  when: [{ property: 'country', in: ['US'] }],
  behaviour: [],
  score: null,
  urgency: 'high',
  urgencyWhen: [],
  pool: 'p',
  policy: null,
  nextStep: '',
}
const CONTACT: Values = {
  email: 'a@b.example',
  country: 'US',
  lifecyclestage: 'lead',
  hs_marketable_status: 'true',
  hs_email_optout: null,
}

interface So extends Partial<Omit<ReturningContact, 'values'>> {
  readonly values?: Values
  readonly state?: HandoffState
}
const decide = (returnAt: number | null, { values = {}, state = 'rejected', ...more }: So = {}) =>
  mayReturn(
    { state, rejectedAt: REJECTED_AT, returnAt },
    {
      values: { ...CONTACT, ...values },
      qualifiedAt: null,
      memberships: new Set(['7']),
      opportunities: [],
      ...more,
    },
    NOW,
    { handover: [CONTRACT], selection: SELECTION, feedback: FEEDBACK },
    AS_STORED,
  )
const MQL = { lifecyclestage: 'marketingqualifiedlead' }

test('comes back from the stage of the recycled when the return date has come, not before', () => {
  expect(decide(NOW)).toMatchObject({
    kind: 'returns',
    why: 'the return date has come',
    contract: { contract: CONTRACT },
  })
  expect(decide(NOW + 1)).toEqual({ kind: 'stays', why: 'the return date has not come' })
  expect(decide(null)).toEqual({ kind: 'stays', why: 'has no return date' })
})

test('comes back when he qualified anew after the rejection, whatever the date says', () => {
  for (const returnAt of [NOW + DAY, null])
    expect(decide(returnAt, { qualifiedAt: REJECTED_AT + 1, values: MQL })).toMatchObject({
      kind: 'returns',
      why: 'qualified anew',
    })
  for (const qualifiedAt of [REJECTED_AT, REJECTED_AT - DAY, NOW + 1])
    expect(decide(null, { qualifiedAt, values: MQL }).kind).toBe('stays')
})

test('nothing is asked of somebody who was not given back', () => {
  expect(decide(NOW, { state: 'withdrawn' })).toEqual({ kind: 'stays', why: 'was not given back' })
})

describe('by a date he is held back', () => {
  test.each<[string, So]>([
    ['no contract holds', { values: { country: 'DE' } }],
    ['is no marketing contact', { values: { hs_marketable_status: 'false' } }],
    ['is in a lifecycle stage that does not enter', { values: { lifecyclestage: 'customer' } }],
    ['is on none of the lists', { memberships: new Set(['8']) }],
    ['a condition of the selection does not hold', { values: { country: 'FR' } }],
    ['has opted out of e-mail', { values: { hs_email_optout: 'true' } }],
    ['has no e-mail address', { values: { email: null } }],
    ['has an open opportunity', { opportunities: [{ isClosed: false, isWon: false }] }],
    ['has a won opportunity', { opportunities: [{ isClosed: true, isWon: true }] }],
  ])('when he %s', (why, so) => {
    expect(decide(NOW, so)).toEqual({ kind: 'held-back', why })
  })

  test('not by an opportunity that was lost', () => {
    expect(decide(NOW, { opportunities: [{ isClosed: true, isWon: false }] }).kind).toBe('returns')
  })
})

test('anew he enters as everybody does: not from the stage of the recycled, but with an opportunity', () => {
  const anew = { qualifiedAt: REJECTED_AT + 1 }
  expect(decide(null, anew)).toMatchObject({ kind: 'held-back', why: 'is in a lifecycle stage that does not enter' })
  const opportunities = [{ isClosed: false, isWon: false }]
  expect(decide(null, { ...anew, values: MQL, opportunities }).kind).toBe('returns')
})
