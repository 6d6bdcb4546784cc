import * as z from 'zod'
import { SIDES } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'

/** Asks every stream of every active connection for changes, and gives rows that wait for a retry their turn. */
export const pollConnections = (everyMs: number | null) =>
  defineJob({
    name: 'poll-connections',
    queue: 'sync',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const connectionId of await deps.active()) {
        for (const side of SIDES) await deps.jobs.enqueue(`capture-${side}-changes`, { connectionId })
        const { dueNow } = await deps.store.inbox.depth(connectionId)
        if (dueNow > 0) await deps.jobs.enqueue('work-inbox', { connectionId })
      }
    },
  })
