import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import { dueAt, elapsedSeconds } from './calendar.ts'
import type { ClockEvent } from './timeline.ts'
import { replayClock } from './timeline.ts'

const MINUTE = 60_000
const origin = Date.parse('2025-10-27T00:00Z')
const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'] as const
const office = (timeZone: string): BusinessCalendar => ({
  timeZone,
  schedule: Object.fromEntries(weekdays.map((day) => [day, [['09:00', '17:00']]])),
})
const night: BusinessCalendar = {
  timeZone: 'America/New_York',
  schedule: Object.fromEntries([...weekdays, 'sat', 'sun'].map((day) => [day, [['22:00', '06:00']]])),
}
const calendars = [office('America/New_York'), office('Asia/Kolkata'), night] as const

const anyAt = fc.integer({ min: 0, max: 14 * 1440 }).map((minute) => origin + minute * MINUTE)
const anyEvent: fc.Arbitrary<ClockEvent> = fc.oneof(
  fc.record({
    at: anyAt,
    type: fc.constantFrom('start' as const, 'stop' as const, 'pause' as const, 'resume' as const, 'cancel' as const),
  }),
  fc.record({ at: anyAt, type: fc.constant('retarget' as const), seconds: fc.integer({ min: 0, max: 90_000 }) }),
  fc.record({ at: anyAt, type: fc.constant('recalendar' as const), calendar: fc.constantFrom(...calendars) }),
)
const anyHistory = fc.uniqueArray(anyEvent, { maxLength: 12, selector: (event) => event.at })
const anyInput = fc.record({
  calendar: fc.constantFrom(...calendars),
  targetSeconds: fc.integer({ min: 0, max: 90_000 }),
  warnAt: fc.constantFrom([0.5, 0.8], [], [0.25, 1]),
  events: anyHistory,
  asOf: anyAt,
})
const runs = { numRuns: 200 }

describe('a replayed clock', () => {
  test.prop([anyInput, fc.infiniteStream(fc.integer())], runs)(
    'does not depend on the order in which events arrive',
    (input, random) => {
      const shuffled = input.events
        .map((event) => ({ event, rank: random.next().value ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ event }) => event)
      expect(replayClock({ ...input, events: shuffled })).toEqual(replayClock(input))
    },
  )

  test.prop([anyInput], runs)('does not change when every event arrives twice', (input) => {
    expect(replayClock({ ...input, events: [...input.events, ...input.events] })).toEqual(replayClock(input))
  })

  test.prop([anyInput], runs)('has no knowledge of what comes later', (input) => {
    const known = input.events.filter((event) => event.at <= input.asOf)
    expect(replayClock({ ...input, events: known })).toEqual(replayClock(input))
  })

  test.prop([anyInput, anyAt], runs)('never takes a breach back, and never moves it', (input, later) => {
    const { breachedAt } = replayClock(input)
    if (breachedAt === null || later < input.asOf) return
    expect(replayClock({ ...input, asOf: later }).breachedAt).toBe(breachedAt)
  })

  test.prop([anyInput], runs)('keeps its numbers in step with its state', (input) => {
    const reading = replayClock(input)
    const finished = reading.stoppedAt !== null
    expect(['met', 'breached_completed', 'cancelled'].includes(reading.state)).toBe(finished)
    if (reading.state === 'met') expect(reading.breachedAt).toBeNull()
    if (reading.state.startsWith('breached')) expect(reading.breachedAt).not.toBeNull()
    if (reading.breachedAt !== null) expect(reading.breachedAt).toBeLessThanOrEqual(reading.stoppedAt ?? input.asOf)
    if (reading.state === 'paused') expect(reading).toMatchObject({ dueAt: null })
    expect(reading.warnedAt.every((at) => at <= (reading.stoppedAt ?? input.asOf))).toBe(true)
    expect([...reading.warnedAt].sort((a, b) => a - b)).toEqual(reading.warnedAt)
  })

  test.prop([anyInput, anyAt, anyAt, anyAt], runs)(
    'that is only paused and resumed loses exactly the pause',
    (input, a, b, c) => {
      const [start = 0, pausedAt = 0, resumedAt = 0] = [a, b, c].sort((x, y) => x - y)
      const { calendar, targetSeconds } = input
      const asOf = resumedAt + 3 * 1440 * MINUTE
      const reading = replayClock({
        calendar,
        targetSeconds,
        events: [
          { at: resumedAt, type: 'resume' },
          { at: start, type: 'start' },
          ...(pausedAt < resumedAt ? [{ at: pausedAt, type: 'pause' as const }] : []),
        ],
        asOf,
      })
      expect(reading.elapsedSeconds).toBe(
        elapsedSeconds(calendar, start, pausedAt) + elapsedSeconds(calendar, resumedAt, asOf),
      )
      expect(reading.dueAt).toBe(dueAt(calendar, start, targetSeconds, [[pausedAt, resumedAt]]))
    },
  )
})
