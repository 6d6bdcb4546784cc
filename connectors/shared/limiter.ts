import { setTimeout as delay } from 'node:timers/promises'

/** How much one budget allows: at most `max` starts in any `perMs`, and `concurrent` at once. */
export interface Allowance {
  readonly max: number
  readonly perMs: number
  readonly concurrent: number
}

/** Monotonic milliseconds and a way to wait; the budgets are real time even where the product's clock is a virtual one. */
export interface Timing {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const realTiming: Timing = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await delay(ms, undefined, signal === undefined ? {} : { signal })
  },
}

export interface Limiter<Bucket extends string> {
  /** Runs `work` as soon as the bucket allows it, first come first served. Rejects with the signal's reason when aborted while waiting. */
  run<T>(bucket: Bucket, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Nothing of this bucket starts for the next `ms`: the platform said so. */
  pause(bucket: Bucket, ms: number): void
}

interface State {
  readonly allowance: Allowance
  /** Starts of the last `perMs`, oldest first. */
  readonly starts: number[]
  running: number
  pausedUntil: number
  /** Tail of the queue: the next one waits for it. */
  tail: Promise<void>
  readonly freed: (() => void)[]
}

/**
 * One limiter per connection: a sliding window for each bucket, so that a full burst right after a full burst is held back,
 * which a plain token bucket would let through (HubSpot counts any rolling ten seconds).
 */
export function createLimiter<Bucket extends string>(
  allowances: Readonly<Record<Bucket, Allowance>>,
  timing: Timing = realTiming,
): Limiter<Bucket> {
  const states = new Map<Bucket, State>()
  const stateOf = (bucket: Bucket): State => {
    const known = states.get(bucket)
    if (known) return known
    const fresh: State = {
      allowance: allowances[bucket],
      starts: [],
      running: 0,
      pausedUntil: 0,
      tail: Promise.resolve(),
      freed: [],
    }
    states.set(bucket, fresh)
    return fresh
  }

  const admit = async (state: State, signal: AbortSignal | undefined): Promise<void> => {
    for (;;) {
      signal?.throwIfAborted()
      const now = timing.now()
      if (state.running >= state.allowance.concurrent) {
        await new Promise<void>((resolve) => state.freed.push(resolve))
        continue
      }
      const wait = waitBefore(state, now)
      if (wait <= 0) break
      await timing.sleep(wait, signal)
    }
    state.running += 1
    if (Number.isFinite(state.allowance.max)) state.starts.push(timing.now())
  }

  return {
    run: async (bucket, work, signal) => {
      const state = stateOf(bucket)
      const before = state.tail
      let passOn = (): void => {}
      state.tail = new Promise<void>((resolve) => {
        passOn = resolve
      })
      try {
        await before
        await admit(state, signal)
      } finally {
        passOn()
      }
      try {
        return await work()
      } finally {
        state.running -= 1
        state.freed.shift()?.()
      }
    },
    pause: (bucket, ms) => {
      const state = stateOf(bucket)
      state.pausedUntil = Math.max(state.pausedUntil, timing.now() + ms)
    },
  }
}

function waitBefore(state: State, now: number): number {
  const { max, perMs } = state.allowance
  while (state.starts.length > 0 && (state.starts[0] ?? 0) <= now - perMs) state.starts.shift()
  const windowWait = state.starts.length < max ? 0 : (state.starts[state.starts.length - max] ?? now) + perMs - now
  return Math.max(windowWait, state.pausedUntil - now)
}
