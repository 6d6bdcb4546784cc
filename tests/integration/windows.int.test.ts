import { afterAll, describe, expect, test } from 'vitest'
import { createLimiter } from '#connectors/shared/limiter.ts'
import { EMPTY_WINDOW, takePlaces } from '#domain/budget/places.ts'
import { connectionId } from '#domain/ids.ts'
import type { SharedWindows } from '#ports/budget.ts'
import { openRedisWindows } from '#store/redis-windows.ts'
import { databaseWindows } from '#store/windows.ts'
import { databaseKinds, useDatabase } from '#support/database.ts'
import { serverUrl } from '#support/servers.ts'

// What SharedWindows promises, on every store that can be had here.
for (const kind of databaseKinds())
  describe(`windows on ${kind}`, () => {
    const database = useDatabase(kind)
    describeWindows((connection) => databaseWindows(database().kysely, connectionId(connection)))
  })

const redisUrl = serverUrl('REDIS_URL')
if (redisUrl !== undefined)
  describe('windows on Redis', () => {
    const windows = openRedisWindows(redisUrl, `test-${process.pid}`)
    afterAll(() => windows.close())
    describeWindows((connection) => windows.of(connectionId(connection)))

    test('a Redis that cannot be reached is an error that is tried again', async () => {
      const away = openRedisWindows('redis://127.0.0.1:1')
      const asked = away.of(connectionId('c')).update('w', () => ({ state: EMPTY_WINDOW, answer: 1 }))
      await expect(asked).rejects.toMatchObject({ code: 'STORE_CONNECTION_LOST', disposition: 'retry' })
      away.close()
    })
  })

let names = 0
const fresh = (): string => `connection-${(names += 1)}`

function describeWindows(of: (connection: string) => SharedWindows): void {
  test('changes of many at one time happen one after the other', async () => {
    const windows = of(fresh())
    const answers = await Promise.all(
      Array.from({ length: 25 }, () =>
        windows.update('count', (state) => {
          const pausedUntil = (state?.pausedUntil ?? 0) + 1
          return { state: { pausedUntil, holders: {} }, answer: pausedUntil }
        }),
      ),
    )
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
  })

  test('windows of other names and connections are others', async () => {
    const connection = fresh()
    const pause = (windows: SharedWindows, name: string) =>
      windows.update(name, (state) => ({ state: { pausedUntil: 7, holders: {} }, answer: state }))
    expect(await pause(of(connection), 'burst')).toBeNull()
    expect(await pause(of(connection), 'search')).toBeNull()
    expect(await pause(of(fresh()), 'burst')).toBeNull()
    expect(await pause(of(connection), 'burst')).toEqual({ pausedUntil: 7, holders: {} })
  })

  test('the clock goes on in milliseconds', async () => {
    const windows = of(fresh())
    const now = () => windows.update('w', (_, at) => ({ state: EMPTY_WINDOW, answer: at }))
    const [before, after] = [await now(), await new Promise((r) => setTimeout(r, 50)).then(now)]
    expect(Math.abs(before - Date.now())).toBeLessThan(60_000)
    expect(after - before).toBeGreaterThanOrEqual(45)
    expect(after - before).toBeLessThan(2_000)
  })

  test('an answer of `change` that throws changes nothing', async () => {
    const windows = of(fresh())
    const failing = windows.update('w', () => {
      throw new RangeError('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await windows.update('w', (state) => ({ state: EMPTY_WINDOW, answer: state }))).toBeNull()
  })

  test('two busy limiters together keep to the window', async () => {
    const windows = of(fresh())
    const allowance = { max: 20, perMs: 400, concurrent: 10 }
    const counted: number[] = []
    await Promise.all(
      ['one', 'two'].map(async (worker) => {
        const limiter = createLimiter({ burst: allowance })
        limiter.share(windows, worker)
        await Promise.all(
          Array.from({ length: 60 }, () =>
            limiter.run('burst', async () => {
              counted.push(performance.now())
              await new Promise((resolve) => setTimeout(resolve, 5))
            }),
          ),
        )
      }),
    )
    expect(counted).toHaveLength(120)
    for (const at of counted)
      expect(counted.filter((other) => other > at - 400 && other <= at).length).toBeLessThanOrEqual(20)
  })

  test('places of one worker and of another are told apart', async () => {
    const windows = of(fresh())
    const take = (worker: string, want: number) =>
      windows.update('burst', (state, now) =>
        takePlaces(
          state ?? EMPTY_WINDOW,
          { worker, occupied: 0, need: want, want, max: 10, perMs: 1_000, leaseMs: 5_000 },
          now,
        ),
      )
    expect(await take('one', 8)).toMatchObject({ places: 8, others: 0 })
    expect(await take('two', 8)).toMatchObject({ places: 2, others: 1 })
    expect(await take('one', 8)).toMatchObject({ places: 5 })
    expect(await take('two', 8)).toMatchObject({ places: 5 })
  })
}
