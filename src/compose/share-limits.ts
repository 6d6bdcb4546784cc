import type { Limits } from '#ports/limits.ts'
import type { Database } from '#store/db.ts'
import { databaseLimits, memoryLimits, redisLimits } from '#store/limits.ts'

export interface SharedLimits {
  /** Kept over restarts: wrong passwords. */
  readonly lasting: Limits
  /** Counted with every request. */
  readonly quick: Limits
  close(): void
}

/** In Redis where there is one, else in the database. The embedded database has one server alone, which counts requests by itself. */
export function shareLimits(database: Database, redisUrl: string | undefined): SharedLimits {
  if (redisUrl !== undefined) {
    const redis = redisLimits(redisUrl)
    return { lasting: redis, quick: redis, close: () => redis.close() }
  }
  const lasting = databaseLimits(database.pool)
  return { lasting, quick: database.kind === 'postgres' ? lasting : memoryLimits(), close: () => undefined }
}
