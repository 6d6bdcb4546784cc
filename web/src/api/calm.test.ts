import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { calm } from './calm.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first is told at once, those that follow once per pause, and the last is never lost', () => {
  const told: string[] = []
  const { tell } = calm<string>(5_000, (key) => told.push(key))
  tell('leads')
  expect(told).toEqual(['leads'])
  for (let i = 0; i < 4; i++) {
    vi.advanceTimersByTime(1_000)
    tell('leads')
  }
  expect(told).toHaveLength(1)
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(2)
  vi.advanceTimersByTime(20_000)
  expect(told).toHaveLength(2)
  tell('leads')
  expect(told).toHaveLength(3)
})

test('one part does not wait for another, and nothing comes after the end', () => {
  const told: string[] = []
  const { tell, stop } = calm<string>(5_000, (key) => told.push(key))
  tell('leads')
  tell('jobs')
  tell('leads')
  stop()
  vi.advanceTimersByTime(20_000)
  expect(told).toEqual(['leads', 'jobs'])
})
