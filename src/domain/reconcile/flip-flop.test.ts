import { describe, expect, it } from 'vitest'
import type { PastWrite } from './flip-flop.ts'
import { flipFlops, REVERSALS, WINDOW_MS } from './flip-flop.ts'

const NOW = 10 * WINDOW_MS
const write = (n: number, over: Partial<PastWrite> = {}): PastWrite => ({
  map: 'phone',
  to: 'salesforce',
  at: NOW - 60_000 + n,
  from: 'a',
  value: 'b',
  ...over,
})
/** Salesforce sets "a" again and again, Tandem brings "b" back. */
const restored = (times: number): readonly PastWrite[] => Array.from({ length: times }, (_, n) => write(n))
/** Each side insists: "b" goes to Salesforce, "a" comes back. */
const fought = (writes: number): readonly PastWrite[] =>
  Array.from({ length: writes }, (_, n) =>
    n % 2 === 0 ? write(n) : write(n, { to: 'hubspot', from: 'b', value: 'a' }),
  )

describe('a field that flips back and forth', () => {
  it('is one whose value was brought back six times, the first write being none', () => {
    expect(flipFlops(restored(REVERSALS), NOW).size).toBe(0)
    expect(flipFlops(restored(REVERSALS + 1), NOW)).toEqual(new Map([['phone', { hubspot: 6, salesforce: 0 }]]))
  })

  it('counts both sides together', () => {
    expect(flipFlops(fought(REVERSALS + 1), NOW).size).toBe(0)
    expect(flipFlops(fought(REVERSALS + 2), NOW)).toEqual(new Map([['phone', { hubspot: 3, salesforce: 3 }]]))
  })

  it('is not one that gets a new value each time, nor several fields that change once', () => {
    const fresh = Array.from({ length: 20 }, (_, n) => write(n, { from: `${n}`, value: `${n + 1}` }))
    expect(flipFlops(fresh, NOW).size).toBe(0)
    const many = Array.from({ length: 20 }, (_, n) => write(n, { map: `map ${n}` }))
    expect(flipFlops(many, NOW).size).toBe(0)
  })

  it('is let go once the window has passed', () => {
    expect(flipFlops(restored(20), NOW).size).toBe(1)
    expect(flipFlops(restored(20), NOW + WINDOW_MS).size).toBe(0)
  })
})
