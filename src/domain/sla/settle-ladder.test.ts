import { describe, expect, test } from 'vitest'
import type { FollowUp } from './clock.ts'
import type { LadderAction, LadderMoment, LadderStep } from './ladder.ts'
import type { ClockRecord, Settled } from './settle.ts'
import { settleClock } from './settle.ts'
import type { ClockEvent } from './timeline.ts'

const H = 3600
const MONDAY = Date.UTC(2026, 2, 2)
const hour = (n: number): number => MONDAY + n * H * 1000
const rung = (id: string, at: LadderMoment, action: LadderAction = { kind: 'notify_manager' }): LadderStep => ({
  id,
  at,
  action,
  clock: 'c',
})
const office = {
  timeZone: 'UTC',
  schedule: { mon: [['09:00', '17:00']], tue: [['09:00', '17:00']], wed: [['09:00', '17:00']] },
} as const
/** Ten hours around the clock from Monday 00:00 on. */
const CLOCK: ClockRecord = {
  kind: 'first_response',
  calendar: { timeZone: 'UTC', schedule: { mon: [['00:00', '24:00']], tue: [['00:00', '24:00']] } },
  targetSeconds: 10 * H,
  warnAt: [0.5, 0.8],
  pausedIn: ['On Hold'],
  ladder: [
    rung('last-call', { beforeDueSeconds: H }, { kind: 'remind' }),
    rung('boss', { afterDueSeconds: 0 }),
    rung('next', { afterDueSeconds: 2 * H }, { kind: 'reassign' }),
    rung('double', { fraction: 2 }, { kind: 'escalate' }),
  ],
  startedAt: hour(0),
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
}
const call = (at: number): FollowUp => ({ id: `call-${at}`, at: hour(at), person: 'ann', counts: true })
const look = (clock: ClockRecord, at: number, calls: readonly FollowUp[] = [], knownSince = hour(0)): Settled =>
  settleClock(clock, { followUps: calls, handoff: null }, hour(at), knownSince)
const due = ({ steps }: Settled): readonly string[] => steps.filter((s) => s.verdict === 'due').map(({ step }) => step)
const reached = ({ steps }: Settled): readonly string[] =>
  steps.map(({ step, dueAt }) => `${step}@${(dueAt - MONDAY) / H / 1000}`)
const withEvents = (...events: readonly ClockEvent[]): ClockRecord => ({ ...CLOCK, events })
const retarget = (at: number, hours: number): ClockEvent => ({ at: hour(at), type: 'retarget', seconds: hours * H })

describe('the ladder', () => {
  test('stands in one order with the warnings and the breach', () => {
    expect(reached(look(CLOCK, 24))).toEqual([
      'warn:0.5@5',
      'warn:0.8@8',
      'ladder:last-call@9',
      'breach@10',
      'ladder:boss@10',
      'ladder:next@12',
      'ladder:double@20',
    ])
    expect(due(look(CLOCK, 24))).toHaveLength(7)
  })

  test('reaches a step at its instant, not a millisecond before', () => {
    const at = (ms: number): readonly string[] => due(settleClock(CLOCK, { followUps: [], handoff: null }, ms, hour(0)))
    expect(at(hour(12) - 1)).not.toContain('ladder:next')
    expect(at(hour(12))).toContain('ladder:next')
  })

  test('counts business time of the calendar before and after the due time', () => {
    const clock: ClockRecord = { ...CLOCK, calendar: office, targetSeconds: 8 * H, warnAt: [], startedAt: hour(9) }
    // Due on Monday at 17:00: the two hours after it are over on Tuesday at 11:00, the second target at its closing time.
    expect(reached(look(clock, 72))).toEqual([
      'ladder:last-call@16',
      'breach@17',
      'ladder:boss@17',
      'ladder:next@35',
      'ladder:double@41',
    ])
  })

  test('that would begin before the start begins with it', () => {
    const clock = { ...CLOCK, ladder: [rung('early', { beforeDueSeconds: 99 * H })] }
    expect(look(clock, 0).steps).toMatchObject([{ step: 'ladder:early', dueAt: hour(0), verdict: 'due' }])
  })

  test('of a paused clock has no instants, and goes on when it does', () => {
    const paused: ClockEvent = { at: hour(11), type: 'pause' }
    expect(due(look(withEvents(paused), 40))).not.toContain('ladder:next')
    expect(look(withEvents(paused), 40).nextCheckAt).toBeNull()
    const resumed = withEvents(paused, { at: hour(15), type: 'resume' })
    expect(look(resumed, 15).nextCheckAt).toBe(hour(16))
    expect(reached(look(resumed, 16))).toContain('ladder:next@16')
  })

  test('goes on while the clock is breached and nobody answered, and asks for a look at each step', () => {
    const checks = [0, 5, 8, 9, 10, 12, 20].map((at) => look(CLOCK, at).nextCheckAt)
    expect(checks).toEqual([hour(5), hour(8), hour(9), hour(10), hour(12), hour(20), null])
  })

  test('ends with the clock: nothing more is due, whatever was not noticed in time', () => {
    const answered = look(CLOCK, 15, [call(11)])
    expect(answered).toMatchObject({ state: 'breached_completed', nextCheckAt: null })
    expect(due(answered)).toEqual([])
    expect(reached(answered)).not.toContain('ladder:next@12')
    expect(answered.steps.at(-1)).toMatchObject({
      verdict: 'skip',
      reason: 'the clock had ended when it was looked at',
    })
  })

  test('before Tandem knew of the lead is history; what comes after is not', () => {
    expect(due(look(CLOCK, 24, [], hour(11)))).toEqual(['ladder:next', 'ladder:double'])
  })
})

describe('S3: what is passed at once', () => {
  test('S3: thresholds that a shorter target passed send one alert, the highest only', () => {
    const shortened = look(withEvents(retarget(4.5, 5)), 4.5)
    expect(due(shortened)).toEqual(['warn:0.8', 'ladder:last-call'])
    expect(shortened.steps.find(({ step }) => step === 'warn:0.8')).toMatchObject({
      dueAt: hour(4),
      reason: 'due to change of the target at 2026-03-02T04:30:00.000Z',
    })
    expect(shortened.steps[0]).toMatchObject({ step: 'warn:0.5', verdict: 'skip' })
  })

  test('S6: of a target due in the past it is the breach, due to change, and the ladder begins', () => {
    const breached = look(withEvents(retarget(4, 3)), 4)
    expect(breached).toMatchObject({ state: 'breached', breachedAt: hour(3), detectedAt: hour(4) })
    expect(due(breached)).toEqual(['ladder:last-call', 'breach', 'ladder:boss'])
    expect(breached.steps.find(({ step }) => step === 'breach')?.reason).toContain('due to change')
  })

  test('each action of the ladder happens once in order, but reminders are one', () => {
    const ladder = [
      rung('first', { fraction: 0.2 }, { kind: 'remind' }),
      rung('task', { fraction: 0.3 }, { kind: 'create_task', subject: 'Call', for: 'owner' }),
      rung('second', { fraction: 0.4 }, { kind: 'remind' }),
      rung('boss', { fraction: 0.5 }),
    ]
    const clock = { ...withEvents(retarget(1.9, 2)), warnAt: [], ladder }
    expect(due(look(clock, 1.9))).toEqual(['ladder:task', 'ladder:second', 'ladder:boss'])
  })

  test('S3: a zero target sends its breach alone', () => {
    expect(due(look({ ...CLOCK, targetSeconds: 0, ladder: [] }, 0))).toEqual(['breach'])
  })

  test('after downtime nothing was changed: everything is due, in order', () => {
    expect(due(look({ ...CLOCK, ladder: [] }, 30))).toEqual(['warn:0.5', 'warn:0.8', 'breach'])
  })

  test('a change learnt of before Tandem knew of the lead is history', () => {
    expect(due(look(withEvents(retarget(4, 3)), 6, [], hour(5)))).toEqual(['ladder:next', 'ladder:double'])
    expect(due(look(withEvents(retarget(4, 3)), 6, [], hour(4)))).toContain('breach')
  })
})

describe('a recorded breach', () => {
  const before = look(CLOCK, 11)
  const recorded = (more: Partial<ClockRecord>): ClockRecord => ({ ...CLOCK, ...more, ...before, recorded: before })

  test('S4: stays when a pause before it is learnt of afterwards', () => {
    const clock = recorded({ events: [{ at: hour(2), type: 'pause' }] })
    expect(look(clock, 12)).toMatchObject({ state: 'breached', breachedAt: hour(10), breachVoided: null })
    expect(look(clock, 12, [call(11.5)])).toMatchObject({ state: 'breached_completed', breachedAt: hour(10) })
    expect(look(clock, 12, [call(10)])).toMatchObject({ state: 'met', breachedAt: null })
  })
})
