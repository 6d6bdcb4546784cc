import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { ClockEvent } from './course.ts'
import type { LadderMoment, LadderStep } from './ladder.ts'
import type { ClockRecord } from './settle.ts'
import { NO_FACTS, settleClock } from './settle.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 2, 2, 8)
const seconds = fc.integer({ min: 0, max: 600 }).map((minutes) => minutes * 60)
const anyMoment: fc.Arbitrary<LadderMoment> = fc.oneof(
  seconds.map((beforeDueSeconds) => ({ beforeDueSeconds })),
  seconds.map((afterDueSeconds) => ({ afterDueSeconds })),
  fc.constantFrom(0.25, 1, 1.5, 2).map((fraction) => ({ fraction })),
)
const anyLadder = fc
  .array(anyMoment, { maxLength: 4 })
  .map((moments) =>
    moments.map((at, i): LadderStep => ({ id: `s${i}`, at, action: { kind: 'notify_manager' }, clock: 'c' })),
  )
const anyPauses = fc
  .uniqueArray(fc.integer({ min: 1, max: 4000 }), { maxLength: 4 })
  .map((minutes) =>
    minutes
      .toSorted((a, b) => a - b)
      .map((at, i): ClockEvent => ({ at: START + at * MINUTE, type: i % 2 === 0 ? 'pause' : 'resume' })),
  )
const anyClock: fc.Arbitrary<ClockRecord> = fc.record({
  kind: fc.constant('first_response' as const),
  calendar: fc.constant({
    timeZone: 'UTC',
    schedule: { mon: [['09:00', '17:00']], tue: [['22:00', '06:00']], thu: [['00:00', '24:00']] },
  } as const),
  targetSeconds: seconds,
  warnAt: fc.constantFrom([], [0.5], [0.5, 0.8]),
  pausedIn: fc.constant([]),
  ladder: anyLadder,
  startedAt: fc.constant(START),
  events: anyPauses,
  breachedAt: fc.constant(null),
  detectedAt: fc.constant(null),
  breachVoided: fc.constant(null),
})

/** As the scheduler does: looks when it was asked to, and at every event; keeps each step once, with when it was first seen. */
function followed(clock: ClockRecord): Map<string, { readonly dueAt: number; readonly seenAt: number }> {
  const kept = new Map<string, { readonly dueAt: number; readonly seenAt: number }>()
  let now = START
  for (let looks = 0; looks < 200; looks += 1) {
    const events = clock.events.filter(({ at }) => at <= now)
    const { steps, nextCheckAt } = settleClock({ ...clock, events }, NO_FACTS, now, START)
    for (const { step, dueAt } of steps) if (!kept.has(step)) kept.set(step, { dueAt, seenAt: now })
    const nextEvent = clock.events[events.length]?.at ?? Infinity
    const next = Math.min(nextCheckAt ?? Infinity, nextEvent)
    if (next === Infinity) return kept
    now = next
  }
  throw new Error('the clock asks to be looked at for ever')
}

describe('a clock that is looked at whenever it asks for it', () => {
  test.prop([anyClock])('has every step at its very instant, once, and none is missed', (clock) => {
    const kept = followed(clock)
    for (const { dueAt, seenAt } of kept.values()) expect(seenAt).toBe(dueAt)
    const atTheEnd = settleClock(clock, NO_FACTS, START + 800 * 1440 * MINUTE, START).steps
    expect([...kept.keys()].toSorted()).toEqual(atTheEnd.map(({ step }) => step).toSorted())
    for (const { step, dueAt } of atTheEnd) expect(kept.get(step)?.dueAt).toBe(dueAt)
  })

  test.prop([anyClock])('gives its steps in order of their instants', (clock) => {
    const { steps } = settleClock(clock, NO_FACTS, START + 800 * 1440 * MINUTE, START)
    const instants = steps.map(({ dueAt }) => dueAt)
    expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    expect(new Set(steps.map(({ step }) => step)).size).toBe(steps.length)
  })
})
