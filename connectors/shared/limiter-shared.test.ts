import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { steppedTiming } from './fake-timing.ts'
import { fakeWindows } from './fake-windows.ts'
import { inLane } from './lane.ts'
import { createLimiter, type Limiter } from './limiter.ts'

const BUCKET = { max: 20, perMs: 1_000, concurrent: 10 }

/** Most instants of the list within any span of `perMs`. */
function mostIn(instants: readonly number[], perMs: number): number {
  const sorted = instants.toSorted((a, b) => a - b)
  let from = 0
  let most = 0
  for (const [at, instant] of sorted.entries()) {
    while ((sorted[from] ?? 0) <= instant - perMs) from += 1
    most = Math.max(most, at - from + 1)
  }
  return most
}

interface Burst {
  readonly worker: number
  readonly at: number
  readonly calls: number
  readonly callMs: number
  readonly lane: 'live' | 'backfill'
}

const bursts = fc.array(
  fc.record({
    worker: fc.nat(3),
    at: fc.nat(20_000),
    calls: fc.integer({ min: 1, max: 60 }),
    callMs: fc.integer({ min: 1, max: 900 }),
    lane: fc.constantFrom('live' as const, 'backfill' as const),
  }),
  { minLength: 1, maxLength: 12 },
)

/** Lets bursts of calls run on several workers. @returns when the platform counted each: at its start, or at its end. */
async function play(plan: readonly Burst[], tripMs: number, countedAt: 'start' | 'end'): Promise<readonly number[]> {
  const timing = steppedTiming()
  const windows = fakeWindows(timing, tripMs)
  const limiters: readonly Limiter<'burst'>[] = [0, 1, 2, 3].map((worker) => {
    const limiter = createLimiter({ burst: BUCKET }, timing)
    limiter.share(windows, `worker ${worker}`)
    return limiter
  })
  const counted: number[] = []
  for (const { worker, at, calls, callMs, lane } of plan)
    void timing.sleep(at).then(() => {
      const target = {
        call: () =>
          limiters[worker]?.run('burst', async () => {
            if (countedAt === 'start') counted.push(timing.now())
            await timing.sleep(callMs)
            if (countedAt === 'end') counted.push(timing.now())
          }),
      }
      for (let n = 0; n < calls; n += 1) void inLane(target, lane).call()
    })
  await timing.run(180_000)
  return counted
}

describe('a window that workers share', () => {
  test('never sees more calls than it allows, whoever makes them, and every call is made', async () => {
    await fc.assert(
      fc.asyncProperty(
        bursts,
        fc.integer({ min: 0, max: 40 }),
        fc.constantFrom('start' as const, 'end' as const),
        async (plan, tripMs, countedAt) => {
          const counted = await play(plan, tripMs, countedAt)
          expect(counted).toHaveLength(plan.reduce((sum, { calls }) => sum + calls, 0))
          expect(mostIn(counted, BUCKET.perMs)).toBeLessThanOrEqual(BUCKET.max)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('is nearly used up by two busy workers, and evenly', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    const made = [0, 0]
    for (const worker of [0, 1]) {
      const limiter = createLimiter({ burst: BUCKET }, timing)
      limiter.share(windows, `worker ${worker}`)
      for (let n = 0; n < 1_000; n += 1)
        void limiter.run('burst', async () => {
          made[worker] = (made[worker] ?? 0) + 1
          await timing.sleep(20)
        })
    }
    await timing.run(20_000)
    const [one = 0, two = 0] = made
    expect(one + two).toBeGreaterThan(20 * BUCKET.max * 0.85)
    expect(Math.min(one, two) / Math.max(one, two)).toBeGreaterThan(0.8)
  })

  test('one worker alone asks about once a second, not once a call', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    const limiter = createLimiter({ burst: { max: 180, perMs: 10_000, concurrent: 10 } }, timing)
    limiter.share(windows, 'alone')
    let made = 0
    for (let n = 0; n < 2_000; n += 1)
      void limiter.run('burst', async () => {
        made += 1
        await timing.sleep(50)
      })
    await timing.run(60_000)
    expect(made).toBeGreaterThan(1_000)
    expect(windows.updates()).toBeLessThan(80)
  })

  test('a worker that has nothing to do gives its places back', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    const limiter = createLimiter({ burst: BUCKET }, timing)
    limiter.share(windows, 'one')
    void limiter.run('burst', () => Promise.resolve())
    await timing.run(5_000)
    expect(windows.stateOf('burst')?.holders).toEqual({})
    const after = windows.updates()
    await timing.run(60_000)
    expect(windows.updates()).toBe(after)
  })

  test('the places of a worker that died are free when its lease and the window have passed', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    void windows.update('burst', (_, now) => ({
      state: { pausedUntil: 0, holders: { dead: { places: 20, short: false, since: now, until: now + 6_000 } } },
      answer: null,
    }))
    await timing.run(5)
    const limiter = createLimiter({ burst: BUCKET }, timing)
    limiter.share(windows, 'heir')
    let startedAt: number | null = null
    void limiter.run('burst', () => {
      startedAt = timing.now()
      return Promise.resolve()
    })
    await timing.run(5_900)
    expect(startedAt).toBeNull()
    await timing.run(6_500)
    expect(startedAt).not.toBeNull()
  })

  test('six workers take turns where there are fewer places', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    const made = new Map<number, number>()
    for (const worker of [0, 1, 2, 3, 4, 5]) {
      const limiter = createLimiter({ search: { max: 4, perMs: 1_000, concurrent: 4 } }, timing)
      limiter.share(windows, `worker ${worker}`)
      for (let n = 0; n < 500; n += 1)
        void limiter.run('search', async () => {
          made.set(worker, (made.get(worker) ?? 0) + 1)
          await timing.sleep(50)
        })
    }
    await timing.run(60_000)
    expect(made.size).toBe(6)
    expect([...made.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(100)
  })

  test('a pause is everybody’s', async () => {
    const timing = steppedTiming()
    const windows = fakeWindows(timing, 2)
    const [one, two] = [1, 2].map((worker) => {
      const limiter = createLimiter({ burst: BUCKET }, timing)
      limiter.share(windows, `worker ${worker}`)
      return limiter
    })
    void one?.run('burst', () => Promise.resolve())
    await timing.run(100)
    one?.pause('burst', 10_000)
    await timing.run(200)
    let startedAt = 0
    void two?.run('burst', () => {
      startedAt = timing.now()
      return Promise.resolve()
    })
    await timing.run(20_000)
    expect(startedAt).toBeGreaterThanOrEqual(10_100)
  })

  test('when the common store is away, who waits hears why', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ burst: BUCKET }, timing)
    limiter.share({ update: () => Promise.reject(new Error('gone')) }, 'one')
    await expect(limiter.run('burst', () => Promise.resolve())).rejects.toThrow('gone')
  })
})
