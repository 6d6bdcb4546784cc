import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LANES, type Lane } from '../lane.ts'
import {
  dailyFacts,
  dayStart,
  forecast,
  LONGEST_POLL_MS,
  paceOf,
  pollEveryMs,
  type DailyFacts,
  type DailyReport,
  type HourUsage,
} from './daily.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MIDNIGHT = Date.UTC(2026, 10, 21)

const facts = (over: Partial<DailyFacts> = {}): DailyFacts => ({
  limit: 100_000,
  usedByAll: 0,
  usedByTandem: 0,
  share: 0.5,
  window: 'day',
  msLeft: DAY,
  rate: { all: 0, backfill: 0, polls: 0 },
  callsPerPoll: 10,
  ...over,
})

const hour = (at: number, calls: number, over: Partial<HourUsage> = {}): HourUsage => ({
  hour: at,
  lane: 'live',
  calls,
  polls: 0,
  cycles: 0,
  rateLimited: 0,
  ...over,
})

describe('what a lane may do', () => {
  test.each([
    [0, 'free free free'],
    [39_999, 'free free free'],
    [40_000, 'free free held'],
    [45_000, 'free slow held'],
    [47_500, 'free slow held'],
    [49_999, 'free slow held'],
    [50_000, 'slow slow held'],
    [70_000, 'slow slow held'],
  ])('%i of a share of 50,000: %s', (usedByTandem, expected) => {
    const kinds = LANES.map((lane) => paceOf(facts({ usedByTandem, usedByAll: usedByTandem }), lane).kind)
    expect(kinds.join(' ')).toBe(expected)
  })

  test.each([
    [89_999, 'free free free'],
    [90_000, 'free free held'],
    [95_000, 'free slow held'],
    [98_000, 'free slow held'],
    [100_000, 'slow slow held'],
  ])('others use the day up, %i of 100,000: %s', (usedByAll, expected) => {
    expect(LANES.map((lane) => paceOf(facts({ usedByAll }), lane).kind).join(' ')).toBe(expected)
  })

  test('without a limit that is known everything is free', () => {
    const unknown = facts({ limit: null, usedByAll: null, usedByTandem: 10_000_000 })
    expect(LANES.map((lane) => paceOf(unknown, lane).kind)).toEqual(['free', 'free', 'free'])
    expect(pollEveryMs(unknown, 15_000)).toBe(15_000)
  })

  const speed = (of: DailyFacts, lane: Lane): number => {
    const pace = paceOf(of, lane)
    return pace.kind === 'free' ? Number.POSITIVE_INFINITY : pace.kind === 'held' ? 0 : 1 / pace.perMs
  }

  test('more calls used never make a lane faster, a less urgent lane is never faster, and only backfills stop', () => {
    fc.assert(
      fc.property(
        fc.nat(120_000),
        fc.nat(120_000),
        fc.nat(50_000),
        fc.integer({ min: 1, max: DAY }),
        (usedByTandem, usedByAll, more, msLeft) => {
          const now = facts({ usedByTandem, usedByAll, msLeft })
          const later = facts({ usedByTandem: usedByTandem + more, usedByAll: usedByAll + more, msLeft })
          for (const lane of LANES) expect(speed(later, lane)).toBeLessThanOrEqual(speed(now, lane))
          expect(speed(now, 'live')).toBeLessThanOrEqual(speed(now, 'handoff'))
          expect(speed(now, 'backfill')).toBeLessThanOrEqual(speed(now, 'live'))
          expect(speed(now, 'live')).toBeGreaterThan(0)
        },
      ),
    )
  })
})

describe('the day', () => {
  const report = (over: Partial<DailyReport> = {}): DailyReport => ({
    limit: 1_000,
    used: 400,
    at: MIDNIGHT + 10 * HOUR,
    resetsAt: MIDNIGHT + DAY,
    ...over,
  })

  test('counts from the last midnight of the platform', () => {
    const hours = [hour(MIDNIGHT - HOUR, 500), hour(MIDNIGHT, 20), hour(MIDNIGHT + 9 * HOUR, 30)]
    const now = dailyFacts(hours, report(), 0.8, MIDNIGHT + 10 * HOUR)
    expect(now).toMatchObject({ usedByTandem: 50, usedByAll: 400, limit: 1_000, window: 'day', msLeft: 14 * HOUR })
  })

  test('starts anew at the reset, also before the platform has said anything of the new day', () => {
    const at = MIDNIGHT + DAY + HOUR
    const now = dailyFacts([hour(MIDNIGHT + 9 * HOUR, 30), hour(at - HOUR, 7)], report(), 0.8, at)
    expect(now).toMatchObject({ usedByTandem: 7, usedByAll: 0, msLeft: 23 * HOUR })
    expect(dayStart(report(), at)).toBe(MIDNIGHT + DAY)
  })

  test('rolls where the platform counts the last 24 hours', () => {
    const at = MIDNIGHT + 10 * HOUR
    const hours = [hour(at - DAY - 2 * HOUR, 500), hour(at - DAY, 20), hour(at - HOUR, 30)]
    const now = dailyFacts(hours, report({ resetsAt: null }), 0.5, at)
    expect(now).toMatchObject({ usedByTandem: 50, window: 'rolling', msLeft: DAY })
  })

  test('is forecast from the last hour, without backfills', () => {
    const at = MIDNIGHT + 10.5 * HOUR
    const hours = [
      hour(MIDNIGHT + 9 * HOUR, 100),
      hour(MIDNIGHT + 10 * HOUR, 50),
      hour(MIDNIGHT + 10 * HOUR, 900, { lane: 'backfill' }),
    ]
    // 50 in this half hour, and half of the 100 in the hour before.
    expect(forecast(dailyFacts(hours, report(), 0.8, at))).toBe(1_050 + Math.round(100 * 13.5))
  })
})

describe('polls', () => {
  /** Lets polls and other calls go on for days, minute by minute. */
  function live(options: {
    readonly limit: number
    readonly hours: number
    readonly perPoll: number
    readonly otherPerHour: number
    readonly rolling?: boolean
    readonly from?: readonly HourUsage[]
  }) {
    const usage = new Map<number, HourUsage>((options.from ?? []).map((one) => [one.hour, one]))
    const intervals: number[] = []
    let most = 0
    let nextPoll = MIDNIGHT
    for (let now = MIDNIGHT; now < MIDNIGHT + options.hours * HOUR; now += 15_000) {
      const resetsAt = options.rolling === true ? null : MIDNIGHT + (Math.floor((now - MIDNIGHT) / DAY) + 1) * DAY
      const day = (): DailyFacts =>
        dailyFacts([...usage.values()], { limit: options.limit, used: 0, at: now, resetsAt }, 1, now)
      const current = Math.floor(now / HOUR) * HOUR
      const before = usage.get(current) ?? hour(current, 0)
      const polls = now >= nextPoll ? 1 : 0
      if (polls > 0) {
        const every = pollEveryMs(day(), 15_000)
        nextPoll = now + every
        intervals.push(every)
      }
      const other = options.otherPerHour / 240
      usage.set(current, {
        ...before,
        calls: before.calls + polls * options.perPoll + other,
        polls: before.polls + polls * options.perPoll,
        cycles: before.cycles + polls,
      })
      most = Math.max(most, day().usedByTandem)
    }
    return { most, intervals }
  }

  test('stay at their pace as long as the day’s calls last', () => {
    const { intervals } = live({ limit: 250_000, hours: 24, perPoll: 3, otherPerHour: 500 })
    expect(new Set(intervals)).toEqual(new Set([15_000]))
  })

  test('stretch so that they last, and end near the limit, not far below', () => {
    // Every 15 s they would cost 69,120 a day.
    const { most, intervals } = live({ limit: 40_000, hours: 24, perPoll: 12, otherPerHour: 300 })
    expect(most).toBeLessThanOrEqual(40_000 * 0.96)
    expect(most).toBeGreaterThan(40_000 * 0.85)
    expect(Math.max(...intervals)).toBeLessThan(LONGEST_POLL_MS)
  })

  test('keep the last 24 hours below the limit where the day rolls, for days', () => {
    const { most, intervals } = live({ limit: 15_000, hours: 72, perPoll: 3, otherPerHour: 200, rolling: true })
    expect(most).toBeLessThanOrEqual(15_000)
    expect(intervals.length).toBeGreaterThan(72 * 4)
  })

  test('shrink again when a busy day has rolled off', () => {
    const from = [hour(MIDNIGHT - HOUR, 14_000)]
    const { intervals } = live({ limit: 15_000, hours: 48, perPoll: 1, otherPerHour: 0, rolling: true, from })
    expect(Math.max(...intervals)).toBeGreaterThan(60_000)
    expect(intervals.at(-1)).toBe(15_000)
  })

  test('are never more than 15 minutes apart, and never faster than asked for', () => {
    fc.assert(
      fc.property(fc.nat(200_000), fc.nat(1_000), fc.nat(100), (usedByTandem, callsPerPoll, perSecond) => {
        const every = pollEveryMs(
          facts({ usedByTandem, callsPerPoll, rate: { all: perSecond / 1000, backfill: 0, polls: 0 } }),
          15_000,
        )
        expect(every).toBeGreaterThanOrEqual(15_000)
        expect(every).toBeLessThanOrEqual(LONGEST_POLL_MS)
      }),
    )
  })
})
