import { expect, test } from 'vitest'
import { countDays } from './days.ts'

test('days are counted once, over months and whatever their order', () => {
  expect(countDays([])).toBe(0)
  expect(
    countDays([
      { fromOn: '2026-03-01', untilOn: '2026-03-02' },
      { fromOn: '2026-02-27', untilOn: '2026-03-01' },
      { fromOn: '2026-05-05', untilOn: '2026-05-05' },
    ]),
  ).toBe(5)
})
