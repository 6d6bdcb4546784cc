import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import type { ClockEvent, ClockReading } from './timeline.ts'
import { replayClock } from './timeline.ts'

const H = 3600
const always: BusinessCalendar = {
  timeZone: 'UTC',
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => [d, [['00:00', '24:00']]])),
}
const office: BusinessCalendar = {
  timeZone: 'America/New_York',
  schedule: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((d) => [d, [['09:00', '17:00']]])),
}

/** Hours after 2025-06-02T13:00Z, a Monday, 09:00 in New York. */
const hour = (hours: number): number => Date.parse('2025-06-02T13:00Z') + hours * H * 1000
const e = (hours: number, type: 'start' | 'stop' | 'pause' | 'resume' | 'cancel'): ClockEvent => ({
  at: hour(hours),
  type,
})
const retarget = (hours: number, targetHours: number): ClockEvent => ({
  at: hour(hours),
  type: 'retarget',
  seconds: targetHours * H,
})
const recalendar = (hours: number, calendar: BusinessCalendar): ClockEvent => ({
  at: hour(hours),
  type: 'recalendar',
  calendar,
})

/** A clock of 10 hours, all day and night, looked at after `asOf` hours. */
const read = (events: readonly ClockEvent[], asOf: number, calendar = always): ClockReading =>
  replayClock({ calendar, targetSeconds: 10 * H, warnAt: [0.5, 0.8], events, asOf: hour(asOf) })

describe('start', () => {
  test('before it there is nothing but the whole target', () => {
    expect(read([e(5, 'start')], 4)).toEqual({
      state: 'not_started',
      startedAt: null,
      dueAt: null,
      elapsedSeconds: 0,
      remainingSeconds: 10 * H,
      warnedAt: [],
      breachedAt: null,
      stoppedAt: null,
    })
  })

  test('a running clock knows its due time and what is left', () => {
    expect(read([e(0, 'start')], 4)).toMatchObject({
      state: 'running',
      startedAt: hour(0),
      dueAt: hour(10),
      elapsedSeconds: 4 * H,
      remainingSeconds: 6 * H,
      warnedAt: [],
    })
  })

  test('repeats while it runs are ignored', () => {
    expect(read([e(0, 'start'), e(3, 'start'), e(3, 'start')], 4)).toEqual(read([e(0, 'start')], 4))
  })

  test('what was done before it is not a response and does not pause it', () => {
    expect(read([e(-2, 'stop'), e(-1, 'pause'), e(-1, 'cancel'), e(0, 'start')], 4)).toEqual(read([e(0, 'start')], 4))
  })

  test('a target or calendar set before it holds from the start', () => {
    expect(read([retarget(-1, 2), e(0, 'start')], 1).dueAt).toBe(hour(2))
    expect(read([recalendar(-1, office), e(0, 'start')], 1).dueAt).toBe(hour(26))
  })

  test('comes before a stop of the same instant, in whatever order they arrive', () => {
    expect(read([e(0, 'stop'), e(0, 'start')], 1)).toMatchObject({
      state: 'met',
      stoppedAt: hour(0),
      elapsedSeconds: 0,
    })
  })
})

describe('stop', () => {
  test('exactly at the due time meets it, a second later does not', () => {
    expect(read([e(0, 'start'), e(10, 'stop')], 20)).toMatchObject({
      state: 'met',
      breachedAt: null,
      stoppedAt: hour(10),
    })
    expect(read([e(0, 'start'), e(10 + 1 / H, 'stop')], 20)).toMatchObject({
      state: 'breached_completed',
      breachedAt: hour(10),
      elapsedSeconds: 10 * H + 1,
      remainingSeconds: 0,
    })
  })

  test('freezes the clock: later events and later looks change nothing', () => {
    const met = read([e(0, 'start'), e(2, 'stop')], 2)
    expect(met).toMatchObject({ state: 'met', elapsedSeconds: 2 * H, remainingSeconds: 8 * H })
    const later = [e(3, 'start'), e(4, 'pause'), e(5, 'cancel'), retarget(6, 1), recalendar(7, office), e(8, 'stop')]
    expect(read([e(0, 'start'), e(2, 'stop'), ...later], 99)).toEqual(met)
  })

  test('outside hours counts, with nothing elapsed', () => {
    expect(read([e(9, 'start'), e(12, 'stop')], 30, office)).toMatchObject({ state: 'met', elapsedSeconds: 0 })
  })
})

describe('breach', () => {
  test('is at the due time, from that instant on, whenever one looks', () => {
    expect(read([e(0, 'start')], 10 - 1 / H)).toMatchObject({ state: 'running', breachedAt: null })
    expect(read([e(0, 'start')], 10)).toMatchObject({ state: 'breached', breachedAt: hour(10), dueAt: hour(10) })
    expect(read([e(0, 'start')], 99)).toMatchObject({ state: 'breached', breachedAt: hour(10), elapsedSeconds: 99 * H })
  })

  test.each([
    ['pause', e(12, 'pause'), 'breached'],
    ['re-assignment to another calendar', recalendar(12, office), 'breached'],
    ['cancel', e(12, 'cancel'), 'cancelled'],
    ['longer target', retarget(12, 50), 'breached'],
    ['stop', e(12, 'stop'), 'breached_completed'],
  ])('stays after a later %s', (_, event, state) => {
    expect(read([e(0, 'start'), event], 20)).toMatchObject({ state, breachedAt: hour(10) })
  })

  test('never comes to a clock without due time', () => {
    const closed: BusinessCalendar = { timeZone: 'UTC', schedule: {} }
    expect(read([e(0, 'start')], 24 * 1000, closed)).toMatchObject({ state: 'running', dueAt: null, breachedAt: null })
  })
})

describe('pause', () => {
  test('freezes what is left and leaves no due time', () => {
    for (const asOf of [4, 40])
      expect(read([e(0, 'start'), e(4, 'pause')], asOf)).toMatchObject({
        state: 'paused',
        dueAt: null,
        elapsedSeconds: 4 * H,
        remainingSeconds: 6 * H,
      })
  })

  test('pushes the due time by its length; repeats are ignored', () => {
    const events = [e(0, 'start'), e(1, 'resume'), e(4, 'pause'), e(5, 'pause'), e(7, 'resume'), e(8, 'resume')]
    expect(read(events, 9)).toMatchObject({ state: 'running', dueAt: hour(13), elapsedSeconds: 6 * H })
  })

  test('a clock can be answered while paused', () => {
    expect(read([e(0, 'start'), e(4, 'pause'), e(30, 'stop')], 40)).toMatchObject({
      state: 'met',
      elapsedSeconds: 4 * H,
    })
  })

  test('at the very due time it is too late: the clock is due', () => {
    expect(read([e(0, 'start'), e(10, 'pause')], 40)).toMatchObject({ state: 'breached', dueAt: hour(10) })
  })
})

describe('cancel', () => {
  test('before the due time leaves no breach', () => {
    expect(read([e(0, 'start'), e(9, 'cancel')], 40)).toMatchObject({
      state: 'cancelled',
      breachedAt: null,
      stoppedAt: hour(9),
      elapsedSeconds: 9 * H,
    })
  })
})

describe('a new target', () => {
  test('keeps what has elapsed and moves the due time, counted from the start', () => {
    expect(read([e(0, 'start'), retarget(4, 6)], 5)).toMatchObject({
      state: 'running',
      dueAt: hour(6),
      elapsedSeconds: 5 * H,
      remainingSeconds: H,
    })
    expect(read([e(0, 'start'), retarget(4, 20)], 15)).toMatchObject({
      state: 'running',
      dueAt: hour(20),
      warnedAt: [hour(10)],
    })
  })

  test('whose due time is past breaches at that due time', () => {
    expect(read([e(0, 'start'), retarget(4, 2)], 4)).toMatchObject({
      state: 'breached',
      dueAt: hour(2),
      breachedAt: hour(2),
    })
    expect(read([e(0, 'start'), e(3, 'pause'), retarget(4, 2)], 9)).toMatchObject({
      state: 'breached',
      breachedAt: hour(2),
    })
  })

  test('does not move a breach that had happened, shorter or longer', () => {
    for (const target of [2, 11, 50]) {
      expect(read([e(0, 'start'), retarget(12, target)], 20)).toMatchObject({ state: 'breached', breachedAt: hour(10) })
    }
  })

  test('set exactly at the due time comes in time', () => {
    expect(read([e(0, 'start'), retarget(10, 12)], 11)).toMatchObject({ state: 'running', breachedAt: null })
  })
})

describe('a new calendar', () => {
  test('counts from its instant on, the old one up to it', () => {
    // Four hours around the clock, then six in the office: 13:00 to 17:00 on Monday and two on Tuesday.
    expect(read([e(0, 'start'), recalendar(4, office)], 30)).toMatchObject({ dueAt: hour(26), breachedAt: hour(26) })
    expect(read([e(0, 'start'), recalendar(4, office)], 20)).toMatchObject({
      elapsedSeconds: 8 * H,
      remainingSeconds: 2 * H,
    })
  })

  test('does not move a due time that fell at closing time before it', () => {
    const events = [e(0, 'start'), retarget(0, 8), recalendar(20, always)]
    expect(read(events, 30, office)).toMatchObject({ dueAt: hour(8), breachedAt: hour(8) })
  })
})

describe('warnings', () => {
  test('are the crossing instants in business time, as far as time has come', () => {
    const warned = (asOf: number): readonly number[] => read([e(0, 'start')], asOf, office).warnedAt
    expect(warned(4.9)).toEqual([])
    expect(warned(5)).toEqual([hour(5)])
    expect(warned(24)).toEqual([hour(5), hour(8)])
  })

  test('stop with the clock', () => {
    expect(read([e(0, 'start'), e(6, 'stop')], 20).warnedAt).toEqual([hour(5)])
  })

  test('under a shorter target lie where they would have been', () => {
    expect(read([e(0, 'start'), retarget(7, 8)], 7).warnedAt).toEqual([hour(4), hour(6.4)])
  })

  test('are at a half and at four fifths unless said otherwise; repeats and order of the fractions do not matter', () => {
    const input = { calendar: always, targetSeconds: 10 * H, events: [e(0, 'start')], asOf: hour(9) }
    expect(replayClock(input).warnedAt).toEqual([hour(5), hour(8)])
    expect(replayClock({ ...input, warnAt: [] }).warnedAt).toEqual([])
    expect(replayClock({ ...input, warnAt: [0.9, 0.1, 0.9] }).warnedAt).toEqual([hour(1), hour(9)])
  })
})
