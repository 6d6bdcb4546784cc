import { describe, expect, it } from 'vitest'
import { isHopeless, waitBefore } from './backoff.ts'
import { packUp, windowStart } from './group.ts'
import { whyBroken } from './sync-state.ts'
import type { SyncSigns } from './sync-state.ts'

const MINUTE = 60_000
const grouping = { windowSeconds: 60, most: 3 }
/** Twenty seconds into a window. */
const NOW = 1_000 * MINUTE + 20_000

const pack = (count: number, sent: number, largest = 1_000) => {
  const waiting = Array.from({ length: count }, (_, i) => i)
  const { messages, held, heldUntil } = packUp(waiting, sent, grouping, NOW, largest)
  expect([...messages.flat(), ...held]).toEqual(waiting)
  return { sizes: messages.map((message) => message.length), held: held.length, heldUntil }
}

describe('what goes in one message', () => {
  it('is one alert as long as the window has room for all', () => {
    expect(pack(3, 0)).toMatchObject({ sizes: [1, 1, 1], held: 0 })
    expect(pack(1, 2)).toMatchObject({ sizes: [1], held: 0 })
    expect(pack(0, 9)).toMatchObject({ sizes: [], held: 0 })
  })

  it('is all of them when they are more', () => {
    expect(pack(4, 0)).toMatchObject({ sizes: [4], held: 0 })
    expect(pack(2, 2)).toMatchObject({ sizes: [2], held: 0 })
  })

  it('is nothing once the window is full: they go together in the next one', () => {
    expect(pack(4, 3)).toEqual({ sizes: [], held: 4, heldUntil: 1_001 * MINUTE })
  })

  it('is as much as the receiver takes at once', () => {
    expect(pack(10, 0, 4)).toMatchObject({ sizes: [4, 4, 2] })
  })

  it('counts in windows of the clock', () => {
    expect(windowStart(NOW, grouping)).toBe(1_000 * MINUTE)
    expect(windowStart(1_000 * MINUTE, grouping)).toBe(1_000 * MINUTE)
  })
})

describe('the wait before the next try', () => {
  it('doubles up to half an hour', () => {
    expect([1, 2, 3, 8, 9, 50].map((attempts) => waitBefore(attempts, null, 0))).toEqual([
      15_000,
      30_000,
      60_000,
      30 * MINUTE,
      30 * MINUTE,
      30 * MINUTE,
    ])
  })

  it('is never shorter than what the receiver asks for, within an hour', () => {
    expect(waitBefore(1, 90_000, 0)).toBe(90_000)
    expect(waitBefore(5, 1_000, 0)).toBe(240_000)
    expect(waitBefore(1, 48 * 60 * MINUTE, 0)).toBe(60 * MINUTE)
  })

  it('is spread by a fifth at most', () => {
    expect(waitBefore(1, null, 1)).toBe(18_000)
    expect(waitBefore(1, null, 0.5)).toBe(16_500)
  })

  it('ends after a day, but not before it was tried a few times', () => {
    const day = 24 * 60 * MINUTE
    expect(isHopeless(6, 0, day)).toBe(true)
    expect(isHopeless(60, 0, day - 1)).toBe(false)
    expect(isHopeless(5, 0, 10 * day)).toBe(false)
  })
})

describe('the sync', () => {
  const signs = (over: Partial<SyncSigns>): SyncSigns => ({
    pausedReason: null,
    capturedAt: NOW,
    oldestDueAt: null,
    watchedSince: 0,
    ...over,
  })

  it('works while everything is read and worked on', () => {
    expect(whyBroken(signs({}), 'working', NOW)).toBeNull()
    expect(
      whyBroken(signs({ capturedAt: NOW - 29 * MINUTE, oldestDueAt: NOW - 29 * MINUTE }), 'working', NOW),
    ).toBeNull()
  })

  it('is broken when the connection is paused, with the reason', () => {
    expect(whyBroken(signs({ pausedReason: 'credentials revoked' }), 'working', NOW)).toContain('credentials revoked')
  })

  it('is broken when nothing was read, or what waits was not worked on, for half an hour', () => {
    expect(whyBroken(signs({ capturedAt: NOW - 31 * MINUTE }), 'working', NOW)).toMatch(/read.*31 minutes/)
    expect(whyBroken(signs({ oldestDueAt: NOW - 45 * MINUTE }), 'working', NOW)).toMatch(/waiting for 45 minutes/)
    expect(whyBroken(signs({ capturedAt: null }), 'working', NOW)).toMatch(/read/)
  })

  it('counts as mended only when it is well again', () => {
    const nearly = signs({ capturedAt: NOW - 25 * MINUTE })
    expect(whyBroken(nearly, 'broken', NOW)).not.toBeNull()
    expect(whyBroken(nearly, 'working', NOW)).toBeNull()
    expect(whyBroken(signs({ capturedAt: NOW - 19 * MINUTE }), 'broken', NOW)).toBeNull()
  })

  it('is not blamed for the time in which nobody ran', () => {
    const back = signs({ capturedAt: 0, oldestDueAt: 0, watchedSince: NOW - MINUTE })
    expect(whyBroken(back, 'working', NOW)).toBeNull()
    expect(whyBroken({ ...back, capturedAt: null }, 'working', NOW)).toBeNull()
  })
})
