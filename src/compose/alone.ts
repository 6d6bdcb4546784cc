import { randomUUID } from 'node:crypto'
import type { Scope } from '#app/scope.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { assertConfigFits, connectAccounts, openScope, systemClock } from '../compose.ts'
import type { TandemOptions } from '../compose.ts'
import { shareBudget } from './share-budget.ts'

type Alone = Pick<TandemOptions, 'database' | 'redisUrl' | 'crm' | 'config' | 'document' | 'author' | 'log' | 'clock'>

/** One connection without its jobs, for commands that work by themselves. Wrong input writes nothing, as with a start. */
export async function openAlone(options: Alone): Promise<{ readonly scope: Scope; close(): Promise<void> }> {
  const clock = options.clock ?? systemClock
  const accounts = await connectAccounts(options.crm, options.config.connection.id, clock)
  await assertConfigFits(options.config, accounts)
  const database = await openDatabase(options.database)
  try {
    const scope = await openScope(options, accounts, createStore(database.kysely), clock)
    const worker = `alone-${process.pid}-${randomUUID().slice(0, 8)}`
    const budget = shareBudget(options, accounts, database, { scope, worker })
    return {
      scope,
      close: async () => {
        await budget.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
