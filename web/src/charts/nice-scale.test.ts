import { describe, expect, test } from 'vitest'
import { niceScale } from './nice-scale.ts'

describe('axes', () => {
  test('begin at 0, end at or above the highest value, in round steps', () => {
    expect(niceScale(0, 10_122, 6).ticks).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000])
    expect(niceScale(0, 0.9, 5).ticks).toHaveLength(6)
  })

  test('a refund below 0 is on the axis', () => {
    expect(niceScale(-120, 900, 5).from).toBe(-250)
  })

  test('nothing at all still is an axis', () => {
    expect(niceScale(0, 0, 5)).toMatchObject({ from: 0 })
    expect(niceScale(0, 0, 5).to).toBeGreaterThan(0)
  })
})
