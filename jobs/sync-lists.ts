import * as z from 'zod'
import { syncCampaignMembers } from '#app/sync-campaign-members.ts'
import { syncLists } from '#app/sync-lists.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { onConnection } from './per-connection.ts'

/** Members of HubSpot lists first, then the campaign members that follow from them. Both cost nothing where none are configured. */
export const syncListsJob = (everyMs: number | null) =>
  defineJob({
    name: 'sync-lists',
    queue: 'lists',
    input: z.strictObject({}),
    dedupeKey: () => 'all',
    ...(everyMs === null ? {} : { schedule: { everyMs, input: {} } }),
    run: async (_, deps: JobDeps) => {
      for (const connectionId of await deps.active())
        await onConnection(deps, connectionId, async (scope) => {
          const { looked } = await syncLists(scope)
          if (looked > 0) await deps.jobs.enqueue('work-inbox', { connectionId })
          await syncCampaignMembers(scope)
        })
    },
  })
