import { workInbox } from '#app/work-inbox.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

export const workInboxJob = defineJob({
  name: 'work-inbox',
  queue: 'sync',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: (i, deps: JobDeps) =>
    onConnection(deps, i.connectionId, async (scope) => {
      const worked = await workInbox(scope, deps.worker, deps.ending)
      // Another worker goes on where this one was told to end.
      if (deps.ending()) await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
      if (worked > 0) await deps.jobs.enqueue('compute-credits', { connectionId: i.connectionId })
    }),
})
