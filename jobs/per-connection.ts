import * as z from 'zod'
import { connectionId } from '#domain/ids.ts'
import type { ConnectionId } from '#domain/ids.ts'
import { TandemError } from '#domain/errors.ts'
import { retryOvertaken } from '#app/retry-parked.ts'
import type { Scope } from '#app/scope.ts'
import type { JobDeps } from './deps.ts'

export const connectionInput = z.strictObject({ connectionId: z.string() })

/** Another version of the config was taken since the work with this scope began. */
export const isStale = (deps: Pick<JobDeps, 'scopeOf'>, { connection, configVersion }: Scope): boolean =>
  deps.scopeOf(connection.id).configVersion !== configVersion

/**
 * Runs work of one connection. A paused connection does nothing: what waits for it stays in the inbox. A fatal error (revoked
 * credentials, a configuration that cannot work) pauses it with the reason, so that nothing spins and nothing is lost.
 */
export async function onConnection(deps: JobDeps, id: string, work: (scope: Scope) => Promise<void>): Promise<void> {
  const connection = connectionId(id)
  if (!(await deps.active()).includes(connection)) return
  const scope = deps.scopeOf(connection)
  try {
    await work(scope)
  } catch (error) {
    if (error instanceof TandemError && error.disposition === 'fatal') {
      await deps.store.connections.pause(connection, `${error.code}: ${error.message}`)
    }
    throw error
  } finally {
    if (isStale(deps, scope)) await retryWhatItParked(deps, connection)
  }
}

/** It was parked by a version that is not in force any more, after everything that was parked had been put back. */
async function retryWhatItParked(deps: JobDeps, connection: ConnectionId): Promise<void> {
  const retried = await retryOvertaken(deps, connection, deps.scopeOf(connection).configVersion)
  if (retried > 0) await deps.jobs.enqueue('work-inbox', { connectionId: connection })
}
