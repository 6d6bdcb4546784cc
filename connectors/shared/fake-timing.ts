import type { Timing } from './limiter.ts'

/** For tests: waiting takes no time, moves `now` forward and is written down. */
export function fakeTiming(): Timing & { readonly waits: readonly number[] } {
  const waits: number[] = []
  let now = 0
  return {
    waits,
    now: () => now,
    sleep: (ms, signal) => {
      signal?.throwIfAborted()
      waits.push(ms)
      now += ms
      return Promise.resolve()
    },
  }
}
