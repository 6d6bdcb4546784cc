import type { Express } from 'express'
import { Registry } from 'prom-client'
import { createLiveReads } from '#app/look-up/live-reads.ts'
import { readBudget } from '#app/read-budget.ts'
import { readOverview } from '#app/read-overview.ts'
import { parseSyncConfig } from '#config/sync-config.ts'
import { SIDES } from '#domain/ids.ts'
import type { AccessDeps, ApiDeps } from '#http/api-deps.ts'
import { toOverview } from '#http/present/overview.ts'
import { QUEUES_PATH, queuesRoute } from '#http/queues.ts'
import { createHttpApp } from '#http/server.ts'
import type { HttpAppOptions } from '#http/server.ts'
import { observeBudget, type ObservedBudget } from '#observe/budget-metrics.ts'
import { observeConfig } from '#observe/config-metrics.ts'
import type { Tandem } from '../compose.ts'
import { createConfigDesk } from './config-desk.ts'
import { handingOn } from './hand-on.ts'

type Settings = Omit<HttpAppOptions, 'api' | 'ready'> & { readonly access: AccessDeps }

/** The HTTP side of a running Tandem. */
export function httpAppOf(tandem: Tandem, settings: Settings): Express {
  const registry = settings.registry ?? new Registry()
  observeBudget(registry, () => budgetsOf(tandem))
  observeConfig(registry, () => ({
    connection: tandem.scope.connection.id,
    version: tandem.scope.configVersion,
    unused: tandem.live.unused()?.version ?? null,
  }))
  return createHttpApp({
    ...settings,
    registry,
    api: apiDepsOf(tandem, settings),
    also: [
      queuesRoute(tandem.jobs.board(QUEUES_PATH), { audit: settings.audit, now: () => tandem.scope.clock.now() }),
      ...(settings.also ?? []),
    ],
    ready: async () => {
      await tandem.store.connections.list()
      return true
    },
  })
}

const apiDepsOf = (tandem: Tandem, { access, webhooks, publicUrl }: Settings): ApiDeps => ({
  access,
  store: tandem.store,
  handOn: handingOn({ ...tandem, clock: tandem.scope.clock, log: tandem.scope.log }),
  work: tandem.jobs,
  listening: {
    webhooks:
      webhooks === undefined
        ? { state: 'off', address: null }
        : { state: 'on', address: `${(publicUrl ?? '').replace(/\/+$/, '')}/webhooks/hubspot` },
    salesforceEvents: tandem.salesforceEvents,
    publicUrl: publicUrl ?? null,
  },
  now: () => tandem.scope.clock.now(),
  liveReads: createLiveReads(),
  connections: () => [tandem.scope.connection.id],
  scopeOf: (connection) => (connection === tandem.scope.connection.id ? tandem.scope : null),
  readDocument: parseSyncConfig,
  config: createConfigDesk(tandem),
  provision: tandem.provision,
  overview: async (scope) => {
    const overview = await readOverview(scope)
    return toOverview(overview, {
      lastSyncAt: tandem.lastCaptureAt() ?? lastPollOf(overview.apiBudget),
      jobs: await tandem.jobs.counts(),
    })
  },
  crmAddresses: () => tandem.crmAddresses,
})

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
