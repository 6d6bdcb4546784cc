import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { InboxRow } from '#ports/store/inbox.ts'
import { keepingLease, LEASE_MS } from './keep-lease.ts'
import type { Scope } from './scope.ts'

const ROWS: readonly InboxRow[] = []

/** As much of a scope as the lease needs; the clock is that of the timers. */
function scopeWith(renew: (until: number) => Promise<number>) {
  const warned: unknown[] = []
  const scope = {
    connection: { id: 'here' },
    clock: { now: () => Date.now() },
    log: { warn: (facts: unknown) => warned.push(facts) },
    store: { inbox: { renew: (_id: unknown, _rows: unknown, until: number) => renew(until) } },
    // Nothing else of the scope is used.
  } as unknown as Scope
  return { scope, warned }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

it('renews the lease of a batch that takes longer, so that it never runs out, and stops with the batch', async () => {
  const until: number[] = []
  const { scope } = scopeWith(async (instant) => until.push(instant))
  const { promise, resolve } = Promise.withResolvers<string>()
  const working = keepingLease(scope, ROWS, () => promise)
  await vi.advanceTimersByTimeAsync(4 * LEASE_MS)
  // Each renewal came before the one before it was over.
  expect(until.length).toBeGreaterThan(4)
  for (const [at, instant] of until.entries()) expect(instant - LEASE_MS).toBeLessThan(until[at - 1] ?? LEASE_MS)
  resolve('done')
  expect(await working).toBe('done')
  const renewals = until.length
  await vi.advanceTimersByTimeAsync(4 * LEASE_MS)
  expect(until.length).toBe(renewals)
})

it('goes on when a renewal fails, says so, and tries the next one', async () => {
  let tries = 0
  const { scope, warned } = scopeWith(() => {
    tries += 1
    return tries === 1 ? Promise.reject(new Error('the database is away')) : Promise.resolve(0)
  })
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const working = keepingLease(scope, ROWS, () => promise)
  await vi.advanceTimersByTimeAsync(LEASE_MS)
  resolve(undefined)
  await working
  expect(tries).toBeGreaterThan(1)
  expect(warned).toHaveLength(1)
})

it('stops renewing when the batch fails', async () => {
  const { scope } = scopeWith(async () => 0)
  await expect(keepingLease(scope, ROWS, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(vi.getTimerCount()).toBe(0)
})
