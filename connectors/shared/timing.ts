import { setTimeout as delay } from 'node:timers/promises'

/** Monotonic milliseconds and a way to wait; the budgets are real time even where the product's clock is a virtual one. */
export interface Timing {
  now(): number
  /** @param holds `nothing`: the process may end meanwhile. */
  sleep(ms: number, signal?: AbortSignal, holds?: 'process' | 'nothing'): Promise<void>
  /** How long a call may go without an answer; absent: as long as the connector lets it. Real time. */
  readonly answerWithinMs?: number
}

export const realTiming: Timing = {
  now: () => performance.now(),
  sleep: async (ms, signal, holds = 'process') => {
    await delay(ms, undefined, { ref: holds === 'process', ...(signal === undefined ? {} : { signal }) })
  },
}
