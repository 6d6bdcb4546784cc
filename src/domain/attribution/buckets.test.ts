import { describe, expect, test } from 'vitest'
import { bucketsOf } from './buckets.ts'

describe('buckets of a period', () => {
  test('weeks begin on Monday, and the ends are cut', () => {
    expect(bucketsOf('2026-03-04', '2026-03-17', 'week')).toEqual([
      { from: '2026-03-04', to: '2026-03-08' },
      { from: '2026-03-09', to: '2026-03-15' },
      { from: '2026-03-16', to: '2026-03-17' },
    ])
  })

  test('months, over the end of a year', () => {
    expect(bucketsOf('2025-12-30', '2026-02-01', 'month')).toEqual([
      { from: '2025-12-30', to: '2025-12-31' },
      { from: '2026-01-01', to: '2026-01-31' },
      { from: '2026-02-01', to: '2026-02-01' },
    ])
  })

  test('days, and none when it ends before it begins', () => {
    expect(bucketsOf('2026-02-28', '2026-03-01', 'day')).toHaveLength(2)
    expect(bucketsOf('2026-03-02', '2026-03-01', 'day')).toEqual([])
  })
})
