import { describe, expect, test } from 'vitest'
import type { HourUsage } from '#domain/budget/daily.ts'
import { RemoteError } from '#domain/errors.ts'
import { connectionId } from '#domain/ids.ts'
import type { Lane } from '#domain/lane.ts'
import type { BudgetStore, CallCount, CallTrouble } from '#ports/budget.ts'
import { fakeTiming } from './fake-timing.ts'
import { createGovernor } from './governor.ts'
import { asPoll, asProbe, inLane, toEndIt } from './lane.ts'

const NOON = Date.UTC(2026, 10, 21, 12)

const FREELY = { max: Number.POSITIVE_INFINITY, perMs: 1_000, concurrent: 10 }

function setUp(options: { readonly used?: number; readonly limit?: number; readonly share?: number } = {}) {
  const timing = fakeTiming()
  const clock = { at: NOON, now: () => clock.at }
  const kept: CallCount[] = []
  const stops: number[] = []
  const troubles: unknown[] = []
  const failures: CallTrouble[] = []
  let broken = false
  const before: HourUsage = {
    hour: NOON - 3_600_000,
    lane: 'live',
    calls: options.used ?? 0,
    polls: 0,
    cycles: 0,
    rateLimited: 0,
  }
  const store: BudgetStore = {
    record: (_connection, _side, counts) => {
      if (broken) return Promise.reject(new Error('away'))
      kept.push(...counts)
      return Promise.resolve()
    },
    read: () =>
      Promise.resolve({
        report: { limit: options.limit ?? 1_000, used: 0, at: NOON, resetsAt: NOON + 6 * 3_600_000 },
        seenAt: NOON,
        stoppedUntil: stops.at(-1) ?? null,
        hours: [before, ...kept.map((count) => ({ ...count, cycles: 0 }))],
        pollMs: null,
        polledAt: null,
        trouble: null,
      }),
    failed: (_connection, _side, trouble) => {
      failures.push(trouble)
      return Promise.resolve()
    },
    stop: (_connection, _side, until) => {
      stops.push(until)
      return Promise.resolve()
    },
    claimPoll: () => Promise.resolve(true),
    byEndpoint: () => Promise.resolve([]),
  }
  const governor = createGovernor<'api' | 'other'>({
    side: 'salesforce',
    connectionId: connectionId('c'),
    allowances: { api: FREELY, other: FREELY },
    clock,
    timing,
  })
  const join = (): void =>
    governor.join({
      windows: null,
      worker: 'one',
      store,
      share: options.share ?? 1,
      onTrouble: (error) => troubles.push(error),
    })
  const target = {
    call: () =>
      governor.run('api', () => {
        governor.counter.count('GET /query')
        return Promise.resolve('answer')
      }),
  }
  return {
    governor,
    clock,
    timing,
    kept,
    stops,
    troubles,
    failures,
    join,
    call: (lane: Lane) => inLane(target, lane).call(),
    callOfTwo: () => governor.runInAll(['other', 'api'], () => Promise.resolve('answer')),
    tidy: () => toEndIt(target.call),
    poll: () => asPoll(target.call),
    breakStore: (how: boolean) => {
      broken = how
    },
  }
}

const refusal = async (work: Promise<unknown>): Promise<RemoteError> => {
  const error: unknown = await work.catch((e: unknown) => e)
  expect(error).toBeInstanceOf(RemoteError)
  return error as RemoteError
}

describe('counts', () => {
  test('are kept by lane and endpoint, those made before joining too, polls apart', async () => {
    const { governor, call, poll, join, kept } = setUp()
    await call('handoff')
    await call('backfill')
    await call('backfill')
    await poll()
    join()
    await governor.settle()
    const hour = NOON
    expect(kept).toEqual([
      { hour, lane: 'handoff', endpoint: 'GET /query', calls: 1, polls: 0, rateLimited: 0 },
      { hour, lane: 'backfill', endpoint: 'GET /query', calls: 2, polls: 0, rateLimited: 0 },
      { hour, lane: 'live', endpoint: 'GET /query', calls: 1, polls: 1, rateLimited: 0 },
    ])
    expect(governor.counter.usage().calls).toBe(4)
  })

  test('that could not be kept are kept later, and somebody hears of it', async () => {
    const { governor, call, join, kept, breakStore, troubles } = setUp()
    join()
    breakStore(true)
    await call('live')
    await governor.settle()
    expect([troubles.length > 0, kept]).toEqual([true, []])
    breakStore(false)
    await call('live')
    await governor.settle()
    expect(kept).toMatchObject([{ calls: 2 }])
  })

  test('are kept by themselves every few seconds while calls are made', async () => {
    const { call, join, kept, timing } = setUp()
    join()
    await call('live')
    await new Promise((resolve) => setImmediate(resolve))
    const first = kept.length
    await call('live')
    await timing.sleep(5_000)
    await call('live')
    await new Promise((resolve) => setImmediate(resolve))
    expect([first, kept.reduce((sum, { calls }) => sum + calls, 0)]).toEqual([1, 3])
  })

  test('hours are those of the platform, whose clock may be another', async () => {
    const { governor, call, join, kept } = setUp()
    const elsewhere = Date.UTC(2017, 2, 13, 9, 30)
    governor.report({ limit: 1_000, used: 1, at: elsewhere, resetsAt: null })
    join()
    await call('live')
    await governor.settle()
    expect(kept).toMatchObject([{ hour: Date.UTC(2017, 2, 13, 9) }])
  })
})

describe('a day that is nearly used up', () => {
  test('holds backfills back: the job hears when to look again', async () => {
    const { governor, call, join } = setUp({ used: 850 })
    join()
    await governor.settle()
    await expect(call('live')).resolves.toBe('answer')
    const error = await refusal(call('backfill'))
    expect(error).toMatchObject({ code: 'API_BUDGET', disposition: 'retry-after', retryAfterMs: 15 * 60_000 })
    expect(error.remedy).toContain('budget.salesforceDailyShare')
    expect(governor.counter.usage().calls).toBe(1)
  })

  test('lets live changes through in groups, so that what was begun can end, and handovers as they come', async () => {
    const { governor, call, join, clock } = setUp({ used: 920 })
    join()
    await governor.settle()
    for (let n = 0; n < 30; n += 1) await call('live')
    const error = await refusal(call('live'))
    expect(error.disposition).toBe('retry-after')
    await expect(call('handoff')).resolves.toBe('answer')
    // One more is not enough to begin with.
    clock.at += (error.retryAfterMs ?? 0) - 1_000
    await refusal(call('live'))
    clock.at += 2_000
    for (let n = 0; n < 30; n += 1) await call('live')
    await refusal(call('live'))
  })

  test('a share is Tandem’s own: what it may not use is not used though the platform has more', async () => {
    const { governor, call, join } = setUp({ used: 450, share: 0.5 })
    join()
    await governor.settle()
    await refusal(call('backfill'))
  })
})

test('what ends something that was begun goes whatever the day says', async () => {
  const { governor, call, join, tidy } = setUp({ used: 2_000 })
  join()
  await governor.settle()
  governor.refused('api', { code: 'DAILY_LIMIT', retryAfterMs: 6 * 3_600_000 })
  await refusal(call('handoff'))
  await expect(tidy()).resolves.toBe('answer')
})

test('a call that has to pass two limits is one call of the day', async () => {
  const { governor, callOfTwo, join } = setUp({ used: 920 })
  join()
  await governor.settle()
  for (let n = 0; n < 30; n += 1) await callOfTwo()
  await refusal(callOfTwo())
})

test('a refusal of the whole day stops everybody for a while, then one call looks again', async () => {
  const { governor, call, join, clock, stops } = setUp()
  join()
  governor.refused('api', { code: 'DAILY_LIMIT', retryAfterMs: 6 * 3_600_000 })
  expect(governor.counter.usage().rateLimited).toBe(1)
  const error = await refusal(call('handoff'))
  expect(error).toMatchObject({ code: 'API_BUDGET', retryAfterMs: 15 * 60_000 })
  expect(stops).toEqual([NOON + 15 * 60_000])
  clock.at += 15 * 60_000
  await expect(call('handoff')).resolves.toBe('answer')
})

test('after a refusal no call of that bucket starts until the platform takes them again, twelve seconds at most', async () => {
  const { governor, call, timing } = setUp()
  governor.refused('api', { code: 'RATE_LIMITED', retryAfterMs: 10_000 })
  await call('handoff')
  expect(timing.now()).toBe(10_000)
  governor.refused('api', { code: 'RATE_LIMITED', retryAfterMs: 30_000 })
  await call('live')
  expect(timing.now()).toBe(22_000)
  expect(governor.counter.usage().rateLimited).toBe(2)
})

describe('the last call that failed', () => {
  const fails = (governor: ReturnType<typeof setUp>['governor'], code: string, status?: number): Promise<unknown> =>
    governor
      .run('api', () =>
        Promise.reject(
          new RemoteError({
            code,
            disposition: 'retry',
            message: `it said ${code}`,
            remedy: '',
            ...(status === undefined ? {} : { status }),
          }),
        ),
      )
      .catch((error: unknown) => error)

  test('is kept with when and why, once', async () => {
    const { governor, join, failures } = setUp()
    join()
    await governor.settle()
    await fails(governor, 'TIMEOUT')
    await fails(governor, 'MISSING_SCOPES', 403)
    await governor.settle()
    await governor.settle()
    expect(failures).toEqual([{ at: NOON, code: 'MISSING_SCOPES', message: 'it said MISSING_SCOPES' }])
  })

  test('is not one that is about a single record', async () => {
    const { governor, join, failures } = setUp()
    join()
    await fails(governor, 'VALIDATION', 400)
    await fails(governor, 'GONE', 404)
    await governor.settle()
    expect(failures).toEqual([])
  })

  test('is not a refusal that somebody asked for, and one before it stays told', async () => {
    const { governor, join, failures } = setUp()
    join()
    await fails(governor, 'DOWN', 503)
    await asProbe(() => fails(governor, 'MISSING_SCOPES', 403))
    await governor.settle()
    expect(failures).toMatchObject([{ code: 'DOWN' }])
    await asProbe(() => fails(governor, 'INVALID_TOKEN', 401))
    await governor.settle()
    expect(failures).toMatchObject([{ code: 'DOWN' }, { code: 'INVALID_TOKEN' }])
  })
})
