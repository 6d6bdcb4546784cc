import type { CallCount } from '#ports/budget.ts'
import type { ApiUsage } from '#ports/connector/account.ts'
import { errand } from './lane.ts'

export interface CallCounter {
  /** One request went out; `endpoint` is a stable name without ids or versions. */
  count(endpoint: string): void
  countRateLimited(): void
  usage(): ApiUsage
  /** What was counted since the last time, by lane and endpoint. */
  drain(): readonly Omit<CallCount, 'hour'>[]
  /** Gives drained counts back, because they could not be kept. */
  putBack(counts: readonly Omit<CallCount, 'hour'>[]): void
}

type Pending = { -readonly [K in keyof Omit<CallCount, 'hour'>]: CallCount[K] }

/** Counts the calls of one connector; retries count too, as the platform counts them. */
export function createCallCounter(): CallCounter {
  const byEndpoint = new Map<string, number>()
  let calls = 0
  let rateLimited = 0
  let pending = new Map<string, Pending>()
  const pendingOf = (lane: Pending['lane'], endpoint: string): Pending => {
    const key = `${lane} ${endpoint}`
    const known = pending.get(key)
    if (known !== undefined) return known
    const fresh = { lane, endpoint, calls: 0, polls: 0, rateLimited: 0 }
    pending.set(key, fresh)
    return fresh
  }
  return {
    count: (endpoint) => {
      calls += 1
      byEndpoint.set(endpoint, (byEndpoint.get(endpoint) ?? 0) + 1)
      const { lane, purpose } = errand()
      const row = pendingOf(lane, endpoint)
      row.calls += 1
      if (purpose === 'poll' && lane !== 'backfill') row.polls += 1
    },
    countRateLimited: () => {
      rateLimited += 1
      pendingOf(errand().lane, 'refused by a limit').rateLimited += 1
    },
    usage: () => ({ calls, byEndpoint: Object.fromEntries(byEndpoint), rateLimited }),
    drain: () => {
      const drained = [...pending.values()]
      pending = new Map()
      return drained
    },
    putBack: (counts) => {
      for (const { lane, endpoint, ...counted } of counts) {
        const row = pendingOf(lane, endpoint)
        row.calls += counted.calls
        row.polls += counted.polls
        row.rateLimited += counted.rateLimited
      }
    },
  }
}
