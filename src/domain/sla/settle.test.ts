import { describe, expect, test } from 'vitest'
import type { FollowUp } from './clock.ts'
import type { ClockRecord, Settled } from './settle.ts'
import { cancelClock, settleClock } from './settle.ts'

const MONDAY = Date.UTC(2026, 2, 2)
const HOUR = 3_600_000
const hour = (n: number): number => MONDAY + n * HOUR
/** Started on Monday at 00:00, four hours around the clock. */
const STARTED: ClockRecord = {
  calendar: { timeZone: 'UTC', schedule: { mon: [['00:00', '24:00']] } },
  kind: 'first_response',
  targetSeconds: 4 * 3600,
  warnAt: [0.5],
  pausedIn: [],
  ladder: [],
  startedAt: hour(0),
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}
const call = (id: string, at: number): FollowUp => ({ id, at: hour(at), person: 'ann', counts: true })
const look = (at: number, followUps: readonly FollowUp[], before?: Settled): Settled =>
  settleClock(stored(before), { followUps, handoff: null }, hour(at), hour(0))
const stored = (before?: Settled): ClockRecord =>
  before === undefined ? STARTED : { ...STARTED, ...before, recorded: before }
const withoutSteps = ({ steps: _steps, ...reading }: Settled) => reading

describe('an answered clock', () => {
  test('stays met when its answer is deleted, reopened or turns out to be an automation', () => {
    const met = look(2, [call('a', 1)])
    expect(met).toMatchObject({ state: 'met', stoppedAt: hour(1) })
    for (const facts of [[], [{ ...call('a', 1), counts: false }], [{ ...call('a', 1), person: null }], [call('b', 5)]])
      expect(withoutSteps(look(9, facts, met))).toEqual(withoutSteps(met))
  })

  test('takes an earlier answer that is synced late', () => {
    const later = look(3, [call('b', 3)])
    const earlier = look(9, [call('b', 3), call('a', 1)], later)
    expect(earlier).toMatchObject({ state: 'met', stoppedAt: hour(1), stoppedBy: { activityId: 'a' } })
  })

  test('late turns met, with its breach voided, when an answer in time is synced late', () => {
    const late = look(6, [call('b', 5)])
    expect(late).toMatchObject({ state: 'breached_completed', breachedAt: hour(4), detectedAt: hour(6) })
    const met = look(9, [call('b', 5), call('a', 3)], late)
    expect(met).toMatchObject({ state: 'met', stoppedAt: hour(3), breachedAt: null, detectedAt: hour(6) })
    expect(met.breachVoided).toContain('activity a')
    expect(look(10, [call('b', 5)], met)).toMatchObject({ state: 'met', breachVoided: met.breachVoided })
  })
})

describe('time that runs backwards', () => {
  test('takes neither an answer nor a breach back, and asks for the next look ahead', () => {
    const met = look(2, [call('a', 2)])
    expect(look(1, [], met)).toMatchObject({ state: 'met', stoppedAt: hour(2), nextCheckAt: null })
    const breached = look(4, [])
    expect(look(3, [], breached)).toMatchObject({
      state: 'breached',
      breachedAt: hour(4),
      nextCheckAt: hour(4),
      steps: [],
    })
  })
})

describe('a cancelled clock', () => {
  const cancel = (before: Settled, at: number): Settled =>
    cancelClock({ ...STARTED, ...before, recorded: before }, hour(at), 'deleted in Salesforce')

  test('has no breach when it was not due yet, and says why it was given up', () => {
    expect(cancel(look(1, []), 3)).toMatchObject({
      state: 'cancelled',
      breachedAt: null,
      stoppedAt: null,
      elapsedSeconds: 3 * 3600,
      nextCheckAt: null,
      steps: [{ step: 'cancel', dueAt: hour(3), reason: 'deleted in Salesforce' }],
    })
  })

  test('keeps the breach that had happened, noticed or not', () => {
    expect(cancel(look(5, []), 6)).toMatchObject({ state: 'cancelled', breachedAt: hour(4), detectedAt: hour(5) })
    expect(cancel(look(1, []), 6)).toMatchObject({ state: 'cancelled', breachedAt: hour(4), detectedAt: hour(6) })
  })

  test('is not answered afterwards', () => {
    const cancelled = cancel(look(1, []), 2)
    expect(look(3, [call('a', 1)], cancelled)).toMatchObject({ state: 'cancelled', stoppedBy: null, steps: [] })
  })

  test('had to be running: an answered one is left as it is', () => {
    const met = look(2, [call('a', 1)])
    expect(withoutSteps(cancel(met, 3))).toEqual(withoutSteps(met))
  })
})
