import * as z from 'zod'
import { connectionId } from '#domain/ids.ts'
import { TandemError } from '#domain/errors.ts'
import type { Scope } from '#app/scope.ts'
import type { JobDeps } from './deps.ts'

export const connectionInput = z.strictObject({ connectionId: z.string() })

/**
 * Runs work of one connection. A paused connection does nothing: what waits for it stays in the inbox. A fatal error (revoked
 * credentials, a configuration that cannot work) pauses it with the reason, so that nothing spins and nothing is lost.
 */
export async function onConnection(deps: JobDeps, id: string, work: (scope: Scope) => Promise<void>): Promise<void> {
  const connection = connectionId(id)
  if (!(await deps.active()).includes(connection)) return
  try {
    await work(deps.scopeOf(connection))
  } catch (error) {
    if (error instanceof TandemError && error.disposition === 'fatal') {
      await deps.store.connections.pause(connection, `${error.code}: ${error.message}`)
    }
    throw error
  }
}
