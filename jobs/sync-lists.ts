import { syncCampaignMembers } from '#app/sync-campaign-members.ts'
import { syncLists } from '#app/sync-lists.ts'
import { onEveryConnection } from './every-connection.ts'

/** Members of HubSpot lists first, then the campaign members that follow from them. Both cost nothing where none are configured. */
export const syncListsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sync-lists',
    queue: 'lists',
    everyMs,
    work: async (scope, deps) => {
      const { looked } = await syncLists(scope)
      if (looked > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
      await syncCampaignMembers(scope)
    },
  })
