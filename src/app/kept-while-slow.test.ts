import { expect, test } from 'vitest'
import { keptWhileSlow } from './kept-while-slow.ts'

/** A read that takes so long by a clock of its own and counts how often it was done. */
function reader(tookMs: number) {
  let now = 0
  let reads = 0
  const read = keptWhileSlow(
    async () => {
      reads += 1
      const value = reads
      now += tookMs
      return value
    },
    { ticks: () => now },
  )
  return { read, wait: (ms: number) => void (now += ms) }
}

test('a quick read is done anew each time', async () => {
  const { read } = reader(20)
  expect([await read(), await read()]).toEqual([1, 2])
})

test('of a slow one the last answer is given at once, and the next has been read by then', async () => {
  const { read } = reader(800)
  expect(await read()).toBe(1)
  expect(await read()).toBe(1)
  await new Promise((resolve) => setImmediate(resolve))
  expect(await read()).toBe(2)
})

test('what is too old is waited for', async () => {
  const { read, wait } = reader(800)
  await read()
  wait(61_000)
  expect(await read()).toBe(2)
})
