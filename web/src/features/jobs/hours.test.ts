import { expect, test } from 'vitest'
import { hoursOf } from './hours.ts'

test('every hour has a row, and calls of a lane are added up', () => {
  const hours = [
    { at: '2026-03-02T09:00:00.000Z', lane: 'live' as const, calls: 3 },
    { at: '2026-03-02T09:00:00.000Z', lane: 'handoff' as const, calls: 1 },
    { at: '2026-03-02T11:00:00.000Z', lane: 'live' as const, calls: 2 },
  ]
  expect(hoursOf(hours, '2026-03-02T11:30:00.000Z', 3)).toEqual([
    { at: '2026-03-02T09:00:00.000Z', handoff: 1, live: 3, backfill: 0 },
    { at: '2026-03-02T10:00:00.000Z', handoff: 0, live: 0, backfill: 0 },
    { at: '2026-03-02T11:00:00.000Z', handoff: 0, live: 2, backfill: 0 },
  ])
})
