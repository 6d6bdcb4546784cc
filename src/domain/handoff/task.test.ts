import { describe, expect, it } from 'vitest'
import type { TaskInput } from './task.ts'
import { followUpTask, taskChanges, taskPrint } from './task.ts'

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

describe('an open task', () => {
  const told = { ownerId: '0051', urgency: 'high', nextStep: 'Call.', dueOn: '2026-03-02', dueText: '13:30' }
  const print = taskPrint(told)
  const text = 'Why now: x\nUrgency: high\nAnswer by: 13:30\nNext step: Call.\nCalls back on Friday.'

  it('is told nothing while nothing has changed, whatever a rep made of it', () => {
    expect(taskChanges(print, told, 'Notes alone.')).toEqual({})
  })

  it('is told what changed alone', () => {
    expect(taskChanges(print, { ...told, ownerId: '0052' }, text)).toEqual({ OwnerId: '0052' })
    expect(taskChanges(print, { ...told, dueOn: '2026-03-03', dueText: '09:00' }, text)).toEqual({
      ActivityDate: '2026-03-03',
      Description: text.replace('13:30', '09:00'),
    })
    expect(taskChanges(print, { ...told, urgency: 'low' }, text)).toEqual({
      Priority: 'Low',
      Description: text.replace('Urgency: high', 'Urgency: low'),
    })
  })

  it('keeps what a rep wrote instead of the description', () => {
    expect(taskChanges(print, { ...told, nextStep: 'Write.' }, 'Notes alone.')).toEqual({})
    expect(taskChanges(print, { ...told, nextStep: 'Write.' }, null)).toEqual({})
  })
})
