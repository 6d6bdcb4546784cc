import { workInbox } from '#app/work-inbox.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, isStale, onConnection } from './per-connection.ts'

export const workInboxJob = defineJob({
  name: 'work-inbox',
  queue: 'sync',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: (i, deps: JobDeps) =>
    onConnection(deps, i.connectionId, async (scope) => {
      const isOvertaken = (): boolean => isStale(deps, scope)
      const worked = await workInbox(scope, deps.worker, () => deps.ending() || isOvertaken())
      // Another worker, or this one by the newer mapping, goes on where this one ended.
      if (deps.ending() || isOvertaken()) await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
      if (worked > 0) await deps.jobs.enqueue('compute-credits', { connectionId: i.connectionId })
    }),
})
