import { performActions } from '#app/escalation/perform-actions.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

/** Asked for through the outbox by the transaction that finds a step of a ladder due, and by the sweep. */
export const performActionsJob = defineJob({
  name: 'perform-actions',
  queue: 'escalation',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: (i, deps: JobDeps) =>
    onConnection(deps, i.connectionId, async (scope) => {
      const ended = await performActions(scope, deps.worker)
      if (ended > 0) await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
    }),
})
