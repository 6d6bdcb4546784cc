import { describe, expect, test } from 'vitest'
import type { BusinessCalendar } from './calendar.ts'
import type { FollowUp } from './clock.ts'
import { mergeClocks, repClock } from './merge.ts'
import type { ClockRecord, RecordedClock } from './record.ts'
import { cancelClock, replay, settleClock } from './settle.ts'

const HOUR = 3_600_000
const MONDAY = Date.UTC(2026, 2, 2)
const hour = (n: number): number => MONDAY + n * HOUR
const always: BusinessCalendar = { timeZone: 'UTC', schedule: { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']] } }
const office: BusinessCalendar = { timeZone: 'UTC', schedule: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']] } }
const CLOCK: ClockRecord = {
  kind: 'first_response',
  calendar: always,
  targetSeconds: 10 * 3600,
  warnAt: [0.5],
  pausedIn: ['On Hold'],
  ladder: [],
  startedAt: hour(0),
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}
const call = (at: number): FollowUp => ({ id: 'call', at: hour(at), person: 'ann', counts: true })
const seenAt = (at: number, more: Partial<ClockRecord> = {}, calls: readonly FollowUp[] = []): RecordedClock => {
  const clock = { ...CLOCK, ...more }
  const recorded = settleClock(clock, { followUps: calls, handoff: null }, hour(at), hour(0))
  return { ...clock, ...recorded, recorded }
}

describe('S8: two people become one', () => {
  const young = (at: number) => seenAt(at, { startedAt: hour(6) })

  test('S8: the survivor keeps the earliest start', () => {
    expect(mergeClocks(young(8), seenAt(8))).toMatchObject({ startedAt: hour(0), breachedAt: null })
    expect(mergeClocks(seenAt(8), young(8))).toBeNull()
  })

  test('S8: the survivor keeps any breach, with who noticed it first', () => {
    const survivor = young(12)
    const merged = mergeClocks(survivor, seenAt(12))
    expect(merged).toMatchObject({ startedAt: hour(0), breachedAt: hour(10), detectedAt: hour(12) })
    const next = settleClock({ ...survivor, ...merged }, { followUps: [call(13)], handoff: null }, hour(13), hour(0))
    expect(next).toMatchObject({ state: 'breached_completed', breachedAt: hour(10), detectedAt: hour(12) })
  })

  test('S8: an earlier breach of the younger one is kept as well', () => {
    const short = seenAt(9, { startedAt: hour(6), targetSeconds: 3600 })
    expect(mergeClocks(seenAt(9), short)).toMatchObject({ startedAt: hour(0), breachedAt: hour(7) })
  })

  test('S8: what the older one was paused before counts, and ends with the start of the other', () => {
    const older = seenAt(8, { events: [{ at: hour(2), type: 'pause' }] })
    const survivor = seenAt(8, { startedAt: hour(6), events: [{ at: hour(7), type: 'pause' }] })
    const merged = mergeClocks(survivor, older)
    expect(merged?.events).toEqual([
      { at: hour(2), type: 'pause' },
      { at: hour(6), type: 'resume' },
      { at: hour(7), type: 'pause' },
    ])
    expect(replay({ ...survivor, ...merged }, hour(8)).elapsedSeconds).toBe(3 * 3600)
  })

  test('S8: an answered survivor is left as it is', () => {
    expect(mergeClocks(seenAt(8, { startedAt: hour(6) }, [call(7)]), seenAt(12))).toBeNull()
  })

  test('S8: the other one is cancelled; a breach of it stays in its record', () => {
    const merged = 'merged into another person'
    expect(cancelClock(seenAt(8), hour(8), merged)).toMatchObject({ state: 'cancelled', breachedAt: null })
    expect(cancelClock(seenAt(12), hour(12), merged)).toMatchObject({ state: 'cancelled', breachedAt: hour(10) })
  })
})

describe('S7: the clock of a rep', () => {
  test('S7: begins with the re-assignment, with the whole target; the lead’s own one runs on', () => {
    const lead = seenAt(4)
    const own = repClock(lead, '005B', hour(4))
    expect(own).toMatchObject({ repId: '005B', startedAt: hour(4), targetSeconds: 10 * 3600, events: [] })
    expect(replay({ ...CLOCK, ...own }, hour(5))).toMatchObject({ dueAt: hour(14), elapsedSeconds: 3600 })
    expect(replay(lead, hour(5))).toMatchObject({ dueAt: hour(10), elapsedSeconds: 5 * 3600 })
  })

  test('S7: takes the target and calendar that hold then, not those of the start or of later', () => {
    const lead = seenAt(4, {
      events: [
        { at: hour(1), type: 'retarget', seconds: 3600 },
        { at: hour(2), type: 'recalendar', calendar: office },
        { at: hour(9), type: 'retarget', seconds: 60 },
      ],
    })
    expect(repClock(lead, '005B', hour(4))).toMatchObject({ targetSeconds: 3600, calendar: office })
  })

  test('S7: stands still from the start while the lead does', () => {
    const own = repClock(seenAt(4, { events: [{ at: hour(2), type: 'pause' }] }), '005B', hour(4))
    expect(replay({ ...CLOCK, ...own }, hour(9))).toMatchObject({ state: 'paused', elapsedSeconds: 0, dueAt: null })
  })
})
