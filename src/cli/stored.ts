import { existsSync } from 'node:fs'
import { readEnv } from '#config/env.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { UsageError } from '#domain/errors.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Store } from '#ports/store.ts'
import { databaseOf, openStore } from '../compose.ts'
import { demoHome, newestDemo } from './demo/home.ts'

export interface StoredFlags {
  readonly connection?: string
  /** Look into the database of the demo: the built-in one, or that of a folder of CSV files. */
  readonly demo?: string | true
}

export interface Stored {
  readonly store: Store
  readonly connection: ConnectionId
  close(): Promise<void>
}

/**
 * The database alone, for commands that need neither accounts nor jobs. Where nothing was ever started, a demo is looked at instead,
 * and `say` tells so. @throws UsageError when there is no database.
 */
export async function openStored(flags: StoredFlags, say: (line: string) => void): Promise<Stored> {
  const opened = await openStore(targetOf(flags, say))
  try {
    const connection = await chosen(opened.store, flags.connection)
    return { ...opened, connection }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** The database alone, for commands on the deployment. @throws UsageError when there is no database. */
export const openDeployment = (
  flags: Pick<StoredFlags, 'demo'>,
  say: (line: string) => void,
): ReturnType<typeof openStore> => openStore(targetOf(flags, say))

function targetOf({ demo }: StoredFlags, say: (line: string) => void): ReturnType<typeof databaseOf> {
  const env = readEnv(process.env)
  if (demo !== undefined) {
    const folder = demoHome(env.TANDEM_DATA_DIR, demo === true ? undefined : demo).database
    if (!existsSync(folder)) throw new UsageError(`there is no demo in ${folder} yet: run npm run demo first`)
    return { folder }
  }
  const target = databaseOf(env)
  if (!('folder' in target) || existsSync(target.folder)) return target
  const folder = newestDemo(env.TANDEM_DATA_DIR)
  if (folder === null) throw new UsageError(`there is no database in ${target.folder} yet: run tandem start first`)
  say(`There is no database in ${target.folder} yet: this is the demo in ${folder}`)
  return { folder }
}

async function chosen(store: Store, wanted: string | undefined): Promise<ConnectionId> {
  const connections = await store.connections.list()
  const names = connections.map((c) => c.id).join(', ')
  const [only, another] = wanted === undefined ? connections : connections.filter((c) => c.id === wanted)
  if (only === undefined)
    throw new UsageError(`there is no such connection; the database knows: ${names === '' ? 'none yet' : names}`)
  if (another !== undefined) throw new UsageError(`name one of the connections with --connection: ${names}`)
  return only.id
}

/** The version of the configuration that is in force. */
export async function activeConfig(store: Store, connection: ConnectionId): Promise<SyncConfig> {
  const version = await store.configs.current(connection)
  const parsed = version === null ? null : parseSyncConfig(version.document)
  if (parsed?.ok !== true)
    throw new UsageError(
      `the configuration of ${connection} in the database is of another version of Tandem: start it once with the file`,
    )
  return parsed.config
}
