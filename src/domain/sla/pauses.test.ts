import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import type { ClockEvent } from './course.ts'
import type { StatusSince } from './pauses.ts'
import { pauseEvents, standsStill, statusEvent } from './pauses.ts'

const PAUSED_IN = ['On Hold', 'Waiting']
const pause = (at: number): ClockEvent => ({ at, type: 'pause' })
const resume = (at: number): ClockEvent => ({ at, type: 'resume' })
const clock = (events: readonly ClockEvent[] = [], state: 'running' | 'paused' | 'breached' | 'met' = 'running') => ({
  pausedIn: PAUSED_IN,
  events,
  startedAt: 10,
  state,
})

describe('pauses by the statuses a lead went through', () => {
  test('begin with a pausing status and end with another one', () => {
    const history = [
      { at: 5, status: 'New' },
      { at: 9, status: 'On Hold' },
      { at: 12, status: 'Waiting' },
      { at: 20, status: 'Working' },
      { at: 30, status: 'Waiting' },
    ]
    expect(pauseEvents(history, PAUSED_IN)).toEqual([pause(9), resume(20), pause(30)])
    expect(pauseEvents(history.toReversed(), PAUSED_IN)).toEqual([pause(9), resume(20), pause(30)])
  })

  test('are none without pausing statuses, and none without a status', () => {
    expect(pauseEvents([{ at: 1, status: 'On Hold' }], [])).toEqual([])
    expect(pauseEvents([{ at: 1, status: null }], PAUSED_IN)).toEqual([])
    expect(pauseEvents([], PAUSED_IN)).toEqual([])
  })

  test('of one instant the last status holds', () => {
    const history = [
      { at: 1, status: 'On Hold' },
      { at: 1, status: 'Working' },
    ]
    expect(pauseEvents(history, PAUSED_IN)).toEqual([])
  })
})

describe('the status now', () => {
  test('pauses a running clock, resumes a paused one, and else changes nothing', () => {
    expect(statusEvent(clock(), 'On Hold', 50)).toEqual(pause(50))
    expect(statusEvent(clock(), 'Working', 50)).toBeNull()
    expect(statusEvent(clock([pause(20)], 'paused'), 'Waiting', 50)).toBeNull()
    expect(statusEvent(clock([pause(20)], 'paused'), 'Working', 50)).toEqual(resume(50))
    expect(statusEvent(clock([pause(20)], 'paused'), null, 50)).toEqual(resume(50))
  })

  test('pauses a breached clock, so that its ladder waits, and leaves a finished one', () => {
    expect(statusEvent(clock([], 'breached'), 'On Hold', 50)).toEqual(pause(50))
    expect(statusEvent(clock([], 'met'), 'On Hold', 50)).toBeNull()
  })

  test('counts from the start or the last event, when it is older than these', () => {
    expect(statusEvent(clock(), 'On Hold', 3)).toEqual(pause(10))
    const retargeted: ClockEvent = { at: 60, type: 'retarget', seconds: 1 }
    expect(statusEvent(clock([pause(20), retargeted], 'paused'), 'Working', 50)).toEqual(resume(60))
  })

  const anyHistory: fc.Arbitrary<readonly StatusSince[]> = fc
    .uniqueArray(fc.integer({ min: 11, max: 90 }))
    .chain((ats) =>
      fc.tuple(
        ...ats
          .toSorted((a, b) => a - b)
          .map((at) => fc.constantFrom('On Hold', 'New', null).map((status) => ({ at, status }))),
      ),
    )

  property.prop([anyHistory])('asked at every change gives what the whole history gives', (history) => {
    const events = history.reduce<readonly ClockEvent[]>((so, { at, status }) => {
      const event = statusEvent(clock(so), status, at)
      return event === null ? so : [...so, event]
    }, [])
    expect(events).toEqual(pauseEvents(history, PAUSED_IN))
    expect(standsStill(events)).toBe(history.at(-1)?.status === 'On Hold')
  })
})
