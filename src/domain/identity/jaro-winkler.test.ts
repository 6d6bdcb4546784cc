import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { jaroWinkler } from './jaro-winkler.ts'

describe('Jaro-Winkler', () => {
  // The figures of the literature: https://en.wikipedia.org/wiki/Jaro-Winkler_distance
  it.each([
    ['martha', 'marhta', 0.961],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.813],
    ['trate', 'trace', 0.907],
    ['smith', 'smith', 1],
    ['smith', 'jones', 0],
    ['', '', 0],
    ['a', '', 0],
    ['a', 'a', 1],
  ])('%s and %s: %d', (a, b, likeness) => {
    expect(jaroWinkler(a, b)).toBeCloseTo(likeness, 3)
  })

  test.prop([fc.string(), fc.string()])('is the same both ways, within 0 and 1, and 1 for equal words', (a, b) => {
    const likeness = jaroWinkler(a, b)
    expect(likeness).toBeGreaterThanOrEqual(0)
    expect(likeness).toBeLessThanOrEqual(1)
    expect(jaroWinkler(b, a)).toBeCloseTo(likeness, 12)
    if (a !== '') expect(jaroWinkler(a, a)).toBe(1)
  })
})
