import { expect, it } from 'vitest'
import { createSandboxClock } from './clock.ts'

it('runs with real time, shifted by what it was advanced', () => {
  const real = { ms: 1_000 }
  const clock = createSandboxClock(() => real.ms)
  clock.advance(500)
  real.ms = 2_000
  expect(clock.now()).toBe(2_500)
  clock.release()
  expect(clock.now()).toBe(2_000)
})

it('stands still while frozen and moves only by hand', () => {
  const real = { ms: 0 }
  const clock = createSandboxClock(() => real.ms)
  clock.freeze(100)
  real.ms = 9_999
  clock.advance(5)
  expect(clock.now()).toBe(105)
  const other = createSandboxClock(() => real.ms)
  other.moveTo(clock.position())
  expect(other.now()).toBe(105)
})

it('tells whoever asked when it is moved by hand', () => {
  const clock = createSandboxClock()
  let moves = 0
  const stop = clock.onMove(() => (moves += 1))
  clock.freeze(0)
  clock.advance(1)
  clock.moveTo(clock.position())
  clock.release()
  stop()
  clock.advance(1)
  expect(moves).toBe(4)
})
