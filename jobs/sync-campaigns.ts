import { syncCampaigns } from '#app/sync-campaigns.ts'
import { onEveryConnection } from './every-connection.ts'

/** Campaigns of both sides; nothing is asked where the pair is switched off. */
export const syncCampaignsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sync-campaigns',
    queue: 'lists',
    everyMs,
    work: async (scope) => void (await syncCampaigns(scope)),
  })
