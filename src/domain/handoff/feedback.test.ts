import { describe, expect, test } from 'vitest'
import type { Values } from '../mapping/value.ts'
import type { FeedbackConfig } from './config.ts'
import type { Feedback, OpportunityFact } from './feedback.ts'
import { judgeFeedback, withoutCycleBefore } from './feedback.ts'
import type { HandoffState } from './types.ts'

const DAY = 86_400_000
const HANDED_OVER = Date.parse('2026-03-02T09:00Z')
const NOW = Date.parse('2026-03-05T09:00Z')
const SAID = Date.parse('2026-03-04T10:00Z')
const CONFIG: FeedbackConfig = {
  acceptedStatuses: ['Working'],
  qualifiedStatuses: ['Qualified'],
  rejectedStatuses: ['Recycled'],
  reasonField: 'Reject_Reason__c',
  defaultReason: 'not said',
  returnAfterDays: 90,
  returnAfterDaysByReason: { 'No budget': 180, Competitor: null },
  recycleStage: 'lead',
  recycleOwner: null,
  reopenedStatus: 'New',
  closesTask: true,
}

interface So {
  readonly state?: HandoffState
  readonly rejectReason?: string
  readonly opportunities?: readonly OpportunityFact[]
}
const judge = (record: Values, { state = 'open', rejectReason, opportunities = [] }: So = {}): Feedback =>
  judgeFeedback(
    {
      state,
      handedOverAt: HANDED_OVER,
      rejectedAt: state === 'rejected' ? SAID : null,
      rejectReason: rejectReason ?? null,
    },
    { LastModifiedDate: '2026-03-04T10:00:00.000+0000', LastModifiedById: '005A', ...record },
    CONFIG,
    opportunities,
    NOW,
  )
const opportunity = (createdAt: number): OpportunityFact => ({ id: '006A', createdAt })

describe('what sales says', () => {
  test.each<[string, Values, So, Feedback['kind']]>([
    ['a new lead', { Status: 'New' }, {}, 'none'],
    ['a contact without status', {}, {}, 'none'],
    ['somebody works on it', { Status: 'Working' }, {}, 'accepted'],
    ['it is qualified', { Status: 'Qualified' }, {}, 'qualified'],
    ['it is given back', { Status: 'Recycled' }, {}, 'rejected'],
    ['a reason is given, whatever the status', { Status: 'Working', Reject_Reason__c: 'Student' }, {}, 'rejected'],
    ['a reason is given on a contact', { Reject_Reason__c: 'Student' }, {}, 'rejected'],
    ['a blank reason is none', { Status: 'Working', Reject_Reason__c: '  ' }, {}, 'accepted'],
    [
      'a qualified status is stronger than a reason left over',
      { Status: 'Qualified', Reject_Reason__c: 'x' },
      {},
      'qualified',
    ],
    ['an opportunity qualifies', { Status: 'New' }, { opportunities: [opportunity(SAID)] }, 'qualified'],
    [
      'an opportunity is stronger than a status',
      { Status: 'Recycled' },
      { opportunities: [opportunity(SAID)] },
      'qualified',
    ],
    [
      'one from before the handover says nothing',
      { Status: 'New' },
      { opportunities: [opportunity(HANDED_OVER - 1)] },
      'none',
    ],
  ])('%s', (_, record, so, kind) => {
    expect(judge(record, so).kind).toBe(kind)
  })

  test('goes forward only: what is recorded is not told again, and nothing goes back', () => {
    expect(judge({ Status: 'Working' }, { state: 'accepted' }).kind).toBe('none')
    expect(judge({ Status: 'New' }, { state: 'accepted' }).kind).toBe('none')
    expect(judge({ Status: 'Qualified' }, { state: 'accepted' }).kind).toBe('qualified')
    for (const Status of ['New', 'Working', 'Qualified'])
      expect(judge({ Status }, { state: 'qualified' }).kind).toBe('none')
    for (const Status of ['New', 'Working', 'Qualified', 'Recycled'])
      expect(judge({ Status }, { state: 'rejected' }).kind).toBe('none')
    expect(judge({ Status: 'New' }, { state: 'rejected', opportunities: [opportunity(SAID)] }).kind).toBe('none')
    expect(judge({ Status: 'Working' }, { state: 'withdrawn' }).kind).toBe('none')
  })

  test('gives a qualified lead back only while it has no opportunity', () => {
    expect(judge({ Status: 'Recycled' }, { state: 'qualified' }).kind).toBe('rejected')
    expect(judge({ Status: 'Recycled' }, { state: 'qualified', opportunities: [opportunity(SAID)] }).kind).toBe('none')
  })

  test('was said when the record was last changed, or when the opportunity was made, and not after now', () => {
    expect(judge({ Status: 'Working' })).toMatchObject({ at: SAID, why: 'Lead Status Working' })
    expect(judge({ Status: 'Working', LastModifiedDate: null })).toMatchObject({ at: NOW })
    expect(judge({ Status: 'Working', LastModifiedDate: '2027-01-01T00:00:00.000Z' })).toMatchObject({ at: NOW })
    const opportunities = [opportunity(SAID + 5), { id: '006B', createdAt: SAID + 4 }]
    expect(judge({}, { opportunities })).toMatchObject({ at: SAID + 4, why: 'opportunity 006B' })
  })

  test('of a record last changed before the handover is not about it', () => {
    const before = { LastModifiedDate: '2026-03-01T00:00:00.000Z' }
    expect(judge({ Status: 'Recycled', Reject_Reason__c: 'Old', ...before }).kind).toBe('none')
  })
})

describe('a rejection', () => {
  test('has the reason of its field, else the usual one, who rejected and the return date', () => {
    expect(judge({ Status: 'Recycled', Reject_Reason__c: ' Too small ' })).toEqual({
      kind: 'rejected',
      at: SAID,
      why: 'Lead Status Recycled',
      reason: 'Too small',
      returnAt: SAID + 90 * DAY,
      by: '005A',
    })
    expect(judge({ Status: 'Recycled' })).toMatchObject({ reason: 'not said' })
  })

  test.each([
    ['No budget', SAID + 180 * DAY],
    ['Competitor', null],
    ['constructor', SAID + 90 * DAY],
  ])('by "%s" has the return date of that reason', (Reject_Reason__c, returnAt) => {
    expect(judge({ Status: 'Recycled', Reject_Reason__c })).toMatchObject({ returnAt })
  })

  test('may get its reason a moment later: at its own instant, with the return date of that', () => {
    const later = judge(
      { Status: 'Recycled', Reject_Reason__c: 'No budget' },
      { state: 'rejected', rejectReason: 'not said' },
    )
    expect(later).toMatchObject({ kind: 'rejected', at: SAID, reason: 'No budget', returnAt: SAID + 180 * DAY })
    const same = judge({ Status: 'Recycled', Reject_Reason__c: 'x' }, { state: 'rejected', rejectReason: 'x' })
    expect(same.kind).toBe('none')
  })
})

describe('a record that is still to be reopened', () => {
  const held = (record: Values, pending: Values): Values => withoutCycleBefore(record, pending, CONFIG)

  test('says nothing by what the cycle before left on it', () => {
    const left = { Status: 'Recycled', Reject_Reason__c: 'Student' }
    expect(held(left, { Status: 'New', Reject_Reason__c: null })).toEqual({ Status: 'New', Reject_Reason__c: null })
  })

  test('is heard when sales went on with it, and when other values wait to be written', () => {
    expect(held({ Status: 'Working' }, { Status: 'New' })).toEqual({ Status: 'Working' })
    const said = { Status: 'Recycled', Reject_Reason__c: 'Student' }
    expect(held(said, { Rating: 'Hot' })).toEqual(said)
  })
})

test('a rejection in the very second of the handover is one, at the handover; a second earlier it is none', () => {
  const at = (ms: number) => judge({ Status: 'Recycled', LastModifiedDate: new Date(HANDED_OVER + ms).toISOString() })
  expect(at(-500)).toMatchObject({ kind: 'rejected', at: HANDED_OVER })
  expect(at(-1000)).toEqual({ kind: 'none' })
})
