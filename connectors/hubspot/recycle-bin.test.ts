import { expect, test } from 'vitest'
import { isBinDue } from './recycle-bin.ts'

const HOUR = 60 * 60_000
const NOW = Date.UTC(2026, 10, 21, 9)

test.each([
  { pages: 0, hours: 0.25 },
  { pages: 4, hours: 1 },
  { pages: 96, hours: 24 },
  { pages: 5_000, hours: 24 },
])('a bin of $pages pages is looked into again after $hours h', ({ pages, hours }) => {
  const bin = { binSince: NOW, binAt: NOW, binAfter: '', binPages: pages }
  expect(isBinDue(bin, NOW + hours * HOUR - 1)).toBe(false)
  expect(isBinDue(bin, NOW + hours * HOUR)).toBe(true)
})
