import { DelayedError, type Job, type Queue, RateLimitError, UnrecoverableError } from 'bullmq'
import { RemoteError, TandemError } from '#domain/errors.ts'

const DEFAULT_RETRY_AFTER_MS = 5_000
/** Spreads jobs that wait for the same instant. */
const SPREAD = 0.1

const retryAfterMs = (error: TandemError): number =>
  (error instanceof RemoteError ? error.retryAfterMs : undefined) ?? DEFAULT_RETRY_AFTER_MS

/**
 * Turns an error of a job into what BullMQ has to do about it, and throws that: a plain error is tried again with backoff;
 * RateLimitError and DelayedError put the job back without using up an attempt; UnrecoverableError ends it. `park` ends it
 * too: what is wrong with one record was parked by the use case, so a whole job that asks for it has nothing to wait for.
 * https://docs.bullmq.io/guide/rate-limiting, https://docs.bullmq.io/patterns/stop-retrying-jobs
 */
export async function settle(
  error: unknown,
  context: {
    readonly job: Job
    readonly token: string | undefined
    readonly queue: Queue
    readonly onRetryAfter: 'job-waits' | 'queue-waits'
  },
): Promise<never> {
  const disposition = error instanceof TandemError ? error.disposition : 'retry'
  if (disposition === 'retry') throw error
  const remark = error as TandemError
  if (disposition === 'retry-after') {
    const waitMs = retryAfterMs(remark)
    if (context.onRetryAfter === 'queue-waits') {
      await context.queue.rateLimit(waitMs)
      throw new RateLimitError()
    }
    const spreadMs = Math.round(Math.random() * SPREAD * waitMs)
    await context.job.moveToDelayed(Date.now() + waitMs + spreadMs, context.token)
    throw new DelayedError()
  }
  throw Object.assign(new UnrecoverableError(`${remark.code}: ${remark.message}`), { cause: error })
}

/** @param error what {@link settle} threw. @returns whether the job has failed for good by it. */
export const isFinal = (error: unknown, { attemptsMade, opts }: Pick<Job, 'attemptsMade' | 'opts'>): boolean =>
  error instanceof UnrecoverableError ||
  // The try that has just failed is counted when it is told to the queue.
  (!(error instanceof DelayedError) && !(error instanceof RateLimitError) && attemptsMade + 1 >= (opts.attempts ?? 1))
