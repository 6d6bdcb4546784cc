import * as z from 'zod'
import { refreshCosts } from '#app/refresh-costs.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

export const refreshCostsJob = (everyMs: number | null) =>
  defineJob({
    name: 'refresh-costs',
    queue: 'capture-hubspot',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    onRetryAfter: 'queue-waits',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const id of await deps.active())
        await onConnection(deps, id, async (scope) => void (await refreshCosts(scope)))
    },
  })
