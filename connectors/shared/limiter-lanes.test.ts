import { describe, expect, test } from 'vitest'
import type { Lane } from '#domain/lane.ts'
import { steppedTiming } from './fake-timing.ts'
import { inLane } from './lane.ts'
import { createLimiter, type Limiter } from './limiter.ts'

type Timing = ReturnType<typeof steppedTiming>

/** Calls through the limiter, with the lane and the instant at which each started. */
function caller(limiter: Limiter<'api'>, timing: Timing, callMs = 10) {
  const started: { readonly lane: Lane; readonly at: number }[] = []
  const target = {
    call: (lane: Lane) =>
      limiter.run('api', async () => {
        started.push({ lane, at: timing.now() })
        await timing.sleep(callMs)
      }),
  }
  const call = (lane: Lane): Promise<void> => inLane(target, lane).call(lane)
  const many = (lane: Lane, count: number): void => {
    for (let n = 0; n < count; n += 1) void call(lane)
  }
  const of = (lane: Lane): readonly number[] => started.filter((one) => one.lane === lane).map(({ at }) => at)
  return { call, many, started, of }
}

describe('lanes', () => {
  test('a handover goes before live changes, these before a backfill, however late they come', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ api: { max: 1, perMs: 100, concurrent: 1 } }, timing)
    const { many, started } = caller(limiter, timing)
    many('backfill', 3)
    many('live', 2)
    many('handoff', 2)
    await timing.run(5_000)
    // The first backfill call was alone when it came.
    expect(started.map(({ lane }) => lane)).toEqual([
      'backfill',
      'handoff',
      'handoff',
      'live',
      'live',
      'backfill',
      'backfill',
    ])
  })

  test('no lane waits for ever behind a more urgent one that never ends: one of ten is whoever waited longest', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ api: { max: 10, perMs: 1_000, concurrent: 10 } }, timing)
    const { many, of } = caller(limiter, timing)
    many('live', 2_000)
    many('backfill', 20)
    await timing.run(1_000)
    // The live ones came first; a backfill call is next in turn when it has waited longer than the oldest of them.
    const endless = setIntervalOf(timing, 100, () => many('live', 5))
    await timing.run(250_000)
    endless.stop()
    expect(of('backfill').length).toBeGreaterThan(0)
    expect(of('live').length).toBeGreaterThan(of('backfill').length * 9 - 10)
  })

  test('a backfill that is alone uses the whole window', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ api: { max: 100, perMs: 10_000, concurrent: 200 } }, timing)
    const { many, of } = caller(limiter, timing)
    many('backfill', 300)
    await timing.run(9_999)
    expect(of('backfill')).toHaveLength(100)
  })

  test('beside live work a backfill leaves room, so that a live call starts at once', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ api: { max: 100, perMs: 10_000, concurrent: 200 } }, timing)
    const { many, of, call } = caller(limiter, timing)
    many('live', 20)
    await timing.run(100)
    many('backfill', 1_000)
    await timing.run(200)
    // 20 live, and 30 % of the window stay free.
    expect(of('backfill')).toHaveLength(50)
    const asked = timing.now()
    void call('live')
    void call('handoff')
    await timing.run(300)
    expect(of('handoff')).toEqual([asked])
    expect(of('live').at(-1)).toBe(asked)
    await timing.run(60_000)
    // Nobody else came for half a minute: the backfill has it all again.
    const before = of('backfill').length
    await timing.run(70_000)
    expect(of('backfill').length - before).toBeGreaterThanOrEqual(99)
  })

  test('a backfill never takes all calls at a time while others are about', async () => {
    const timing = steppedTiming()
    const limiter = createLimiter({ api: { max: Number.POSITIVE_INFINITY, perMs: 1_000, concurrent: 10 } }, timing)
    const { many, of, call } = caller(limiter, timing, 5_000)
    void call('live')
    await timing.run(5_001)
    many('backfill', 50)
    await timing.run(5_002)
    expect(of('backfill')).toHaveLength(7)
  })
})

/** Does something again and again in the timing's own time. */
function setIntervalOf(timing: Timing, everyMs: number, work: () => void): { stop(): void } {
  const end = new AbortController()
  const tick = async (): Promise<void> => {
    while (!end.signal.aborted) {
      await timing.sleep(everyMs)
      work()
    }
  }
  void tick()
  return { stop: () => end.abort() }
}

test('letting a call in costs less than 0.1 ms, also with others waiting in the window', async () => {
  const limiter = createLimiter({ api: { max: 1_000_000, perMs: 10_000, concurrent: 10 } })
  const calls = 20_000
  const from = performance.now()
  for (let n = 0; n < calls; n += 1) await limiter.run('api', () => Promise.resolve())
  expect((performance.now() - from) / calls).toBeLessThan(0.1)
})
