import * as z from 'zod'
import { workBackfill } from '#app/backfill.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

/** A job that ends now and then gives other connections their turn; the next one goes on. */
const WORK_MS = 10_000

/** Works on what was left to the server, and on what a process that died left behind. */
export const backfillJob = (everyMs: number | null) =>
  defineJob({
    name: 'backfill',
    queue: 'backfill',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const id of await deps.active())
        await onConnection(deps, id, async (scope) => {
          const found = await deps.store.backfills.newest(id)
          if (found?.state !== 'running') return
          const worked = await workBackfill(scope, found.id, {
            worker: deps.worker,
            forMs: WORK_MS,
            ending: deps.ending,
          })
          if (worked === null) return
          await deps.jobs.enqueue('work-inbox', { connectionId: id })
          if (worked.state === 'running') await deps.jobs.enqueue('backfill', {})
        })
    },
  })
