import { RemoteError } from '#domain/errors.ts'
import { realTiming, type Timing } from './timing.ts'

export interface RetryPolicy {
  /** Calls in all, the first one included. */
  readonly attempts: number
  /** First wait without a word of the platform; doubled each time, with full jitter. */
  readonly baseMs: number
  /** A platform that asks for more than this is not waited for here: the error goes up and the job runtime waits. */
  readonly longestMs: number
}

export const READ_RETRY: RetryPolicy = { attempts: 4, baseMs: 250, longestMs: 12_000 }

export interface RetryTools {
  readonly timing?: Timing
  readonly signal?: AbortSignal
  /** 0 to 1. */
  readonly random?: () => number
}

/**
 * Repeats a read that may succeed later: few times, the platform's own wait first. Only for reads: a write whose answer was
 * lost may have happened.
 */
export async function retryRead<T>(
  work: () => Promise<T>,
  policy: RetryPolicy = READ_RETRY,
  tools: RetryTools = {},
): Promise<T> {
  const timing = tools.timing ?? realTiming
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      const wait = attempt >= policy.attempts ? null : waitAfter(error, attempt, policy, tools.random ?? Math.random)
      if (wait === null) throw error
      await timing.sleep(wait, tools.signal)
    }
  }
}

function waitAfter(error: unknown, attempt: number, policy: RetryPolicy, random: () => number): number | null {
  if (!(error instanceof RemoteError)) return null
  if (error.disposition !== 'retry' && error.disposition !== 'retry-after') return null
  const backoff = policy.baseMs * 2 ** (attempt - 1) * random()
  if (error.retryAfterMs === undefined) return backoff
  return error.retryAfterMs > policy.longestMs ? null : error.retryAfterMs + backoff
}
