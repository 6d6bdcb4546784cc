import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { BusinessCalendar } from './business-calendar.ts'
import type { FollowUp } from './clock.ts'
import type { ClockRecord, Settled } from './settle.ts'
import { settleClock } from './settle.ts'

const ALL_DAY: [string, string][] = [['00:00', '24:00']]
const calendar: BusinessCalendar = {
  timeZone: 'UTC',
  schedule: { mon: ALL_DAY, tue: ALL_DAY, wed: ALL_DAY, thu: ALL_DAY, fri: ALL_DAY, sat: ALL_DAY, sun: ALL_DAY },
  holidays: [],
}
const START = Date.UTC(2026, 2, 2, 9)
const MINUTE = 60_000
const TARGET = 60
const record: ClockRecord = {
  kind: 'first_response',
  calendar,
  pausedIn: [],
  ladder: [],
  events: [],
  targetSeconds: TARGET * 60,
  warnAt: [0.5, 0.8],
  startedAt: START,
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}

const followUps: fc.Arbitrary<readonly FollowUp[]> = fc
  .array(
    fc.record({
      minute: fc.integer({ min: -30, max: 200 }),
      person: fc.option(fc.constantFrom('ann', 'bob')),
      counts: fc.boolean(),
    }),
    { maxLength: 5 },
  )
  .map((all) =>
    all.map(({ minute, person, counts }, i) => ({ id: `t${i}`, at: START + minute * MINUTE, person, counts })),
  )
const judge = (clock: ClockRecord, facts: readonly FollowUp[], now: number, knownSince: number): Settled =>
  settleClock(clock, { followUps: facts, handoff: null }, now, knownSince)
const minute = fc.integer({ min: 0, max: 240 })
const at = (m: number): number => START + m * MINUTE

describe('a clock that is judged by what is known', () => {
  test.prop([followUps, minute])('reads the same whatever the order of the facts', (facts, m) => {
    expect(judge(record, facts.toReversed(), at(m), START)).toEqual(judge(record, facts, at(m), START))
  })

  test.prop([followUps, minute])('reads the same when it is looked at again at once', (facts, m) => {
    const first = judge(record, facts, at(m), START)
    const { steps: _steps, ...kept } = first
    const { breachedAt, detectedAt, breachVoided } = kept
    const again = judge({ ...record, breachedAt, detectedAt, breachVoided, recorded: kept }, facts, at(m), START)
    expect(again).toEqual(first)
  })

  test.prop([followUps, minute])(
    'is met exactly when a person answered at or before the due time, as far as time has come',
    (facts, m) => {
      const answers = facts.filter(
        (f) => f.counts && f.person !== null && f.at !== null && f.at >= START && f.at <= at(m),
      )
      const first = Math.min(...answers.map((f) => Number(f.at)))
      const { state, stoppedAt } = judge(record, facts, at(m), START)
      const due = at(TARGET)
      if (answers.length === 0) expect(state).toBe(m >= TARGET ? 'breached' : 'running')
      else expect([state, stoppedAt]).toEqual([first <= due ? 'met' : 'breached_completed', first])
    },
  )

  test.prop([followUps, minute])('asks to be looked at again before anything can change by time alone', (facts, m) => {
    const { state, nextCheckAt } = judge(record, facts, at(m), START)
    for (let later = m + 1; later <= 240; later += 1) {
      if (nextCheckAt !== null && nextCheckAt <= at(later)) return
      expect(judge(record, facts, at(later), START).state).toBe(state === 'running' && later > TARGET ? 'never' : state)
    }
  })

  test.prop([minute])(
    'never loses a breach that a late fact takes back: it says which, and keeps when it was noticed',
    (m) => {
      const breached = judge(record, [], at(100), START)
      const { breachedAt, detectedAt, breachVoided } = breached
      const recorded = { ...record, breachedAt, detectedAt, breachVoided, recorded: breached }
      const fact: FollowUp = { id: 'late', at: at(m), person: 'ann', counts: true }
      const settled = judge(recorded, [fact], at(241), START)
      expect(settled.detectedAt).toBe(at(100))
      if (m <= TARGET) {
        expect(settled).toMatchObject({ state: 'met', breachedAt: null })
        expect(settled.breachVoided).toContain('late')
      } else expect(settled).toMatchObject({ state: 'breached_completed', breachedAt: at(TARGET), breachVoided: null })
    },
  )

  test.prop([followUps, followUps, minute, minute])(
    'that was answered keeps its answer, or takes an earlier one, whatever is known afterwards',
    (facts, afterwards, m, later) => {
      const first = judge(record, facts, at(m), START)
      fc.pre(first.stoppedAt !== null)
      const { breachedAt, detectedAt, breachVoided } = first
      const recorded = { ...record, breachedAt, detectedAt, breachVoided, recorded: first }
      const then = judge(recorded, afterwards, at(m + later), START)
      expect(then.stoppedAt).toBeLessThanOrEqual(first.stoppedAt)
      if (then.stoppedAt === first.stoppedAt) expect(then.stoppedBy).toEqual(first.stoppedBy)
      expect(then.state).toBe(Number(then.stoppedAt) <= at(TARGET) ? 'met' : 'breached_completed')
    },
  )

  test.prop([minute, minute])('sends no alert for moments before Tandem knew of the lead', (m, known) => {
    for (const step of judge(record, [], at(m), at(known)).steps)
      expect(step.verdict === 'due').toBe(step.dueAt >= at(known))
  })
})
