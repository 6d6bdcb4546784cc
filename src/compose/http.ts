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
    overview: async () =>
      toOverview(await readOverview(tandem.scope), {
        lastSyncAt: tandem.lastCaptureAt(),
        jobs: await tandem.jobs.counts(),
      }),
    campaigns: async (model) => toCampaignTable(model, await campaignFigures(tandem.scope, model)),
    ready: async () => {
      await tandem.store.connections.list()
      return true
    },
  })
}
