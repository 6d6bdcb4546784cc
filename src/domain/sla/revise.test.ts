import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import type { LadderStep } from './ladder.ts'
import type { ClockRecord, RecordedClock } from './record.ts'
import type { ClockTerms, Revision } from './revise.ts'
import { holidayAdded, reviseClock } from './revise.ts'
import { NO_FACTS, settleClock } from './settle.ts'
import type { FollowUp } from './clock.ts'
import type { ClockEvent } from './timeline.ts'

const H = 3600
const MONDAY = Date.UTC(2026, 2, 2)
const hour = (n: number): number => MONDAY + n * H * 1000
const days = (hours: readonly [string, string], holidays: readonly string[] = []): BusinessCalendar => ({
  timeZone: 'UTC',
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [hours]])),
  holidays,
})
const always = days(['00:00', '24:00'])
const office = days(['09:00', '17:00'])
const boss: LadderStep = { id: 'boss', at: { afterDueSeconds: 0 }, action: { kind: 'notify_manager' }, clock: 'c' }
const CLOCK: ClockRecord = {
  kind: 'first_response',
  calendar: always,
  targetSeconds: 10 * H,
  warnAt: [0.5],
  pausedIn: [],
  ladder: [boss],
  startedAt: hour(0),
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}
const call = (at: number): FollowUp => ({ id: 'call', at: hour(at), person: 'ann', counts: true })
const facts = (calls: readonly FollowUp[]) => ({ followUps: calls, handoff: null })
const recordedAt = (at: number, more: Partial<ClockRecord> = {}, calls: readonly FollowUp[] = []): RecordedClock => {
  const clock = { ...CLOCK, ...more }
  const recorded = settleClock(clock, facts(calls), hour(at), hour(0))
  return { ...clock, ...recorded, recorded }
}
const TERMS: ClockTerms = { targetSeconds: 10 * H, calendar: always, warnAt: [0.5], pausedIn: [], ladder: [boss] }
const at = (n: number, calls: readonly FollowUp[] = []) => ({ facts: facts(calls), now: hour(n), knownSince: hour(0) })
const verdicts = (revision: Revision | null) => revision?.settled.steps.map(({ step, verdict }) => [step, verdict])

describe('S9: an edited policy applied to clocks that run', () => {
  test('S9: gives the new due time, counted from the start, and logs the old one beside it', () => {
    const longer = reviseClock(recordedAt(4), { ...TERMS, targetSeconds: 20 * H }, at(4))
    expect(longer?.settled).toMatchObject({ state: 'running', dueAt: hour(20), nextCheckAt: hour(10) })
    expect(longer?.log).toEqual({
      at: hour(4),
      oldDueAt: hour(10),
      newDueAt: hour(20),
      text: 'the policy was edited: due 2026-03-02T10:00:00.000Z before, 2026-03-02T20:00:00.000Z now',
    })
  })

  test('S9: fires no back-dated alert, though the breach is there; what lies ahead is fired', () => {
    const shorter = reviseClock(recordedAt(4), { ...TERMS, targetSeconds: 3 * H }, at(4))
    expect(shorter?.settled).toMatchObject({ state: 'breached', breachedAt: hour(3), detectedAt: hour(4) })
    expect(verdicts(shorter)).toEqual([
      ['warn:0.5', 'skip'],
      ['breach', 'skip'],
      ['ladder:boss', 'skip'],
    ])
    const soon = reviseClock(recordedAt(4), { ...TERMS, targetSeconds: 6 * H }, at(4))
    expect(verdicts(soon)).toEqual([['warn:0.5', 'skip']])
    const then = settleClock({ ...CLOCK, ...soon?.clock }, NO_FACTS, hour(6), hour(0)).steps
    expect(then.slice(1)).toMatchObject([
      { step: 'breach', verdict: 'due' },
      { step: 'ladder:boss', verdict: 'due' },
    ])
  })

  test('S9: leaves what was due before the edit due', () => {
    const edited = reviseClock(recordedAt(4), { ...TERMS, targetSeconds: 12 * H, warnAt: [0.5, 0.1] }, at(5.5))
    expect(verdicts(edited)).toEqual([['warn:0.1', 'skip']])
    const late = reviseClock(recordedAt(4), { ...TERMS, ladder: [] }, at(5.5))
    expect(verdicts(late)).toEqual([['warn:0.5', 'due']])
  })

  test('S9: a new calendar counts from the start of the clock', () => {
    const moved = reviseClock(recordedAt(4), { ...TERMS, calendar: office }, at(4))
    expect(moved?.settled).toMatchObject({ dueAt: hour(24 + 11), elapsedSeconds: 0 })
    expect(moved?.clock).toMatchObject({ calendar: office, events: [] })
  })

  test('S9: a breach stays, whatever the new terms are', () => {
    const longer = reviseClock(recordedAt(12), { ...TERMS, targetSeconds: 100 * H, calendar: office }, at(12))
    expect(longer?.settled).toMatchObject({ state: 'breached', breachedAt: hour(10) })
    expect(longer?.clock.events.map(({ type }: ClockEvent) => type)).toEqual(['recalendar', 'retarget'])
  })

  test('S9: finished clocks are never judged again', () => {
    for (const calls of [[call(2)], [call(11)]])
      expect(reviseClock(recordedAt(12, {}, calls), { ...TERMS, targetSeconds: H }, at(13, calls))).toBeNull()
  })

  test('the same terms change nothing', () => {
    expect(reviseClock(recordedAt(4), { ...TERMS, calendar: { ...always } }, at(4))).toBeNull()
  })
})

describe('S9: a holiday added later', () => {
  const change = { before: office, after: days(['09:00', '17:00'], ['2026-03-03']) }
  const inOffice = { calendar: office, targetSeconds: 10 * H }

  test('S9: moves the due time of a running clock, from its start on', () => {
    const moved = holidayAdded(recordedAt(20, inOffice), change, at(20))
    expect(moved?.log).toMatchObject({ oldDueAt: hour(24 + 11), newDueAt: hour(48 + 11) })
    expect(moved?.clock.calendar).toBe(change.after)
    // Tuesday has been, and was worked: it is a holiday all the same.
    const afterwards = holidayAdded(recordedAt(24 + 10, inOffice), change, at(24 + 10))
    expect(afterwards?.settled).toMatchObject({ state: 'running', dueAt: hour(48 + 11), elapsedSeconds: 8 * H })
  })

  test('S9: reaches the legs on that calendar alone', () => {
    const legs = {
      ...inOffice,
      calendar: always,
      events: [{ at: hour(4), type: 'recalendar', calendar: office }] as const,
    }
    expect(holidayAdded(recordedAt(20, { ...legs, targetSeconds: 20 * H }), change, at(20))?.clock).toMatchObject({
      calendar: always,
      events: [{ type: 'recalendar', calendar: change.after }],
    })
    expect(holidayAdded(recordedAt(5), change, at(5))).toBeNull()
  })

  test('S9: special hours that open more may breach at once, and fire nothing', () => {
    const longDay = { before: office, after: { ...office, holidays: { '2026-03-02': [['00:00', '24:00']] } } } as const
    const opened = holidayAdded(recordedAt(20, inOffice), longDay, at(20))
    expect(opened?.settled).toMatchObject({ state: 'breached', breachedAt: hour(10) })
    expect(verdicts(opened)?.filter(([, verdict]) => verdict === 'due')).toEqual([['warn:0.5', 'due']])
  })

  test('S9: leaves a breach, and every finished clock', () => {
    const breached = holidayAdded(recordedAt(40, inOffice), change, at(40))
    expect(breached?.settled).toMatchObject({ state: 'breached', breachedAt: hour(24 + 11) })
    expect(holidayAdded(recordedAt(40, inOffice, [call(30)]), change, at(40, [call(30)]))).toBeNull()
  })
})
