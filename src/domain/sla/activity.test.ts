import { describe, expect, test } from 'vitest'
import type { Values } from '../mapping/value.ts'
import type { EarlierFact } from './activity.ts'
import { activityFact } from './activity.ts'

const ROBOT = '005ROBOT'
const ANN = '005ANN'
const BOB = '005BOB'
const NINE = '2026-03-02T09:00:00.000+0000'
const TEN = '2026-03-02T10:00:00.000+0000'
const ELEVEN = '2026-03-02T11:00:00.000+0000'

/** A task that Tandem made for Ann at nine, and that she completed at ten. */
const CLOSED: Values = {
  IsClosed: 'true',
  TaskSubtype: 'Task',
  Tandem_Key__c: 'k',
  CreatedDate: NINE,
  CreatedById: ROBOT,
  OwnerId: ANN,
  CompletedDateTime: TEN,
  LastModifiedDate: TEN,
  LastModifiedById: ANN,
}
const BY_ROBOT: Values = { LastModifiedById: ROBOT, LastModifiedDate: ELEVEN }

const read = (more: Values = {}, earlier: EarlierFact = null) =>
  activityFact('Task', { ...CLOSED, ...more }, { automationUsers: new Set([ROBOT]), earlier })

describe('who completed a task', () => {
  test('a person who completes what an automation made has answered, be it a task of Tandem or of another', () => {
    for (const key of ['k', null])
      expect(read({ Tandem_Key__c: key })).toMatchObject({ at: Date.parse(TEN), personId: ANN, counts: true })
  })

  test('who was found first stays, whoever edits it afterwards', () => {
    const first = read({ LastModifiedById: BOB })
    expect(read(BY_ROBOT, first)).toEqual(first)
    const robots = read({ LastModifiedById: ROBOT })
    expect(robots).toMatchObject({ personId: ROBOT, counts: false })
    expect(read({ LastModifiedDate: ELEVEN }, robots)).toMatchObject({ personId: ROBOT, counts: false })
  })

  test('is asked again when it was completed again', () => {
    const again = { CompletedDateTime: ELEVEN, LastModifiedDate: ELEVEN, LastModifiedById: BOB }
    expect(read(again, read())).toMatchObject({ at: Date.parse(ELEVEN), personId: BOB })
  })

  test('its owner, when an automation edited it after its completion and nobody had looked before', () => {
    const fact = read({ ...BY_ROBOT, OwnerId: BOB })
    expect(fact).toMatchObject({ personId: BOB, counts: true })
    expect(fact?.why).toContain('its owner')
    expect(read(BY_ROBOT, fact)).toEqual(fact)
  })

  test('the automation, when its edit was the completion, or when a queue or itself owns the task', () => {
    expect(read({ LastModifiedById: ROBOT })).toMatchObject({ personId: ROBOT, counts: false })
    for (const OwnerId of ['00GQUEUE', ROBOT])
      expect(read({ ...BY_ROBOT, OwnerId })).toMatchObject({ personId: ROBOT, counts: false })
  })

  test('its creator, when it was logged as done, whoever owns or edits it', () => {
    const logged = { CreatedDate: TEN, ...BY_ROBOT }
    expect(read(logged)).toMatchObject({ personId: ROBOT, counts: false })
    expect(read({ ...logged, CreatedById: BOB })).toMatchObject({ personId: BOB, counts: true })
  })

  test('without an instant of completion its creator if a person, else its last editor', () => {
    const undated = { CompletedDateTime: null }
    expect(read(undated)).toMatchObject({ at: Date.parse(NINE), personId: ANN, counts: true })
    expect(read({ ...undated, ...BY_ROBOT, CreatedById: BOB })).toMatchObject({ personId: BOB, counts: true })
    expect(read({ ...undated, ...BY_ROBOT })).toMatchObject({ personId: ROBOT, counts: false })
  })
})

describe('what is no response', () => {
  test('a call that came in, or stayed in the house; one without direction was logged by hand and counts', () => {
    const call = (CallType: string | null) => read({ TaskSubtype: 'Call', CallType })
    expect(call('Inbound')).toMatchObject({ counts: false, why: 'the call came in: it is not a response' })
    expect(call('Internal')).toMatchObject({ counts: false })
    expect(call('Outbound')).toMatchObject({ counts: true, why: 'call by a person' })
    expect(call(null)).toMatchObject({ counts: true })
  })

  test('mails to a list and steps of a cadence', () => {
    for (const TaskSubtype of ['ListEmail', 'Cadence']) expect(read({ TaskSubtype })).toMatchObject({ counts: false })
    expect(read({ TaskSubtype: 'Email' })).toMatchObject({ kind: 'email', counts: true })
  })

  test('an open task is no fact yet', () => {
    expect(read({ IsClosed: 'false', CompletedDateTime: null })).toBeNull()
  })

  test('a meeting that an automation booked', () => {
    const options = { automationUsers: new Set([ROBOT]) }
    const meeting = (CreatedById: string) => activityFact('Event', { StartDateTime: TEN, CreatedById }, options)
    expect(meeting(ANN)).toMatchObject({ kind: 'meeting', at: Date.parse(TEN), personId: ANN, counts: true })
    expect(meeting(ROBOT)).toMatchObject({ counts: false, why: 'logged by an automation user' })
  })
})
