/** What a sandbox answered, by endpoint and by status. Calls to the control API are not counted. */
export interface CallCounts {
  readonly total: number
  readonly byEndpoint: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
  /** Calls whose connection was cut before an answer: they have no status. */
  readonly dropped: number
}

/** Counts calls of one CRM. */
export interface CallCounter {
  answered(endpoint: string, status: number): void
  cut(endpoint: string): void
  counts(): CallCounts
  reset(): void
}

export function createCallCounter(): CallCounter {
  let total = 0
  let dropped = 0
  let byEndpoint: Record<string, number> = {}
  let byStatus: Record<string, number> = {}
  const called = (endpoint: string) => {
    total += 1
    byEndpoint[endpoint] = (byEndpoint[endpoint] ?? 0) + 1
  }
  return {
    answered(endpoint, status) {
      called(endpoint)
      byStatus[status] = (byStatus[status] ?? 0) + 1
    },
    cut(endpoint) {
      called(endpoint)
      dropped += 1
    },
    counts: () => ({ total, byEndpoint: { ...byEndpoint }, byStatus: { ...byStatus }, dropped }),
    reset() {
      total = 0
      dropped = 0
      byEndpoint = {}
      byStatus = {}
    },
  }
}
