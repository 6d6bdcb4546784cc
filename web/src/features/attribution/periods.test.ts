import { describe, expect, test } from 'vitest'
import { daysOf } from './periods.ts'

describe('days of a period', () => {
  test.each([
    ['this-month', '2026-02-14', '2026-02-01', '2026-02-28'],
    ['last-month', '2026-01-31', '2025-12-01', '2025-12-31'],
    ['this-quarter', '2026-12-31', '2026-10-01', '2026-12-31'],
    ['last-quarter', '2026-02-01', '2025-10-01', '2025-12-31'],
    ['this-year', '2028-02-29', '2028-01-01', '2028-12-31'],
  ] as const)('%s on %s', (period, today, from, to) => {
    expect(daysOf({ period }, today)).toEqual({ from, to })
  })

  test('all time is open, and custom days may be at one end', () => {
    expect(daysOf({ period: 'all', from: '2026-01-01' }, '2026-02-01')).toEqual({})
    expect(daysOf({ period: 'custom', from: '2026-01-01', to: undefined }, '2026-02-01')).toEqual({
      from: '2026-01-01',
    })
  })
})
