import { describe, expect, test } from 'vitest'
import { fakeTiming } from './fake-timing.ts'
import { createLimiter } from './limiter.ts'

const busy = { max: 3, perMs: 1000, concurrent: 10 }

describe('limiter', () => {
  test('never lets more than the allowance start in any rolling window', async () => {
    const timing = fakeTiming()
    const limiter = createLimiter({ burst: busy }, timing)
    const starts: number[] = []
    await Promise.all(
      Array.from({ length: 10 }, () =>
        limiter.run('burst', () => {
          starts.push(timing.now())
          return Promise.resolve()
        }),
      ),
    )
    expect(starts).toHaveLength(10)
    for (const start of starts) {
      const inWindow = starts.filter((other) => other > start - 1000 && other <= start)
      expect(inWindow.length).toBeLessThanOrEqual(3)
    }
  })

  test('serves callers in the order they came', async () => {
    const limiter = createLimiter({ burst: busy }, fakeTiming())
    const served: number[] = []
    await Promise.all([1, 2, 3, 4, 5].map((n) => limiter.run('burst', () => Promise.resolve(served.push(n)))))
    expect(served).toEqual([1, 2, 3, 4, 5])
  })

  test('holds back callers beyond the number that may run at once', async () => {
    const limiter = createLimiter({ api: { max: Number.POSITIVE_INFINITY, perMs: 1, concurrent: 2 } }, fakeTiming())
    let running = 0
    let most = 0
    const work = async (): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    }
    await Promise.all(Array.from({ length: 7 }, () => limiter.run('api', work)))
    expect(most).toBe(2)
  })

  test('starts nothing in a paused bucket while others go on', async () => {
    const timing = fakeTiming()
    const limiter = createLimiter({ burst: busy, search: busy }, timing)
    limiter.pause('search', 5000)
    await limiter.run('burst', () => Promise.resolve())
    expect(timing.now()).toBe(0)
    await limiter.run('search', () => Promise.resolve())
    expect(timing.now()).toBe(5000)
  })

  test('a caller that gives up does not keep the ones behind it waiting', async () => {
    const limiter = createLimiter({ burst: { ...busy, max: 1 } }, fakeTiming())
    await limiter.run('burst', () => Promise.resolve())
    const gone = limiter.run('burst', () => Promise.resolve('gone'), AbortSignal.abort(new Error('stopped')))
    await expect(gone).rejects.toThrow('stopped')
    await expect(limiter.run('burst', () => Promise.resolve('served'))).resolves.toBe('served')
  })

  test('two limiters share nothing', async () => {
    const timing = fakeTiming()
    const one = createLimiter({ burst: { ...busy, max: 1 } }, timing)
    const two = createLimiter({ burst: { ...busy, max: 1 } }, timing)
    await one.run('burst', () => Promise.resolve())
    await two.run('burst', () => Promise.resolve())
    expect(timing.now()).toBe(0)
  })
})
