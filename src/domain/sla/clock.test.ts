import { describe, expect, test } from 'vitest'
import type { FollowUp } from './clock.ts'
import { CLOCK_STATES, CLOCK_TRANSITIONS, canBecome, isFinished, judgeResponse, leadingClock } from './clock.ts'

const call = (id: string, at: number | null, rest: Partial<FollowUp> = {}): FollowUp => ({
  id,
  at,
  person: 'ann',
  counts: true,
  ...rest,
})

describe('clock states', () => {
  test('a finished state is left only for an answer that is synced late: in time, or before the lead was given back', () => {
    const followed = CLOCK_STATES.filter((state) => isFinished(state) && CLOCK_TRANSITIONS[state].length > 0)
    expect(followed).toEqual(['breached_completed', 'cancelled'])
    expect(CLOCK_TRANSITIONS.cancelled).toEqual(['met', 'breached_completed'])
    expect(CLOCK_TRANSITIONS.breached_completed).toEqual(['met'])
  })

  test('a breach can be completed or voided, not paused', () => {
    expect(canBecome('breached', 'breached_completed')).toBe(true)
    expect(canBecome('breached', 'met')).toBe(true)
    expect(canBecome('breached', 'paused')).toBe(false)
    expect(canBecome('met', 'breached')).toBe(false)
    expect(canBecome('met', 'met')).toBe(true)
  })
})

describe('judgeResponse', () => {
  test('the earliest answer at or after the start stops the clock', () => {
    const judged = judgeResponse(100, [call('c', 300), call('b', 200), call('a', 99)])
    expect(judged.stoppedBy).toMatchObject({ id: 'b', at: 200, person: 'ann' })
    expect(judged.ignored).toEqual([
      { id: 'a', because: 'before_start' },
      { id: 'c', because: 'not_the_first' },
    ])
    expect(judgeResponse(100, [call('a', 100)]).stoppedBy?.id).toBe('a')
  })

  test('automation, other kinds and dates without time do not answer, and say why', () => {
    const judged = judgeResponse(100, [
      call('date-only', null),
      call('robot', 110, { person: null }),
      call('list-mail', 120, { counts: false }),
    ])
    expect(judged.stoppedBy).toBeNull()
    expect(judged.ignored).toEqual([
      { id: 'robot', because: 'not_a_person' },
      { id: 'list-mail', because: 'kind_does_not_count' },
      { id: 'date-only', because: 'no_instant' },
    ])
  })

  test('of two at one instant the smaller id wins, in either order', () => {
    expect(judgeResponse(0, [call('b', 5), call('a', 5)]).stoppedBy?.id).toBe('a')
    expect(judgeResponse(0, [call('a', 5), call('b', 5)]).stoppedBy?.id).toBe('a')
  })

  test('nothing done is no answer', () => {
    expect(judgeResponse(0, [])).toEqual({ stoppedBy: null, ignored: [] })
  })
})

describe('leadingClock', () => {
  const [long, short, same] = [
    { name: 'a', targetSeconds: 9 },
    { name: 'c', targetSeconds: 5 },
    { name: 'b', targetSeconds: 5 },
  ]

  test('has the shortest target, of equal ones the first name, in whatever order they come', () => {
    expect(leadingClock([long, short, same])).toBe(same)
    expect(leadingClock([same, short, long])).toBe(same)
    expect(leadingClock([long, short])).toBe(short)
  })

  test('is none when there are none', () => {
    expect(leadingClock([])).toBeNull()
  })
})
