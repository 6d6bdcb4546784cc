import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import type { ClockRecord, RecordedClock } from './record.ts'
import { resumeClock } from './resume.ts'
import { cancelClock, NO_FACTS, settleClock } from './settle.ts'

const HOUR = 3_600_000
const MONDAY = Date.UTC(2026, 2, 2)
const hour = (n: number): number => MONDAY + n * HOUR
const always: BusinessCalendar = { timeZone: 'UTC', schedule: { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']] } }
const CLOCK: ClockRecord = {
  kind: 'first_response',
  calendar: always,
  targetSeconds: 10 * 3600,
  warnAt: [0.5],
  pausedIn: [],
  ladder: [],
  startedAt: hour(0),
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}
const recordedAs = (reading: ReturnType<typeof settleClock>): RecordedClock => ({
  ...CLOCK,
  ...reading,
  recorded: reading,
})
const running = recordedAs(settleClock(CLOCK, NO_FACTS, hour(1), hour(0)))
const cancelled = recordedAs(cancelClock(running, hour(2), 'the record was deleted'))
const resume = (clock: RecordedClock, at: number) =>
  resumeClock(clock, NO_FACTS, { now: hour(at), knownSince: hour(0) }, 'the record is back')

describe('a clock whose lead is back', () => {
  test('goes on as if it had never been cancelled', () => {
    const back = resume(cancelled, 3)
    expect(back).toMatchObject({ state: 'running', dueAt: hour(10), nextCheckAt: hour(5), elapsedSeconds: 3 * 3600 })
    expect(back.steps).toEqual([
      { step: 'resumed:2026-03-02T03:00:00.000Z', dueAt: hour(3), verdict: 'due', reason: 'the record is back' },
    ])
  })

  test('is breached by what passed meanwhile, and fires nothing for it', () => {
    const back = resume(cancelled, 12)
    expect(back).toMatchObject({ state: 'breached', breachedAt: hour(10), detectedAt: hour(12) })
    expect(back.steps.map(({ step, verdict }) => [step.split(':')[0], verdict])).toEqual([
      ['warn', 'skip'],
      ['breach', 'skip'],
      ['resumed', 'due'],
    ])
  })

  test('in any other state stays as it is', () => {
    const { steps, ...reading } = resume(running, 3)
    expect(steps).toEqual([])
    expect(reading).toMatchObject({ state: 'running', elapsedSeconds: 3600 })
  })
})
