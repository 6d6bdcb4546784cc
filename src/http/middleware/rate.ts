import type { RequestHandler } from 'express'
import type { Limit, Limits } from '#ports/limits.ts'
import { HttpError } from '../problem.ts'
import { actorOf } from './guard.ts'

export interface Rate {
  readonly limits: Limits
  readonly perMinute: number
}

/** Requests of one person, token or, of nobody, address in a minute. What is left stands in the headers. */
export function limitRate({ limits, perMinute }: Rate): RequestHandler {
  const limit: Limit = { name: 'api-requests', points: perMinute, perMs: 60_000 }
  return async (req, res, next) => {
    const { allowed, left, resetMs } = await limits.spend(limit, actorOf(res)?.id ?? `address ${req.ip ?? ''}`)
    const seconds = Math.max(Math.ceil(resetMs / 1000), 1)
    res.set({
      'RateLimit-Limit': String(perMinute),
      'RateLimit-Remaining': String(left),
      'RateLimit-Reset': String(seconds),
    })
    if (allowed) return next()
    next(
      new HttpError({
        status: 429,
        code: 'TOO_MANY_REQUESTS',
        message: `More than ${perMinute} requests came within a minute.`,
        remedy: `Go on in ${seconds} seconds; TANDEM_API_RATE_PER_MINUTE allows more.`,
        retryAfterMs: seconds * 1000,
      }),
    )
  }
}
