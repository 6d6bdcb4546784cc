import { expect, test } from 'vitest'
import { recentWeeks } from './recent-weeks.ts'

const on = (...days: readonly string[]) => days.map((day) => ({ day }))

test('the first week shown is whole, however many days of it had something', () => {
  // 14 March 2026 is a Saturday, 2 March a Monday.
  const days = on('2026-02-27', '2026-03-01', '2026-03-02', '2026-03-05', '2026-03-09', '2026-03-14')
  expect(recentWeeks(days, 2)).toEqual(days.slice(2))
  expect(recentWeeks(days, 13)).toEqual(days)
})

test('a week ends with its Sunday', () => {
  expect(recentWeeks(on('2026-03-08', '2026-03-09', '2026-03-15'), 1)).toEqual(on('2026-03-09', '2026-03-15'))
  expect(recentWeeks([], 13)).toEqual([])
})
