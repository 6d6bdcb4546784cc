import { randomUUID } from 'node:crypto'
import type { Scope } from '#app/scope.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { canonicalJson } from '#domain/canonical.ts'
import { UsageError } from '#domain/errors.ts'
import { connectionId } from '#domain/ids.ts'
import type { SyncConfig } from '#domain/config.ts'
import { openDatabase } from '#store/db.ts'
import type { Database } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import { assertConfigFits, connectAccounts, systemClock } from '../compose.ts'
import type { Accounts, TandemOptions } from '../compose.ts'
import { isNew } from './data-folder.ts'
import { notUsedWords } from './choose-config.ts'
import { openNewest } from './open-scope.ts'
import { openToRead, previewScope } from './preview.ts'
import { shareBudget } from './share-budget.ts'

type Alone = Pick<TandemOptions, 'database' | 'redisUrl' | 'crm' | 'config' | 'document' | 'author' | 'log' | 'clock'>

interface Opened {
  readonly scope: Scope
  close(): Promise<void>
}

/** One connection without its jobs, for commands that work by themselves. Wrong input writes nothing, as with a start. */
export async function openAlone(options: Alone): Promise<Opened> {
  const clock = options.clock ?? systemClock
  const accounts = await accountsOf(options)
  await assertConfigFits(options.config, accounts)
  const database = await openDatabase(options.database)
  return opened(options, accounts, database, async () => {
    const store = createStore(database.kysely)
    const { scope } = await openNewest(options, accounts, store, clock, async ({ config, notUsed }) => {
      if (notUsed === null) return
      options.log.warn({ version: notUsed.inForce.version }, notUsedWords(options.author, notUsed))
      await assertConfigFits(config, accounts)
    })
    return scope
  })
}

/**
 * To look at what the config of the file would do: nothing is stored, no version of the config, not even a database. On a database
 * that several use, calls are counted against the budget that they share.
 */
export async function openForesight(options: Alone): Promise<Opened> {
  const clock = options.clock ?? systemClock
  const accounts = await accountsOf(options)
  await assertConfigFits(options.config, accounts)
  const database = await openToRead(options.database)
  return opened(options, accounts, database, () =>
    previewScope({ ...options, accounts, clock, store: createStore(database.kysely) }),
  )
}

/**
 * With the config that is active, whatever the file says; nothing is activated, resumed or put back. The file's only where none is
 * active yet.
 * @returns `insteadOf`: the version that is used because the file says something else; null: they say the same.
 */
export async function openActive(options: Alone): Promise<Opened & { readonly insteadOf: number | null }> {
  if (isNew(options.database)) return { ...(await openAlone(options)), insteadOf: null }
  const clock = options.clock ?? systemClock
  const accounts = await accountsOf(options)
  const database = await openDatabase(options.database)
  const store = createStore(database.kysely)
  const id = connectionId(options.config.connection.id)
  let insteadOf: number | null = null
  const one = await opened(options, accounts, database, async () => {
    const active = await store.configs.current(id)
    const connection = await store.connections.get(id)
    // The store keeps no order of values in a table, so where both say the same the file is the better copy.
    const same = active !== null && canonicalJson(active.document) === canonicalJson(options.document)
    const config = active === null || same ? options.config : readActive(active)
    await assertConfigFits(config, accounts)
    if (active === null || connection === null) {
      const first = await openNewest(options, accounts, store, clock, () => Promise.resolve())
      return first.scope
    }
    if (!same) insteadOf = active.version
    const scope = await previewScope({ ...options, config, accounts, clock, store })
    return { ...scope, connection, configVersion: active.version }
  })
  return { ...one, insteadOf }
}

const accountsOf = ({ crm, config, clock = systemClock }: Alone): Promise<Accounts> =>
  connectAccounts(crm, config.connection.id, clock)

function readActive(active: { readonly version: number; readonly document: unknown }): SyncConfig {
  const read = parseSyncConfig(active.document)
  if (read.ok) return read.config
  throw new UsageError(
    `the active configuration (version ${active.version}) cannot be read by this version of Tandem: start a server with a mended file first`,
  )
}

async function opened(
  options: Alone,
  accounts: Accounts,
  database: Database,
  scopeOf: () => Promise<Scope>,
): Promise<Opened> {
  try {
    const scope = await scopeOf()
    const worker = `alone-${process.pid}-${randomUUID().slice(0, 8)}`
    const known = (await scope.store.connections.get(scope.connection.id)) !== null
    const budget = known ? shareBudget(options, accounts, database, { scope, worker }) : null
    return {
      scope,
      close: async () => {
        await budget?.close()
        await database.close()
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
