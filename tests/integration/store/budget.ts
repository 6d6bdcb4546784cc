import { describe, expect, test } from 'vitest'
import { connectionId } from '#domain/ids.ts'
import type { CallCount } from '#ports/budget.ts'
import type { Store } from '#ports/store.ts'

const ONE = connectionId('one')
const TWO = connectionId('two')
const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 21, 12)

const count = (over: Partial<CallCount> = {}): CallCount => ({
  hour: NOON,
  lane: 'live',
  endpoint: 'GET /query',
  calls: 1,
  polls: 0,
  rateLimited: 0,
  ...over,
})

/** Calls to the platforms and their limits of the day. */
export function describeBudget(store: () => Store): void {
  describe('budget', () => {
    test('adds counts up by hour, lane and endpoint, apart for each connection and side', async () => {
      const { budget } = store()
      await budget.record(ONE, 'hubspot', [count({ calls: 3, polls: 2 }), count({ endpoint: 'POST /search' })], null)
      await budget.record(ONE, 'hubspot', [count({ calls: 4, rateLimited: 1 }), count({ lane: 'handoff' })], null)
      await budget.record(ONE, 'hubspot', [count({ hour: NOON - 30 * HOUR, calls: 99 })], null)
      await budget.record(ONE, 'salesforce', [count({ calls: 50 })], null)
      await budget.record(TWO, 'hubspot', [count({ calls: 60 })], null)
      const { hours } = await budget.read(ONE, 'hubspot', NOON - 26 * HOUR)
      expect(hours).toEqual([
        { hour: NOON, lane: 'handoff', calls: 1, polls: 0, cycles: 0, rateLimited: 0 },
        { hour: NOON, lane: 'live', calls: 8, polls: 2, cycles: 0, rateLimited: 1 },
      ])
      expect(await budget.byEndpoint(ONE, 'hubspot', NOON)).toEqual([
        { endpoint: 'GET /query', calls: 8 },
        { endpoint: 'POST /search', calls: 1 },
      ])
    })

    test('counts of several workers at one time all arrive', async () => {
      const { budget } = store()
      await Promise.all(Array.from({ length: 20 }, () => budget.record(ONE, 'hubspot', [count()], null)))
      expect((await budget.read(ONE, 'hubspot', NOON)).hours).toMatchObject([{ calls: 20 }])
    })

    test('keeps the last call that failed, whoever saw it', async () => {
      const { budget } = store()
      await budget.failed(ONE, 'salesforce', { at: NOON, code: 'TIMEOUT', message: 'no answer' })
      await budget.failed(ONE, 'salesforce', { at: NOON - 1, code: 'OLD', message: 'before' })
      expect((await budget.read(ONE, 'salesforce', NOON)).trouble).toEqual({
        at: NOON,
        code: 'TIMEOUT',
        message: 'no answer',
      })
      await budget.failed(ONE, 'salesforce', { at: NOON + 1, code: 'LONG', message: 'x'.repeat(5_000) })
      expect((await budget.read(ONE, 'salesforce', NOON)).trouble?.message).toHaveLength(500)
      expect((await budget.read(ONE, 'hubspot', NOON)).trouble).toBeNull()
    })

    test('keeps the newest word of the platform', async () => {
      const { budget } = store()
      expect(await budget.read(ONE, 'hubspot', NOON)).toEqual({
        report: null,
        seenAt: null,
        stoppedUntil: null,
        hours: [],
        pollMs: null,
        polledAt: null,
        trouble: null,
      })
      const newest = { limit: 250_000, used: 900, at: NOON, resetsAt: NOON + HOUR, seenAt: NOON + 5 }
      await budget.record(ONE, 'hubspot', [], newest)
      await budget.record(ONE, 'hubspot', [], { ...newest, used: 100, at: NOON - 1 })
      const { report, seenAt } = await budget.read(ONE, 'hubspot', NOON)
      expect(report).toEqual({ limit: 250_000, used: 900, at: NOON, resetsAt: NOON + HOUR })
      expect(seenAt).toBe(NOON + 5)
    })

    test('a stop is not shortened, and leaves the rest alone', async () => {
      const { budget } = store()
      const report = { limit: 10, used: 9, at: NOON, resetsAt: null, seenAt: NOON }
      await budget.record(ONE, 'salesforce', [], report)
      await budget.stop(ONE, 'salesforce', NOON + HOUR)
      await budget.stop(ONE, 'salesforce', NOON + 1)
      expect(await budget.read(ONE, 'salesforce', NOON)).toMatchObject({
        stoppedUntil: NOON + HOUR,
        report: { used: 9, resetsAt: null },
      })
    })

    test('of several workers one polls, once in each interval, and cycles are counted', async () => {
      const { budget } = store()
      const claim = (now: number, everyMs = 15_000) =>
        budget.claimPoll(ONE, 'hubspot', { now, everyMs, slackMs: 5_000, hour: NOON })
      const first = await Promise.all(Array.from({ length: 5 }, () => claim(NOON)))
      expect(first.filter(Boolean)).toHaveLength(1)
      expect(await claim(NOON + 9_000)).toBe(false)
      expect(await claim(NOON + 10_000)).toBe(true)
      expect(await claim(NOON + 60_000, 120_000)).toBe(false)
      expect(await claim(NOON + 130_000, 120_000)).toBe(true)
      // A clock that was set back must not stop polling.
      expect(await claim(NOON - HOUR, 120_000)).toBe(true)
      const { hours, pollMs, polledAt } = await budget.read(ONE, 'hubspot', NOON)
      expect({ cycles: hours[0]?.cycles, calls: hours[0]?.calls, pollMs, polledAt }).toEqual({
        cycles: 4,
        calls: 0,
        pollMs: 120_000,
        polledAt: NOON - HOUR,
      })
    })

    test('counts are forgotten after 40 days', async () => {
      const { budget } = store()
      await budget.record(ONE, 'hubspot', [count({ hour: NOON - 41 * 24 * HOUR })], null)
      await budget.record(ONE, 'hubspot', [count()], null)
      expect((await budget.read(ONE, 'hubspot', 0)).hours).toHaveLength(1)
    })
  })
}
