import { setTimeout as delay } from 'node:timers/promises'

/** How much one budget allows: at most `max` calls in any `perMs`, and `concurrent` at once. */
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
  /** When the calls of the last `perMs` were answered, oldest first. */
  readonly ends: number[]
  running: number
  pausedUntil: number
  /** Tail of the queue: the next one waits for it. */
  tail: Promise<void>
  readonly freed: (() => void)[]
}

/**
 * One limiter per connection: a sliding window for each bucket. The platform counts a call some time between its start and
 * its answer, so a call takes its place in the window from its start until `perMs` after its answer; however slow the
 * network is, the platform never sees more than `max` in `perMs`.
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
      ends: [],
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
      const wait = waitBefore(state, now)
      if (wait === 0) break
      if (wait === 'until one ends') await new Promise<void>((resolve) => state.freed.push(resolve))
      else await timing.sleep(wait, signal)
    }
    state.running += 1
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
        if (Number.isFinite(state.allowance.max)) state.ends.push(timing.now())
        state.freed.shift()?.()
      }
    },
    pause: (bucket, ms) => {
      const state = stateOf(bucket)
      state.pausedUntil = Math.max(state.pausedUntil, timing.now() + ms)
    },
  }
}

function waitBefore(state: State, now: number): number | 'until one ends' {
  const { max, perMs, concurrent } = state.allowance
  while (state.ends.length > 0 && (state.ends[0] ?? 0) <= now - perMs) state.ends.shift()
  if (state.pausedUntil > now) return state.pausedUntil - now
  if (state.running >= concurrent) return 'until one ends'
  if (state.running + state.ends.length < max) return 0
  const oldest = state.ends[0]
  return oldest === undefined ? 'until one ends' : oldest + perMs - now
}
