import type { Scope } from '#app/scope.ts'
import type { Database } from '#store/db.ts'
import { openRedisWindows } from '#store/redis-windows.ts'
import { databaseWindows } from '#store/windows.ts'
import type { Accounts, TandemOptions } from '../compose.ts'

/**
 * Joins the budgets of both accounts with those of other workers: through Redis or PostgreSQL; the embedded database has one
 * worker. `rejoin` when the config has other shares. Close it before the database, and after the last call.
 */
export function shareBudget(
  options: Pick<TandemOptions, 'redisUrl'>,
  { hubspot, salesforce }: Accounts,
  database: Database,
  { scope, worker }: { readonly scope: Scope; readonly worker: string },
): { rejoin(config: Pick<Scope['config'], 'budget'>): void; close(): Promise<void> } {
  const redis = options.redisUrl === undefined ? null : openRedisWindows(options.redisUrl)
  const ofDatabase = database.kind === 'postgres' ? databaseWindows(database.kysely, scope.connection.id) : null
  const common = {
    windows: redis?.of(scope.connection.id) ?? ofDatabase,
    worker,
    store: scope.store.budget,
    onTrouble: (error: unknown) => scope.log.warn({ err: error }, 'the counts of API calls could not be kept yet'),
  }
  const join = ({ budget }: Pick<Scope['config'], 'budget'>): void => {
    hubspot.governor.join({ ...common, share: budget.hubspotDailyShare })
    salesforce.governor.join({ ...common, share: budget.salesforceDailyShare })
  }
  join(scope.config)
  return {
    rejoin: join,
    close: async () => {
      await Promise.all([hubspot.governor.settle(), salesforce.governor.settle()])
      redis?.close()
    },
  }
}
