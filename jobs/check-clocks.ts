import { checkClocks } from '#app/check-clocks.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

/** Started at the instant a clock asks for, through the outbox. */
export const checkClocksJob = defineJob({
  name: 'check-clocks',
  queue: 'clocks',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: (i, deps: JobDeps) =>
    onConnection(deps, i.connectionId, async (scope) => {
      const looked = await checkClocks(scope)
      if (looked > 0) await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
    }),
})
