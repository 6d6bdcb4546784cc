import { hash } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import type { Limit, Limits, Spent } from '#ports/limits.ts'
import { toStoreError } from './store-error.ts'

type Make = (limit: Limit) => RateLimiterAbstract

const common = ({ name, points, perMs }: Limit) => ({ keyPrefix: name, points, duration: perMs / 1000 })

/** In the database: kept over restarts and shared by all that use it. */
export const databaseLimits = (pool: Pool): Limits =>
  limitsOf(
    (limit) =>
      new RateLimiterPostgres({
        ...common(limit),
        storeClient: pool,
        storeType: 'pool',
        schemaName: 'app',
        tableName: 'rate_limit',
        tableCreated: true,
      }),
  )

/** For what one process alone counts, often and without need to remember. */
export const memoryLimits = (): Limits => limitsOf((limit) => new RateLimiterMemory(common(limit)))

/** Connects with the first use. */
export function redisLimits(url: string): Limits & { close(): void } {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 3, commandTimeout: 5_000 })
  // Without a listener a lost connection would end the process; the commands that need it fail and say so.
  redis.on('error', () => undefined)
  const limits = limitsOf(
    (limit) => new RateLimiterRedis({ ...common(limit), keyPrefix: `tandem:${limit.name}`, storeClient: redis }),
  )
  return { ...limits, close: () => redis.disconnect() }
}

function limitsOf(make: Make): Limits {
  const made = new Map<string, RateLimiterAbstract>()
  const of = (limit: Limit): RateLimiterAbstract => {
    const known = made.get(limit.name)
    if (known !== undefined) return known
    const limiter = make(limit)
    made.set(limit.name, limiter)
    return limiter
  }
  return {
    spend: async (limit, key) => {
      try {
        return spent(limit, await of(limit).consume(hashed(key)))
      } catch (reason) {
        // The library rejects with the count where nothing is left.
        if (reason instanceof RateLimiterRes) return { ...spent(limit, reason), allowed: false }
        throw toStoreError(reason)
      }
    },
    look: async (limit, key) => {
      const found = await of(limit).get(hashed(key)).catch(failed)
      return found === null ? { allowed: true, used: 0, left: limit.points, resetMs: 0 } : spent(limit, found)
    },
    block: async (limit, key, ms) => {
      await of(limit)
        .block(hashed(key), ms / 1000)
        .catch(failed)
    },
    forgive: async (limit, key) => {
      await of(limit).delete(hashed(key)).catch(failed)
    },
  }
}

const hashed = (key: string): string => hash('sha256', key, 'base64url')

const spent = ({ points }: Limit, { consumedPoints, msBeforeNext }: RateLimiterRes): Spent => ({
  allowed: consumedPoints <= points,
  used: consumedPoints,
  left: Math.max(points - consumedPoints, 0),
  resetMs: Math.max(msBeforeNext, 0),
})

function failed(error: unknown): never {
  throw toStoreError(error)
}
