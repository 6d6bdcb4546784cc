import type { ApiUsage } from '#ports/connector.ts'

export interface CallCounter {
  /** One request went out; `endpoint` is a stable name without ids or versions. */
  count(endpoint: string): void
  countRateLimited(): void
  usage(): ApiUsage
}

/** Counts the calls of one connector; retries count too, as the platform counts them. */
export function createCallCounter(): CallCounter {
  const byEndpoint = new Map<string, number>()
  let calls = 0
  let rateLimited = 0
  return {
    count: (endpoint) => {
      calls += 1
      byEndpoint.set(endpoint, (byEndpoint.get(endpoint) ?? 0) + 1)
    },
    countRateLimited: () => {
      rateLimited += 1
    },
    usage: () => ({ calls, byEndpoint: Object.fromEntries(byEndpoint), rateLimited }),
  }
}
