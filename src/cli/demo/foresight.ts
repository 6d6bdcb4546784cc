import { existsSync } from 'node:fs'
import { parseSyncConfig } from '#config/sync-config.ts'
import { readConfigFile } from '#config/read-config.ts'
import type { Env } from '#config/env.ts'
import type { Scope } from '#app/scope.ts'
import type { SyncConfig } from '#domain/config.ts'
import { UsageError } from '#domain/errors.ts'
import type { Log } from '#ports/log.ts'
import { openForesight } from '../../compose/alone.ts'
import { assertFolderFree } from '../../compose/data-folder.ts'
import { openStore } from '../../compose.ts'
import { demoHome } from './home.ts'
import { accessTo } from './run-demo.ts'
import { startSandboxProcess } from './sandbox-process.ts'

interface DemoForesight {
  readonly scope: Scope
  close(): Promise<void>
}

/**
 * The demo as it stood when it ended, with its sandboxes, to look at what a config would do. Nothing of it is changed.
 *
 * @param configFile null: the config that the demo works by. @throws UsageError when there is no demo, or it runs now.
 */
export async function openDemoForesight(options: {
  readonly env: Env
  /** Of a folder of CSV files; undefined: the built-in company. */
  readonly companyFolder: string | undefined
  readonly configFile: string | null
  readonly log: Log
}): Promise<DemoForesight> {
  const { env, companyFolder, configFile, log } = options
  const home = demoHome(env.TANDEM_DATA_DIR, companyFolder)
  if (!existsSync(home.database))
    throw new UsageError(`there is no demo in ${home.database} yet: run npm run demo first`)
  await assertFolderFree(home.database)
  const chosen = configFile === null ? await activeOf(home.database) : await readConfigFile(configFile)
  const sandbox = await startSandboxProcess({ snapshotFile: home.snapshot })
  try {
    const opened = await openForesight({
      ...chosen,
      database: { folder: home.database },
      crm: accessTo(sandbox, env.TANDEM_HUBSPOT_API),
      author: 'tandem demo',
      log,
    })
    return {
      scope: opened.scope,
      close: async () => {
        await opened.close()
        await sandbox.abandon()
      },
    }
  } catch (error) {
    await sandbox.abandon()
    throw error
  }
}

async function activeOf(folder: string): Promise<{ readonly document: unknown; readonly config: SyncConfig }> {
  const opened = await openStore({ folder })
  const { store } = opened
  try {
    const [connection] = await store.connections.list()
    const version = connection === undefined ? null : await store.configs.current(connection.id)
    const parsed = version === null ? null : parseSyncConfig(version.document)
    if (version === null || parsed?.ok !== true)
      throw new UsageError('the demo holds no configuration that this version can read: run npm run demo once')
    return { document: version.document, config: parsed.config }
  } finally {
    await opened.close()
  }
}
