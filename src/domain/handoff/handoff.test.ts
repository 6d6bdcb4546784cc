import { describe, expect, it } from 'vitest'
import type { HandoverContract } from '../config.ts'
import { chooseContract } from './contract.ts'
import type { TaskInput } from './task.ts'
import { followUpTask } from './task.ts'

const contract = (id: string, when: HandoverContract['when']): HandoverContract => ({
  id,
  when,
  urgency: 'high',
  pool: 'sales',
  nextStep: 'Call.',
})

describe('the contract', () => {
  const paid = contract('paid', [
    { property: 'source', in: ['PAID'] },
    { property: 'country', in: ['US'] },
  ])
  const rest = contract('rest', [])

  it('is the first whose conditions all hold, with the reason in words', () => {
    expect(chooseContract([paid, rest], { source: 'PAID', country: 'US' })).toEqual({
      contract: paid,
      reason: 'source is PAID, country is US',
    })
    expect(chooseContract([paid, rest], { source: 'PAID', country: 'DE' })).toEqual({
      contract: rest,
      reason: 'every selected contact (rest)',
    })
  })

  it('is none when none holds', () => {
    expect(chooseContract([paid], { source: null })).toBeNull()
    expect(chooseContract([], {})).toBeNull()
  })
})

describe('the follow-up task', () => {
  const input: TaskInput = {
    key: 'k',
    leadOrContactId: '00Q1',
    ownerId: '0051',
    personName: 'Ada Bell',
    company: 'Orrin',
    campaign: 'Webinar',
    source: 'PAID_SEARCH',
    reason: 'source is PAID',
    urgency: 'urgent',
    nextStep: 'Call.',
    dueOn: '2026-03-02',
    dueText: '2026-03-02T13:30 (America/New_York)',
    hubspotUrl: 'https://app.hubspot.com/contacts/1/record/0-1/2',
  }

  it('says who, why, which campaign, how urgent, until when, what next and where', () => {
    const task = followUpTask(input)
    expect(task).toMatchObject({
      Subject: 'Follow up: Ada Bell (Orrin)',
      Status: 'Not Started',
      Priority: 'High',
      ActivityDate: '2026-03-02',
      OwnerId: '0051',
      WhoId: '00Q1',
    })
    for (const said of [
      'Ada Bell, Orrin',
      'source is PAID',
      'Webinar (PAID_SEARCH)',
      'urgent',
      '13:30',
      'Call.',
      input.hubspotUrl,
    ])
      expect(task['Description']).toContain(said)
  })

  it('gets by without company, campaign, source and deadline', () => {
    const bare = {
      ...input,
      company: null,
      campaign: null,
      source: null,
      dueOn: null,
      dueText: 'no deadline',
      urgency: 'odd',
    }
    const task = followUpTask(bare)
    expect(task).toMatchObject({ Subject: 'Follow up: Ada Bell', ActivityDate: null, Priority: 'Normal' })
    expect(task['Description']).toContain('Campaign: none known\n')
  })

  it('keeps the subject within what Salesforce holds', () => {
    const { Subject } = followUpTask({ ...input, personName: '😀'.repeat(300) })
    // "Follow up: " is 11 long, so a pair would begin at the last place: it is left out whole.
    expect(Subject).toHaveLength(255)
    expect((Subject ?? '').isWellFormed()).toBe(true)
  })
})
