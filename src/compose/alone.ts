import type { Scope } from '#app/scope.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { assertConfigFits, connectAccounts, openScope, systemClock } from '../compose.ts'
import type { TandemOptions } from '../compose.ts'

type Alone = Pick<TandemOptions, 'database' | 'crm' | 'config' | 'document' | 'author' | 'log' | 'clock'>

/** One connection without its jobs, for commands that work by themselves. Wrong input writes nothing, as with a start. */
export async function openAlone(options: Alone): Promise<{ readonly scope: Scope; close(): Promise<void> }> {
  const clock = options.clock ?? systemClock
  const accounts = await connectAccounts(options.crm, options.config.connection.id, clock)
  await assertConfigFits(options.config, accounts)
  const database = await openDatabase(options.database)
  try {
    const scope = await openScope(options, accounts, createStore(database.kysely), clock)
    return { scope, close: () => database.close() }
  } catch (error) {
    await database.close()
    throw error
  }
}
