import { randomUUID } from 'node:crypto'
import { activateVersion } from '#app/config/activate-version.ts'
import type { SchemaProblem } from '#app/config-check/problem.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { problemsError } from '#config/read-config.ts'
import { UsageError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { SavedConfig } from '#ports/store/configs.ts'
import type { Store } from '#ports/store.ts'
import { assertConfigFits, connectAccounts, systemClock } from '../compose.ts'
import type { CrmAccess } from '../compose.ts'

/**
 * Saves a document as a version of a connection that is known, after it was checked against both accounts. Whoever works takes it
 * within seconds. @throws UsageError with what is wrong; then nothing was saved.
 */
export async function saveConfig(
  store: Store,
  crm: CrmAccess,
  input: {
    readonly connection: ConnectionId
    readonly document: unknown
    readonly author: string
    readonly comment: string
    readonly expected: number | null | 'any'
  },
): Promise<{ readonly saved: SavedConfig; readonly warnings: readonly SchemaProblem[] }> {
  const { connection: id, expected, ...version } = input
  const read = parseSyncConfig(version.document)
  if (!read.ok) throw problemsError('sync config', read.problems)
  if (read.config.connection.id !== id)
    throw new UsageError(`this is the configuration of ${read.config.connection.id}, not of ${id}: nothing was saved`)
  const warnings = await assertConfigFits(read.config, await connectAccounts(crm, id))
  const connection = await store.connections.get(id)
  if (connection === null) throw new UsageError(`there is no connection ${id} yet: run tandem start first`)
  const saved = await activateVersion({
    store,
    clock: systemClock,
    newId: randomUUID,
    connection,
    config: read.config,
    version,
    expected,
  })
  return { saved, warnings }
}
