import * as z from 'zod'
import { syncCampaigns } from '#app/sync-campaigns.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

/** Campaigns of both sides; nothing is asked where the pair is switched off. */
export const syncCampaignsJob = (everyMs: number | null) =>
  defineJob({
    name: 'sync-campaigns',
    queue: 'lists',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const connectionId of await deps.active())
        await onConnection(deps, connectionId, async (scope) => void (await syncCampaigns(scope)))
    },
  })
