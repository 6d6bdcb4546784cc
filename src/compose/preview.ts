import { randomUUID } from 'node:crypto'
import { fitMaps } from '#app/fit-maps.ts'
import type { Scope } from '#app/scope.ts'
import { connectionId } from '#domain/ids.ts'
import { UsageError } from '#domain/errors.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Connection } from '#ports/store/connections.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import type { Database, DatabaseTarget } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { isNew } from './data-folder.ts'
import { notifierFrom } from './notifier.ts'
import type { Accounts } from '../compose.ts'
import { repsAndRobots } from './reps.ts'

export interface OpenedPreview {
  /** Over the real store, which nobody may write by it; the configuration is the one to look at. */
  readonly scope: Scope
  readonly scratch: Store
  close(): Promise<void>
}

/** An empty database in memory stands for one that is not there yet, so that none is made by looking. */
export const openToRead = (target: DatabaseTarget): Promise<Database> => openDatabase(isNew(target) ? 'memory' : target)

interface PreviewInput {
  readonly database: DatabaseTarget
  readonly accounts: Accounts
  readonly config: SyncConfig
  readonly log: Log
  readonly clock: Clock
}

/** Opens the real database for reading (none where there is none yet) and a scratch one in memory. Saves nothing. */
export async function openPreview({ database, ...given }: PreviewInput): Promise<OpenedPreview> {
  const real = await openToRead(database)
  const scratch = await openDatabase('memory').catch(async (error: unknown) => {
    await real.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await real.close()
    await scratch.close()
  }
  try {
    const store = createStore(real.kysely)
    return { scope: await previewScope({ ...given, store }), scratch: createStore(scratch.kysely), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The scope of a configuration that is not active. @throws UsageError when the credentials are those of other accounts. */
export async function previewScope({
  accounts,
  config,
  log,
  clock,
  store,
}: Omit<PreviewInput, 'database'> & { readonly store: Store }): Promise<Scope> {
  const id = connectionId(config.connection.id)
  const existing = await store.connections.get(id)
  if (existing !== null && (existing.portalId !== accounts.portal.id || existing.orgId !== accounts.org.id))
    throw new UsageError(
      `connection ${id} belongs to portal ${existing.portalId} and org ${existing.orgId}, but the credentials are for ${accounts.portal.id} and ${accounts.org.id}; use those of the same accounts`,
    )
  const connection: Connection = {
    id,
    name: config.connection.name,
    portalId: accounts.portal.id,
    orgId: accounts.org.id,
    currency: accounts.org.currency,
    orgTimeZone: accounts.org.timeZone,
    state: 'active',
    pausedReason: null,
    pausedBy: null,
  }
  return {
    connection,
    config: await fitMaps(config, accounts),
    configVersion: ((await store.configs.current(id))?.version ?? 0) + 1,
    hubspot: accounts.hubspot,
    salesforce: accounts.salesforce,
    store,
    clock,
    log,
    // Nothing is delivered by a look at what would happen.
    notifier: notifierFrom({}),
    newId: () => randomUUID(),
    ...repsAndRobots(accounts, config, clock),
  }
}
