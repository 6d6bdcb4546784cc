import { describe, expect, test } from 'vitest'
import type { HandoverContract } from './config.ts'
import { judgeAgain } from './judge-again.ts'
import { AS_STORED } from './wording.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 2, 10)
const CONTRACT: HandoverContract = {
  id: 'all',
  name: 'all',
  version: 2,
  when: [],
  behaviour: [],
  score: null,
  urgency: 'normal',
  urgencyWhen: [
    { urgency: 'urgent', when: [], behaviour: [{ property: 'asked_on', withinDays: 1 }] },
    { urgency: 'low', when: [{ property: 'country', in: ['XX'] }], behaviour: [] },
  ],
  pool: 'sales',
  policy: null,
  nextStep: '',
}
const handoff = (urgency: string) => ({ contract: 'all', contractVersion: 2, urgency, handedOverAt: NOW - 5 * DAY })
const judge = (urgency: string, contact: Record<string, string | null>) =>
  judgeAgain(handoff(urgency), [CONTRACT], contact, NOW, AS_STORED)?.urgency ?? null

describe('a lead that sales has, judged again', () => {
  test('is more urgent when the person does something that makes it so', () => {
    expect(judge('normal', { asked_on: new Date(NOW - DAY / 2).toISOString() })).toBe('urgent')
    expect(judge('urgent', { asked_on: new Date(NOW - DAY / 2).toISOString() })).toBeNull()
  })

  test('is not less urgent because what it did grows old', () => {
    expect(judge('urgent', { asked_on: new Date(NOW - 5 * DAY - 1).toISOString() })).toBeNull()
  })

  test('is less urgent when its values are corrected', () => {
    expect(judge('urgent', { asked_on: null })).toBe('normal')
    expect(judge('normal', { country: 'XX' })).toBe('low')
  })

  test('keeps its urgency under another version of the contract, and where the contract no longer holds', () => {
    const edited = { ...CONTRACT, version: 3 }
    expect(judgeAgain(handoff('normal'), [edited], { country: 'XX' }, NOW, AS_STORED)).toBeNull()
    const narrow = { ...CONTRACT, when: [{ property: 'country', in: ['DE'] }] }
    expect(judgeAgain(handoff('urgent'), [narrow], { country: 'XX' }, NOW, AS_STORED)).toBeNull()
  })
})
