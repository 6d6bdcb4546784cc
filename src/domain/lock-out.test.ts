import { expect, test } from 'vitest'
import { lockOutMs } from './lock-out.ts'

test('an account is locked for 15 minutes, then twice as long each time, and for a day at most', () => {
  expect([1, 2, 3, 4].map((times) => lockOutMs(times) / 60_000)).toEqual([15, 30, 60, 120])
  expect(lockOutMs(8) / 3_600_000).toBe(24)
  expect(lockOutMs(2_000) / 3_600_000).toBe(24)
  expect(lockOutMs(0)).toBe(lockOutMs(1))
})
