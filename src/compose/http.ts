import type { Express } from 'express'
import { Registry } from 'prom-client'
import { campaignFigures } from '#app/campaign-figures.ts'
import { readBudget } from '#app/read-budget.ts'
import { readOverview } from '#app/read-overview.ts'
import { SIDES } from '#domain/ids.ts'
import { toCampaignTable } from '#http/present/campaigns.ts'
import { toOverview } from '#http/present/overview.ts'
import { createHttpApp } from '#http/server.ts'
import type { HttpAppOptions } from '#http/server.ts'
import { observeBudget, type ObservedBudget } from '#observe/budget-metrics.ts'
import type { Tandem } from '../compose.ts'

type Settings = Omit<HttpAppOptions, 'overview' | 'campaigns' | 'ready'>

/** The HTTP side of a running Tandem. */
export function httpAppOf(tandem: Tandem, settings: Settings): Express {
  const registry = settings.registry ?? new Registry()
  observeBudget(registry, () => budgetsOf(tandem))
  return createHttpApp({
    ...settings,
    registry,
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

async function budgetsOf({ scope }: Tandem): Promise<readonly ObservedBudget[]> {
  const { connection, store, clock } = scope
  const now = clock.now()
  const where = { store, connection: connection.id, budget: scope.config.budget, now }
  const sides = await Promise.all(SIDES.map((side) => readBudget(where, side)))
  return sides.map(({ stoppedUntil, ...budget }) => ({
    ...budget,
    connection: connection.id,
    stoppedMs: stoppedUntil === null ? 0 : stoppedUntil - now,
  }))
}

/** Of workers in other processes: the older of both sides' last polls. */
function lastPollOf({ hubspot, salesforce }: Awaited<ReturnType<typeof readOverview>>['apiBudget']): number | null {
  if (hubspot.polledAt === null || salesforce.polledAt === null) return null
  return Math.min(hubspot.polledAt, salesforce.polledAt)
}
