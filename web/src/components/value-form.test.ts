import { expect, test } from 'vitest'
import { isTime } from './value-form.ts'

test('a day is a day; a number that only looks like one is not', () => {
  expect(isTime('2026-11-22', 'day')).toBe(true)
  expect(isTime('2026-11-22T10:00:00.000Z', 'instant')).toBe(true)
  expect(isTime('4711-22-99', 'day')).toBe(false)
  expect(isTime('2026-11-22T99:00Z', 'instant')).toBe(false)
})
