import { describe, expect, test } from 'vitest'
import { bucketDays } from './day-buckets.ts'

const on = (day: string, handedOver: number, met: number, breached: number) => ({ day, handedOver, met, breached })
const total = (buckets: readonly { met: number; breached: number; running: number }[]): number =>
  buckets.reduce((sum, b) => sum + b.met + b.breached + b.running, 0)

describe('handovers as bars', () => {
  test('nothing gives no bars', () => {
    expect(bucketDays([])).toEqual({ unit: 'day', buckets: [] })
  })

  test('days without handover are there with nothing in them, also over the end of a month', () => {
    const { unit, buckets } = bucketDays([on('2026-02-27', 5, 3, 1), on('2026-03-02', 2, 2, 0)])
    expect(unit).toBe('day')
    expect(buckets).toEqual([
      { from: '2026-02-27', met: 3, breached: 1, running: 1 },
      { from: '2026-02-28', met: 0, breached: 0, running: 0 },
      { from: '2026-03-01', met: 0, breached: 0, running: 0 },
      { from: '2026-03-02', met: 2, breached: 0, running: 0 },
    ])
  })

  test('45 days are days, one more are weeks that begin on Monday', () => {
    expect(bucketDays([on('2026-01-01', 1, 1, 0), on('2026-02-14', 1, 1, 0)]).buckets).toHaveLength(45)
    const { unit, buckets } = bucketDays([on('2026-01-01', 1, 1, 0), on('2026-02-15', 4, 1, 0)])
    expect(unit).toBe('week')
    // 1 January 2026 is a Thursday, 15 February a Sunday.
    expect(buckets[0]?.from).toBe('2025-12-29')
    expect(buckets.at(-1)?.from).toBe('2026-02-09')
    expect(buckets).toHaveLength(7)
    expect(total(buckets)).toBe(5)
  })

  test('more than 45 weeks are months', () => {
    const { unit, buckets } = bucketDays([on('2016-10-31', 7, 1, 2), on('2017-12-31', 3, 1, 1)])
    expect(unit).toBe('month')
    expect(buckets.map((b) => b.from)).toHaveLength(15)
    expect(buckets[0]).toEqual({ from: '2016-10-01', met: 1, breached: 2, running: 4 })
    expect(total(buckets)).toBe(10)
  })
})
