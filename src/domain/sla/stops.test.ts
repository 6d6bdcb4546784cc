import { describe, expect, test } from 'vitest'
import type { ClockKind } from './policy.ts'
import type { ClockFacts, ClockRecord, HandoffFacts, Settled } from './settle.ts'
import { NO_FACTS, settleClock } from './settle.ts'

const HOUR = 3_600_000
const clock = (kind: ClockKind): ClockRecord => ({
  kind,
  calendar: { timeZone: 'UTC', schedule: { thu: [['00:00', '24:00']] } },
  targetSeconds: 10 * 3600,
  warnAt: [],
  pausedIn: [],
  ladder: [],
  startedAt: 0,
  events: [],
  breachedAt: null,
  detectedAt: null,
  breachVoided: null,
})
const SILENT: HandoffFacts = { acceptedAt: null, salesQualifiedAt: null, rejectedAt: null, rejectedBy: null }
const said = (handoff: Partial<HandoffFacts>, callAt: number | null = null): ClockFacts => ({
  followUps: callAt === null ? [] : [{ id: 'call', at: callAt * HOUR, person: 'ann', counts: true }],
  handoff: { ...SILENT, ...handoff },
})
const judge = (kind: ClockKind, facts: ClockFacts, before?: Settled, at = 24): Settled =>
  settleClock(before === undefined ? clock(kind) : { ...clock(kind), ...before, recorded: before }, facts, at * HOUR, 0)

describe('what stops a clock', () => {
  const [ACCEPTED, QUALIFIED, REJECTED] = [
    said({ acceptedAt: HOUR }),
    said({ salesQualifiedAt: HOUR }),
    said({ rejectedAt: HOUR, rejectedBy: '005A' }),
  ]

  test.each<[ClockKind, string, ClockFacts, string]>([
    ['first_response', 'an acceptance', ACCEPTED, 'breached'],
    ['first_response', 'a qualification', QUALIFIED, 'breached'],
    ['first_response', 'a rejection', REJECTED, 'cancelled'],
    ['first_response', 'a call', said({}, 1), 'met'],
    ['accept_or_reject', 'an acceptance', ACCEPTED, 'met'],
    ['accept_or_reject', 'a qualification', QUALIFIED, 'met'],
    ['accept_or_reject', 'a rejection', REJECTED, 'met'],
    ['accept_or_reject', 'a call', said({}, 1), 'breached'],
    ['qualification', 'an acceptance', ACCEPTED, 'breached'],
    ['qualification', 'a qualification', QUALIFIED, 'met'],
    ['qualification', 'a rejection', REJECTED, 'met'],
    ['qualification', 'a call', said({}, 1), 'breached'],
    ['qualification', 'nothing', NO_FACTS, 'breached'],
  ])('%s by %s: %s', (kind, _, facts, state) => {
    expect(judge(kind, facts).state).toBe(state)
  })

  test('is the earliest of what sales said, with who said it', () => {
    const both = said({ acceptedAt: 3 * HOUR, rejectedAt: 2 * HOUR, rejectedBy: '005A' })
    expect(judge('accept_or_reject', both)).toMatchObject({
      stoppedAt: 2 * HOUR,
      stoppedBy: { activityId: 'rejected', personId: '005A' },
    })
    expect(judge('qualification', said({ salesQualifiedAt: 11 * HOUR }))).toMatchObject({
      state: 'breached_completed',
      stoppedBy: { activityId: 'qualified', personId: null },
    })
  })

  test('was not said before its start, nor is it heard before its instant', () => {
    expect(judge('accept_or_reject', said({ acceptedAt: -1 })).state).toBe('breached')
    const ahead = judge('accept_or_reject', said({ acceptedAt: 5 * HOUR }), undefined, 4)
    expect(ahead).toMatchObject({ state: 'running', nextCheckAt: 5 * HOUR })
  })
})

describe('S8: a first response of a lead that was given back', () => {
  test('S8: is cancelled at that instant: no breach before the due time, one that happened stays', () => {
    expect(judge('first_response', said({ rejectedAt: 3 * HOUR }))).toMatchObject({
      state: 'cancelled',
      breachedAt: null,
      stoppedAt: null,
      stoppedBy: null,
      elapsedSeconds: 3 * 3600,
      nextCheckAt: null,
    })
    expect(judge('first_response', said({ rejectedAt: 11 * HOUR }))).toMatchObject({
      state: 'cancelled',
      breachedAt: 10 * HOUR,
    })
  })

  test('keeps the answer that came before, also when that is synced afterwards', () => {
    expect(judge('first_response', said({ rejectedAt: 3 * HOUR }, 2)).state).toBe('met')
    const cancelled = judge('first_response', said({ rejectedAt: 3 * HOUR }))
    expect(judge('first_response', said({ rejectedAt: 3 * HOUR }, 2), cancelled)).toMatchObject({
      state: 'met',
      stoppedAt: 2 * HOUR,
    })
    expect(judge('first_response', said({ rejectedAt: 3 * HOUR }, 4), cancelled).state).toBe('cancelled')
  })

  test('that was answered stays answered when it is given back', () => {
    const met = judge('first_response', said({}, 2))
    expect(judge('first_response', said({ rejectedAt: 3 * HOUR }), met)).toMatchObject({
      state: 'met',
      stoppedAt: 2 * HOUR,
    })
  })

  test('keeps a recorded breach, unless it had been given back before', () => {
    const breached = judge('first_response', NO_FACTS, undefined, 12)
    expect(judge('first_response', said({ rejectedAt: 13 * HOUR }), breached)).toMatchObject({
      state: 'cancelled',
      breachedAt: 10 * HOUR,
      breachVoided: null,
    })
    const early = judge('first_response', said({ rejectedAt: 9 * HOUR }), breached)
    expect(early).toMatchObject({ state: 'cancelled', breachedAt: null })
    expect(early.breachVoided).toContain('given back in time')
  })
})
