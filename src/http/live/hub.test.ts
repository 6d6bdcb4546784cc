import { afterEach, expect, test, vi } from 'vitest'
import { connectionId, type ConnectionId } from '#domain/ids.ts'
import type { ChangeMarks } from '#ports/store/change-marks.ts'
import { createLiveHub } from './hub.ts'

afterEach(() => vi.useRealTimers())

const [here, there] = [connectionId('here'), connectionId('there')]
const nothing = (): void => undefined

/** A database in which something can be written. */
function marked(answersAfterMs = 0) {
  const marks = new Map<ConnectionId, Map<string, string>>()
  let n = 0
  const read = vi.fn(async (connections: readonly ConnectionId[]): Promise<ReadonlyMap<ConnectionId, ChangeMarks>> => {
    const now = new Map(connections.map((connection) => [connection, new Map(marks.get(connection))]))
    if (answersAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, answersAfterMs))
    return now
  })
  const write = (connection: ConnectionId, table: string): void => {
    n += 1
    marks.set(connection, new Map(marks.get(connection)).set(table, String(n)))
  }
  return { read, write }
}

test('looks once for all who listen, tells only what changed, and rests when nobody listens', async () => {
  vi.useFakeTimers()
  const { read, write } = marked()
  write(here, 'journal')
  const hub = createLiveHub({ read, everyMs: 2_000 })
  const first = vi.fn()
  const second = vi.fn()
  const stopFirst = hub.listen(here, first, nothing)
  await vi.advanceTimersByTimeAsync(0)
  const stopSecond = hub.listen(here, second, nothing)
  write(here, 'parked')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(read).toHaveBeenCalledTimes(2)
  expect(first).toHaveBeenCalledExactlyOnceWith(['problems'])
  expect(second).toHaveBeenCalledExactlyOnceWith(['problems'])
  stopFirst()
  stopSecond()
  await vi.advanceTimersByTimeAsync(20_000)
  expect(read).toHaveBeenCalledTimes(2)
})

test('tells what was written within two seconds', async () => {
  vi.useFakeTimers()
  const { read, write } = marked()
  const hub = createLiveHub({ read })
  const news = vi.fn()
  hub.listen(here, news, nothing)
  await vi.advanceTimersByTimeAsync(0)
  write(here, 'parked')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(news).toHaveBeenCalledExactlyOnceWith(['problems'])
  hub.close()
})

test('looks no oftener for many who come at once, as every open page does after a restart', async () => {
  vi.useFakeTimers()
  const { read, write } = marked(500)
  const hub = createLiveHub({ read, everyMs: 1_000 })
  const news = vi.fn()
  for (let n = 0; n < 20; n += 1) hub.listen(here, news, nothing)
  await vi.advanceTimersByTimeAsync(14_900)
  expect(read.mock.calls.length).toBeLessThanOrEqual(10)
  write(here, 'parked')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(news).toHaveBeenCalledTimes(20)
  hub.close()
  await vi.advanceTimersByTimeAsync(1_000)
  const { length } = read.mock.calls
  await vi.advanceTimersByTimeAsync(10_000)
  expect(read.mock.calls).toHaveLength(length)
})

test('tells the page of one connection nothing of others, and asks of those alone to which somebody listens', async () => {
  vi.useFakeTimers()
  const { read, write } = marked()
  const hub = createLiveHub({ read, everyMs: 2_000 })
  const [ofHere, ofThere] = [vi.fn(), vi.fn()]
  hub.listen(here, ofHere, nothing)
  await vi.advanceTimersByTimeAsync(1_000)
  const leave = hub.listen(there, ofThere, nothing)
  await vi.advanceTimersByTimeAsync(0)
  write(there, 'lead_board')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(ofHere).not.toHaveBeenCalled()
  expect(ofThere).toHaveBeenCalledExactlyOnceWith(['overview', 'leads'])
  expect(read).toHaveBeenLastCalledWith([here, there])
  leave()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(read).toHaveBeenLastCalledWith([here])
  hub.close()
})

test('misses nothing for somebody who comes to another connection while it looks', async () => {
  vi.useFakeTimers()
  const { read, write } = marked(500)
  const hub = createLiveHub({ read, everyMs: 60_000 })
  const news = vi.fn()
  hub.listen(here, nothing, nothing)
  await vi.advanceTimersByTimeAsync(100)
  hub.listen(there, news, nothing)
  await vi.advanceTimersByTimeAsync(1_000)
  write(there, 'journal')
  await vi.advanceTimersByTimeAsync(61_000)
  expect(news).toHaveBeenCalledExactlyOnceWith(['records'])
  hub.close()
})

test('goes on after a look that failed, and misses nothing', async () => {
  vi.useFakeTimers()
  const { read, write } = marked()
  const hub = createLiveHub({ read, everyMs: 2_000 })
  const news = vi.fn()
  hub.listen(here, news, nothing)
  await vi.advanceTimersByTimeAsync(0)
  write(here, 'journal')
  read.mockRejectedValueOnce(new Error('the database is away'))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(news).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2_000)
  expect(news).toHaveBeenCalledExactlyOnceWith(['records'])
  hub.close()
})

test('whoever listens is told when the server ends, also one that comes too late', () => {
  const hub = createLiveHub({ read: async () => new Map() })
  const closed = vi.fn()
  hub.listen(here, nothing, closed)
  hub.close()
  hub.listen(here, nothing, closed)
  expect(closed).toHaveBeenCalledTimes(2)
})
