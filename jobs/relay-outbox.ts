import * as z from 'zod'
import { InvariantError } from '#domain/errors.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { relayOutbox } from './outbox.ts'

export const relayOutboxJob = (everyMs: number | null) => {
  /** What is known to wait for a newer process: it is told once, not every two seconds while versions are changed. */
  let told = ''
  return defineJob({
    name: 'relay-outbox',
    queue: 'sync',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    // Its next turn is the retry: waiting longer after one that failed would keep back what can go.
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} }, attempts: 1 }),
    run: async (_, deps: JobDeps) => {
      try {
        await relayOutbox(deps.store, deps.jobs, deps.clock)
        told = ''
      } catch (error) {
        if (error instanceof InvariantError && error.message === told) return
        told = error instanceof InvariantError ? error.message : ''
        throw error
      }
    },
  })
}
