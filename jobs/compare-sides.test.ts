import { expect, test } from 'vitest'
import { compareSidesJob } from './compare-sides.ts'

test('who asks for another number of pairs does not get the comparison that waits already', () => {
  const keyOf = (payload: object) => compareSidesJob.dedupeKey({ connectionId: 'c', ...payload })
  expect(keyOf({ sample: 5_000 })).toBe(keyOf({ sample: 5_000 }))
  expect(new Set([keyOf({}), keyOf({ sample: 10 }), keyOf({ sample: 5_000 })]).size).toBe(3)
})
