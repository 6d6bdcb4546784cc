import * as z from 'zod'
import type { Scope } from '#app/scope.ts'
import type { JobDefinition } from './define.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

interface ScheduledWork<N extends string> {
  readonly name: N
  readonly queue: string
  /** How often it runs by itself; null: only when it is asked for. */
  readonly everyMs: number | null
  readonly onRetryAfter?: 'job-waits' | 'queue-waits'
  readonly work: (scope: Scope, deps: JobDeps) => Promise<void>
}

/**
 * A job that does its work for every active connection, one after the other. Where one fails, the others have their turn all the
 * same; then the job fails with the first error.
 */
export const onEveryConnection = <const N extends string>({
  everyMs,
  work,
  ...spec
}: ScheduledWork<N>): JobDefinition<JobDeps, N> =>
  defineJob({
    ...spec,
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      const errors: unknown[] = []
      for (const id of await deps.active())
        await onConnection(deps, id, (scope) => work(scope, deps)).catch((error: unknown) => void errors.push(error))
      if (errors.length > 0) throw errors[0]
    },
  })
