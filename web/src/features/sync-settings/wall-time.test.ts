import { expect, test } from 'vitest'
import { toInstant, toWallTime } from './wall-time.ts'

test('an instant stands on the wall of the reader and comes back the same', () => {
  const instant = '2026-12-01T14:30:00.000Z'
  expect(toWallTime(instant)).toMatch(/^2026-12-0[12]T\d\d:\d\d$/)
  expect(toInstant(toWallTime(instant))).toBe(instant)
  expect(toInstant(toWallTime('2026-12-01T09:30:00-05:00'))).toBe(instant)
})

test('what is no date, or not a whole one yet, is none', () => {
  expect(toWallTime('soon')).toBe('')
  expect(toInstant('')).toBeNull()
  expect(toInstant('2026-13-40T00:00')).toBeNull()
})
