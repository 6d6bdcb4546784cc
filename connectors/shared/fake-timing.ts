import type { Timing } from './timing.ts'

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

/** For tests: time stands still until `run` goes from one thing that was waited for to the next, in the order of their instants. */
export function steppedTiming(): Timing & { run(untilMs: number): Promise<void> } {
  interface Sleeper {
    readonly at: number
    readonly resolve: () => void
  }
  let sleepers: Sleeper[] = []
  let now = 0
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + ms, resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          reject(signal.reason as Error)
        })
      }),
    run: async (untilMs) => {
      for (;;) {
        await settle()
        const next = sleepers.reduce<Sleeper | null>((a, b) => (a === null || b.at < a.at ? b : a), null)
        if (next === null || next.at > untilMs) break
        sleepers = sleepers.filter((sleeper) => sleeper !== next)
        now = Math.max(now, next.at)
        next.resolve()
      }
      now = Math.max(now, untilMs)
    },
  }
}
