import { describe, expect, it } from 'vitest'
import { logScaleFor } from './log-scale.ts'

describe('logScaleFor', () => {
  it('is not needed while the values are alike, and not possible with 0 or less', () => {
    expect(logScaleFor([100, 300], 8)).toBeNull()
    expect(logScaleFor([0, 1000], 8)).toBeNull()
    expect(logScaleFor([], 8)).toBeNull()
  })
  it('puts equal ratios at equal distances, inside the frame', () => {
    const scale = logScaleFor([10, 100, 1000], 8)
    if (scale === null) throw new Error('a scale is needed')
    expect(scale.at(100) - scale.at(10)).toBeCloseTo(scale.at(1000) - scale.at(100))
    expect(scale.at(10)).toBeGreaterThan(0)
    expect(scale.at(1000)).toBeLessThan(1)
  })
  it('begins and ends with round values, so that nothing stands before the first one that is named', () => {
    expect(logScaleFor([37, 1320], 8)?.ticks).toEqual([20, 50, 100, 200, 500, 1000, 2000])
    expect(logScaleFor([50, 1000], 8)?.ticks.at(0)).toBe(20)
    expect(logScaleFor([0.003, 0.4], 8)?.ticks).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
    expect(logScaleFor([1, 1_000_000], 8)?.ticks.every((value) => Number.isInteger(Math.log10(value)))).toBe(true)
  })
})
