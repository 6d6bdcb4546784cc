import type { OpenDraft } from '#app/preview/run-preview.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { UsageError } from '#domain/errors.ts'
import type { Clock } from '#ports/clock.ts'
import type { Log } from '#ports/log.ts'
import type { Store } from '#ports/store.ts'
import { openDatabase } from '#store/db.ts'
import { createStore } from '#store/store.ts'
import type { Accounts } from '../compose.ts'
import { previewScope } from './preview.ts'

interface Given {
  readonly accounts: Accounts
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
}

/** Opens drafts over the running store, which is only read; what they would remember goes to a database in memory. */
export const draftOpener =
  (given: Given): OpenDraft =>
  async (document) => {
    const read = parseSyncConfig(document)
    if (!read.ok) throw new UsageError('this draft cannot be read by this version of Tandem')
    const scratch = await openDatabase('memory')
    try {
      const scope = await previewScope({ ...given, config: read.config })
      const current = await given.store.configs.current(scope.connection.id)
      const active = current === null ? null : parseSyncConfig(current.document)
      return {
        scope,
        scratch: createStore(scratch.kysely),
        written: read.config,
        active: active?.ok === true ? active.config : null,
        close: () => scratch.close(),
      }
    } catch (error) {
      await scratch.close()
      throw error
    }
  }
