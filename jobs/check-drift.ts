import * as z from 'zod'
import { checkDrift, isDue } from '#app/drift/check-drift.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

/** Looks at both sides once a night, in the org's time zone. */
export const checkDriftJob = (everyMs: number | null) =>
  defineJob({
    name: 'check-drift',
    queue: 'drift',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const connectionId of await deps.active())
        await onConnection(deps, connectionId, async (scope) => {
          if (!(await isDue(scope))) return
          const { counts } = await checkDrift(scope)
          if (counts.healed > 0) await deps.jobs.enqueue('work-inbox', { connectionId })
        })
    },
  })
