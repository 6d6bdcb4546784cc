import type { Express } from 'express'
import { campaignFigures } from '#app/campaign-figures.ts'
import { readOverview } from '#app/read-overview.ts'
import { toCampaignTable } from '#http/present/campaigns.ts'
import { toOverview } from '#http/present/overview.ts'
import { createHttpApp } from '#http/server.ts'
import type { HttpAppOptions } from '#http/server.ts'
import type { Tandem } from '../compose.ts'

type Settings = Omit<HttpAppOptions, 'overview' | 'campaigns' | 'ready'>

/** The HTTP side of a running Tandem. */
export function httpAppOf(tandem: Tandem, settings: Settings): Express {
  return createHttpApp({
    ...settings,
    overview: async () => {
      const overview = await readOverview(tandem.scope)
      return toOverview(overview, {
        lastSyncAt: tandem.lastCaptureAt() ?? lastPollOf(overview.apiBudget),
        jobs: await tandem.jobs.counts(),
      })
    },
    campaigns: async (model) => toCampaignTable(model, await campaignFigures(tandem.scope, model)),
    ready: async () => {
      await tandem.store.connections.list()
      return true
    },
  })
}

/** Of workers in other processes: the older of both sides' last polls. */
function lastPollOf({ hubspot, salesforce }: Awaited<ReturnType<typeof readOverview>>['apiBudget']): number | null {
  if (hubspot.polledAt === null || salesforce.polledAt === null) return null
  return Math.min(hubspot.polledAt, salesforce.polledAt)
}
