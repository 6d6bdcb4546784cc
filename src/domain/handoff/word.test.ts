import { describe, expect, it } from 'vitest'
import type { FeedbackConfig } from './config.ts'
import type { Handoff } from './types.ts'
import { judgeWord, withoutAcceptance } from './word.ts'
import type { Word } from './word.ts'

const T0 = Date.UTC(2026, 2, 2, 15)
const NOW = T0 + 3_600_000
const DAY = 86_400_000

const CONFIG: FeedbackConfig = {
  acceptedStatuses: ['Working', 'Nurturing'],
  qualifiedStatuses: [],
  rejectedStatuses: ['Unqualified'],
  reasonField: 'Reason__c',
  defaultReason: 'No reason given',
  returnAfterDays: 30,
  returnAfterDaysByReason: { Student: null },
  recycleStage: 'lead',
  recycleOwner: null,
  reopenedStatus: 'Open',
  closesTask: false,
}

const handoff = (
  over: Partial<Handoff> = {},
): Pick<Handoff, 'state' | 'handedOverAt' | 'rejectedAt' | 'rejectReason'> => ({
  state: 'open',
  handedOverAt: T0,
  rejectedAt: null,
  rejectReason: null,
  ...over,
})
const ACCEPT: Word = { kind: 'accept' }
const reject = (reason: string): Word => ({ kind: 'reject', reason })

describe('an acceptance', () => {
  it('is said at once, and writes the first accepting status on a Lead', () => {
    expect(judgeWord(handoff(), 'Lead', ACCEPT, CONFIG, [], NOW)).toMatchObject({
      kind: 'said',
      feedback: { kind: 'accepted', at: NOW },
      writes: { Status: 'Working' },
    })
  })

  it('writes nothing on a Contact, and nothing where no status means it', () => {
    expect(judgeWord(handoff(), 'Contact', ACCEPT, CONFIG, [], NOW)).toMatchObject({ kind: 'said', writes: {} })
    const silent = { ...CONFIG, acceptedStatuses: [] }
    expect(judgeWord(handoff(), 'Lead', ACCEPT, silent, [], NOW)).toMatchObject({ kind: 'said', writes: {} })
  })

  it.each([
    ['accepted', { kind: 'already' }],
    ['qualified', { kind: 'refused', code: 'QUALIFIED' }],
    ['rejected', { kind: 'refused', code: 'GIVEN_BACK' }],
    ['withdrawn', { kind: 'refused', code: 'WITHDRAWN' }],
  ] as const)('of a lead that is %s', (state, verdict) => {
    expect(judgeWord(handoff({ state }), 'Lead', ACCEPT, CONFIG, [], NOW)).toMatchObject(verdict)
  })

  it('is refused once there is an opportunity', () => {
    const made = [{ id: '006', createdAt: T0 + 1 }]
    expect(judgeWord(handoff(), 'Lead', ACCEPT, CONFIG, made, NOW)).toMatchObject({ code: 'QUALIFIED' })
  })
})

describe('a rejection', () => {
  it('has the return date of its reason, and writes status and reason', () => {
    expect(judgeWord(handoff(), 'Lead', reject('No budget'), CONFIG, [], NOW)).toMatchObject({
      feedback: { kind: 'rejected', reason: 'No budget', returnAt: NOW + 30 * DAY },
      writes: { Status: 'Unqualified', Reason__c: 'No budget' },
    })
    expect(judgeWord(handoff(), 'Lead', reject('Student'), CONFIG, [], NOW)).toMatchObject({
      feedback: { returnAt: null },
    })
    expect(judgeWord(handoff(), 'Contact', reject('Student'), CONFIG, [], NOW)).toMatchObject({
      writes: { Reason__c: 'Student' },
    })
  })

  it('goes from an accepted and a qualified lead, as long as there is no opportunity', () => {
    for (const state of ['accepted', 'qualified'] as const)
      expect(judgeWord(handoff({ state }), 'Lead', reject('Student'), CONFIG, [], NOW).kind).toBe('said')
    const made = [{ id: '006', createdAt: T0 + 1 }]
    expect(judgeWord(handoff({ state: 'qualified' }), 'Lead', reject('Student'), CONFIG, made, NOW).kind).toBe(
      'refused',
    )
  })

  it('is nothing new with the same reason, and refused with another', () => {
    const given = handoff({ state: 'rejected', rejectedAt: T0 + 1, rejectReason: 'Student' })
    expect(judgeWord(given, 'Lead', reject('Student'), CONFIG, [], NOW)).toEqual({ kind: 'already' })
    expect(judgeWord(given, 'Lead', reject('No budget'), CONFIG, [], NOW)).toMatchObject({ code: 'GIVEN_BACK' })
  })
})

it('an acceptance that was not written yet is given up, other values are not', () => {
  expect(withoutAcceptance({ Status: 'Nurturing', Rating: 'Hot' }, CONFIG)).toEqual({ Rating: 'Hot' })
  expect(withoutAcceptance({ Status: 'Open' }, CONFIG)).toEqual({ Status: 'Open' })
})
