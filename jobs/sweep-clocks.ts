import * as z from 'zod'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'

/** The safety net under the delayed jobs: whatever was missed while nobody ran is looked at now. */
export const sweepClocks = (everyMs: number | null) =>
  defineJob({
    name: 'sweep-clocks',
    queue: 'clocks',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const connectionId of await deps.active()) {
        await deps.jobs.enqueue('check-clocks', { connectionId })
        await deps.jobs.enqueue('perform-actions', { connectionId })
      }
    },
  })
