import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import type { ClockEvent, ClockReading } from './timeline.ts'
import { replayClock } from './timeline.ts'

const H = 3600
const MONDAY = Date.parse('2026-03-02T00:00Z')
/** Hours after Monday 00:00 UTC. */
const hour = (n: number): number => MONDAY + n * H * 1000
const week = (hours: readonly [string, string]): BusinessCalendar => ({
  timeZone: 'UTC',
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [hours]])),
})
const always = week(['00:00', '24:00'])
const office = week(['09:00', '17:00'])
const at = (n: number, type: 'start' | 'stop' | 'pause' | 'resume' | 'cancel'): ClockEvent => ({ at: hour(n), type })
const retarget = (n: number, hours: number): ClockEvent => ({ at: hour(n), type: 'retarget', seconds: hours * H })
const recalendar = (n: number, calendar: BusinessCalendar): ClockEvent => ({
  at: hour(n),
  type: 'recalendar',
  calendar,
})
const START = at(0, 'start')

/** Ten hours around the clock, started on Monday at 00:00. */
const read = (
  events: readonly ClockEvent[],
  asOf: number,
  more: { calendar?: BusinessCalendar; target?: number } = {},
) =>
  replayClock({
    calendar: more.calendar ?? always,
    targetSeconds: (more.target ?? 10) * H,
    warnAt: [0.5, 0.8],
    events,
    asOf: hour(asOf),
  })
const held = ({ state, dueAt, elapsedSeconds, remainingSeconds }: ClockReading) => ({
  state,
  dueAt,
  elapsedSeconds,
  remainingSeconds,
})

describe('S1: one clock for each cycle', () => {
  test('S1: a start is idempotent while the clock runs, is paused or breached', () => {
    for (const asOf of [3, 30])
      expect(read([START, at(1, 'start'), at(1, 'start'), at(2, 'pause'), at(2.5, 'start')], asOf)).toEqual(
        read([START, at(2, 'pause')], asOf),
      )
    expect(read([START, at(12, 'start')], 13)).toEqual(read([START], 13))
  })

  test('S1: a trigger after the stop is another cycle, not this one', () => {
    expect(read([START, at(2, 'stop'), at(3, 'start')], 30)).toEqual(read([START, at(2, 'stop')], 30))
  })
})

describe('S2: the due time', () => {
  test('S2: is that of start, target and pauses', () => {
    const events = [START, at(2, 'pause'), at(5, 'resume'), at(6, 'pause'), at(7, 'resume')]
    expect(read(events, 8).dueAt).toBe(hour(14))
  })

  test('S2: while paused and the target not reached there is none, and what is left is frozen', () => {
    for (const asOf of [4, 5, 400])
      expect(held(read([START, at(4, 'pause')], asOf))).toEqual({
        state: 'paused',
        dueAt: null,
        elapsedSeconds: 4 * H,
        remainingSeconds: 6 * H,
      })
  })

  test('S2: a target reached before the pause keeps its due time', () => {
    expect(read([START, at(11, 'pause')], 40)).toMatchObject({ state: 'breached', dueAt: hour(10) })
    expect(read([START, at(10, 'pause')], 10)).toMatchObject({ state: 'breached', dueAt: hour(10) })
  })

  test('S2: outside hours the clock runs on: nothing is paused, nothing elapses', () => {
    expect(held(read([at(9, 'start')], 20, { calendar: office }))).toEqual({
      state: 'running',
      dueAt: hour(24 + 11),
      elapsedSeconds: 8 * H,
      remainingSeconds: 2 * H,
    })
  })
})

describe('S3: warnings', () => {
  test('S3: lie at fractions of the target in business time', () => {
    expect(read([at(9, 'start')], 40, { calendar: office }).warnedAt).toEqual([hour(14), hour(17)])
    // Five hours are used up on Monday at 14:00, eight at closing time, not at the next opening.
    expect(read([at(9, 'start')], 17, { calendar: office }).warnedAt).toEqual([hour(14), hour(17)])
    expect(read([at(9, 'start')], 16.99, { calendar: office }).warnedAt).toEqual([hour(14)])
  })

  test('S3: are the crossings under the current target, shortened or lengthened', () => {
    expect(read([START, retarget(7, 8)], 7).warnedAt).toEqual([hour(4), hour(6.4)])
    expect(read([START, retarget(7, 20)], 12).warnedAt).toEqual([hour(10)])
  })

  test('S3: are pushed by pauses and end with the clock', () => {
    expect(read([START, at(4, 'pause'), at(6, 'resume')], 8).warnedAt).toEqual([hour(7)])
    expect(read([START, at(4, 'pause')], 99).warnedAt).toEqual([])
    expect(read([START, at(7, 'stop')], 99).warnedAt).toEqual([hour(5)])
    expect(read([START, at(7, 'cancel')], 99).warnedAt).toEqual([hour(5)])
  })

  test('S3: all lie at the start of a zero target', () => {
    expect(read([START], 0, { target: 0 })).toMatchObject({
      state: 'breached',
      dueAt: hour(0),
      warnedAt: [hour(0), hour(0)],
      breachedAt: hour(0),
    })
    expect(read([START, at(0, 'stop')], 1, { target: 0 })).toMatchObject({ state: 'met', breachedAt: null })
  })
})

describe('S4: the breach', () => {
  test('S4: a stop exactly at the due time meets it, a second later is late', () => {
    expect(read([START, at(10, 'stop')], 20)).toMatchObject({ state: 'met', breachedAt: null })
    expect(read([START, at(10 + 1 / H, 'stop')], 20)).toMatchObject({
      state: 'breached_completed',
      breachedAt: hour(10),
    })
    const late = { at: hour(10) + 1, type: 'stop' } as const
    expect(read([START, late], 20).state).toBe('breached_completed')
  })

  test('S4: is at the due time, whenever somebody looks', () => {
    expect(read([START], 10 - 1 / H)).toMatchObject({ state: 'running', breachedAt: null })
    for (const asOf of [10, 10.5, 1000])
      expect(read([START], asOf)).toMatchObject({ state: 'breached', breachedAt: hour(10) })
  })

  test.each([
    ['pause', at(12, 'pause'), 'breached'],
    ['re-assignment', recalendar(12, office), 'breached'],
    ['longer target', retarget(12, 100), 'breached'],
    ['cancel', at(12, 'cancel'), 'cancelled'],
    ['answer', at(12, 'stop'), 'breached_completed'],
  ])('S4: is never removed by a later %s', (_, event, state) => {
    expect(read([START, event], 40)).toMatchObject({ state, breachedAt: hour(10) })
  })

  test('S4: falls at closing time when the target fills the day, though nobody works then', () => {
    const closed = read([at(9, 'start')], 17, { calendar: office, target: 8 })
    expect(closed).toMatchObject({ state: 'breached', breachedAt: hour(17) })
  })

  test('S4: never comes without a due time', () => {
    const never: BusinessCalendar = { timeZone: 'UTC', schedule: {} }
    expect(read([START], 24 * 900, { calendar: never })).toMatchObject({
      state: 'running',
      dueAt: null,
      breachedAt: null,
    })
  })
})

describe('S5: odd times', () => {
  test('S5: a pause after the breach does not undo it', () => {
    expect(read([START, at(11, 'pause')], 50)).toMatchObject({
      state: 'breached',
      breachedAt: hour(10),
      elapsedSeconds: 11 * H,
    })
  })

  test('S5: an answer outside hours counts, with nothing elapsed', () => {
    expect(read([at(-30, 'start'), at(-25, 'stop')], 5, { calendar: office })).toMatchObject({
      state: 'met',
      elapsedSeconds: 0,
      stoppedAt: hour(-25),
    })
  })

  test('S5: an answer while paused counts', () => {
    expect(read([START, at(4, 'pause'), at(90, 'stop')], 99)).toMatchObject({ state: 'met', elapsedSeconds: 4 * H })
  })
})

describe('S6: a new target', () => {
  test('S6: keeps what has elapsed, and is counted from the start', () => {
    expect(held(read([START, retarget(4, 6)], 5))).toEqual({
      state: 'running',
      dueAt: hour(6),
      elapsedSeconds: 5 * H,
      remainingSeconds: H,
    })
  })

  test('S6: may be due in the past: the breach is immediate and lies at that due time', () => {
    expect(read([START, retarget(4, 2)], 4)).toMatchObject({ state: 'breached', dueAt: hour(2), breachedAt: hour(2) })
    expect(read([START, retarget(4, 2), at(4, 'stop')], 4)).toMatchObject({
      state: 'breached_completed',
      breachedAt: hour(2),
    })
    expect(read([START, at(3, 'pause'), retarget(5, 2)], 9)).toMatchObject({ state: 'breached', breachedAt: hour(2) })
  })

  test('S6: a breach by a target that was then taken back stays', () => {
    expect(read([START, retarget(4, 2), retarget(5, 50)], 9)).toMatchObject({ state: 'breached', breachedAt: hour(2) })
  })

  test('S6: the pauses so far count for it', () => {
    expect(read([START, at(1, 'pause'), at(3, 'resume'), retarget(4, 6)], 4).dueAt).toBe(hour(8))
  })

  test('S6: set before the start it holds from the start', () => {
    expect(read([retarget(-1, 2), START], 1).dueAt).toBe(hour(2))
  })
})

describe('S7: a new calendar', () => {
  test('S7: the old one counts up to that instant, the new one after it', () => {
    // Four hours on Monday night, then the office: eight hours are full on Monday at 13:00.
    const events = [START, recalendar(4, office)]
    expect(read(events, 10)).toMatchObject({ elapsedSeconds: 5 * H, dueAt: hour(15) })
    expect(read([START, recalendar(4, office), recalendar(10, always)], 10).dueAt).toBe(hour(15))
    expect(read([START, recalendar(4, office), recalendar(16, always)], 20).dueAt).toBe(hour(15))
  })

  test('S7: the clock continues: neither start nor elapsed time are taken back', () => {
    const before = read([START], 4)
    const after = read([START, recalendar(4, office)], 4)
    expect([after.startedAt, after.elapsedSeconds]).toEqual([before.startedAt, before.elapsedSeconds])
  })

  test('S7: at the instant of the start it holds for all of it', () => {
    expect(read([START, recalendar(0, office)], 1)).toEqual(read([START], 1, { calendar: office }))
  })

  test('S7: a pause reaches over the change', () => {
    expect(read([START, at(2, 'pause'), recalendar(4, office), at(10, 'resume')], 11).dueAt).toBe(hour(24 + 10))
  })
})

describe('S8: the end', () => {
  test.each(['stop', 'cancel'] as const)('S8: events after a %s are ignored', (end) => {
    const later = [
      at(3, 'stop'),
      at(3, 'cancel'),
      at(4, 'pause'),
      retarget(5, 1),
      recalendar(6, office),
      at(7, 'start'),
    ]
    expect(read([START, at(2, end), ...later], 99)).toEqual(read([START, at(2, end)], 99))
  })

  test('S8: a cancel before the due time leaves no breach; at it, and after it, the breach is there', () => {
    const cancelled = (n: number) => read([START, at(n, 'cancel')], 99)
    expect(cancelled(10 - 1 / H)).toMatchObject({ state: 'cancelled', breachedAt: null, stoppedAt: hour(10 - 1 / H) })
    expect(cancelled(10)).toMatchObject({ state: 'cancelled', breachedAt: hour(10) })
    expect(cancelled(11)).toMatchObject({ state: 'cancelled', breachedAt: hour(10), elapsedSeconds: 11 * H })
  })

  test('S8: what came before the start is no answer and no end', () => {
    expect(read([at(-3, 'stop'), at(-2, 'cancel'), at(-1, 'pause'), START], 5)).toEqual(read([START], 5))
  })
})

describe('S9: what is finished stays so', () => {
  test('S9: a target or calendar that changes after the end changes no number', () => {
    const met = read([START, at(9, 'stop')], 9)
    expect(read([START, at(9, 'stop'), retarget(9, 1), recalendar(9, office)], 99)).toEqual(met)
  })
})
