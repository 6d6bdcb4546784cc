import type { SharedWindows } from '#ports/budget.ts'
import { createBucket, type BucketQueue } from './bucket.ts'
import { realTiming, type Timing } from './timing.ts'
import type { Allowance } from './window.ts'

export interface Limiter<Bucket extends string> {
  /**
   * Runs `work` as soon as the bucket allows it: by the lane of the errand, first come first served within it. Rejects with the
   * signal's reason when aborted while waiting.
   */
  run<T>(bucket: Bucket, work: () => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Nothing of this bucket starts for the next `ms`, in no worker: the platform said so. */
  pause(bucket: Bucket, ms: number): void
  /** The platform says how much this bucket may hold. */
  resize(bucket: Bucket, size: Pick<Allowance, 'max' | 'perMs'>): void
  /** From now on these windows are those of all workers together; `worker` names this one. */
  share(windows: SharedWindows, worker: string): void
}

/**
 * The short limits of one account: a rolling window for each bucket (window.ts), in which calls wait by lane (waiting-line.ts).
 * Alone in its process until `share` joins it with others (places.ts).
 */
export function createLimiter<Bucket extends string>(
  allowances: Readonly<Record<Bucket, Allowance>>,
  timing: Timing = realTiming,
): Limiter<Bucket> {
  const buckets = new Map<Bucket, BucketQueue>()
  let shared: { readonly windows: SharedWindows; readonly worker: string } | null = null
  const bucketOf = (name: Bucket): BucketQueue => {
    const known = buckets.get(name)
    if (known) return known
    const fresh = createBucket(allowances[name], timing)
    if (shared !== null) fresh.share(shared.windows, shared.worker, name)
    buckets.set(name, fresh)
    return fresh
  }
  return {
    run: async (name, work, signal) => {
      const bucket = bucketOf(name)
      const lane = await bucket.enter(signal)
      try {
        return await work()
      } finally {
        bucket.leave(lane)
      }
    },
    pause: (name, ms) => bucketOf(name).pause(ms),
    resize: (name, size) => bucketOf(name).resize(size),
    share: (windows, worker) => {
      shared = { windows, worker }
      for (const [name, bucket] of buckets) bucket.share(windows, worker, name)
    },
  }
}
