import type { Actor } from '#domain/access.ts'
import type { Limit, Limits } from '#ports/limits.ts'
import { HttpError } from './problem.ts'

/** What whoever asks too often is told. */
interface Refusal {
  readonly code: string
  readonly message: string
  /** What to do besides waiting; absent: nothing. */
  readonly instead?: string
}

/**
 * Counts what is asked of the CRMs at a person's wish, beside the limit of requests: their calls of a day are few.
 * @throws HttpError 429
 */
export async function spend(limits: Limits, limit: Limit, actor: Actor, refusal: Refusal): Promise<void> {
  const { allowed, resetMs } = await limits.spend(limit, actor.id)
  if (allowed) return
  const seconds = Math.max(Math.ceil(resetMs / 1000), 1)
  throw new HttpError({
    status: 429,
    code: refusal.code,
    message: refusal.message,
    remedy: [`Go on in ${seconds} seconds.`, refusal.instead].filter((part) => part !== undefined).join(' '),
    retryAfterMs: seconds * 1000,
  })
}
