import type { CompanyData } from '../company/types.ts'
import type { CrmSandbox, Snapshot } from '../core/types.ts'
import { createRateLimiter, limitsControl } from './http/limits.ts'
import type { Route } from './http/paths.ts'
import { routeTable, versionedPath } from './http/paths.ts'
import { serve } from './http/serve.ts'
import { openPortal, replaceState } from './model/portal.ts'
import { portalPages } from './pages/index.ts'
import { accountRoutes } from './routes/account.ts'
import { associationLabelRoutes } from './routes/association-labels.ts'
import { associationRoutes } from './routes/associations.ts'
import { batchRoutes } from './routes/batch.ts'
import { campaignMoneyRoutes } from './routes/campaign-money.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { objectRoutes } from './routes/objects.ts'
import { ownerRoutes } from './routes/owners.ts'
import { pipelineRoutes } from './routes/pipelines.ts'
import { propertyGroupRoutes } from './routes/property-groups.ts'
import { propertyRoutes } from './routes/properties.ts'
import { searchRoutes } from './routes/search.ts'
import { newPortal } from './schema/index.ts'
import { seedPortal } from './seed.ts'
import type { HubSpotOptions } from './settings.ts'
import { defaultSettings } from './settings.ts'
import type { PortalState } from './state.ts'
import { startWebhooks, webhooksControl } from './webhooks.ts'

const routes: readonly Route[] = [
  ...objectRoutes,
  ...batchRoutes,
  ...searchRoutes,
  ...propertyRoutes,
  ...propertyGroupRoutes,
  ...associationRoutes,
  ...associationLabelRoutes,
  ...ownerRoutes,
  ...pipelineRoutes,
  ...campaignRoutes,
  ...campaignMoneyRoutes,
  ...accountRoutes,
]

/** A local HubSpot portal. The same options and the same calls give the same ids and values. */
export function createHubSpotSandbox({ clock, ...changes }: HubSpotOptions): CrmSandbox {
  const settings = { ...defaultSettings, ...changes }
  const portal = openPortal(settings, clock, newPortal(settings))
  const lookUp = routeTable(routes)
  const webhooks = startWebhooks(portal)
  return {
    name: 'hubspot',
    listener: serve(portal, lookUp, createRateLimiter(portal)),
    endpointOf(method, path) {
      const versioned = versionedPath(path)
      const match = versioned === undefined ? undefined : lookUp(method, versioned)
      if (versioned === undefined || match === undefined || match === 'wrong-verb') return `${method} (unknown)`
      return `${method} ${versioned.withVersion(match.route.pattern)}`
    },
    snapshot(): Snapshot {
      portal.state.randomState = portal.random.state()
      return structuredClone(portal.state) as unknown as Snapshot
    },
    restore(snapshot) {
      // A snapshot of an older sandbox lacks what came since.
      replaceState(portal, { ...newPortal(settings), ...(structuredClone(snapshot) as unknown as PortalState) })
    },
    seed(company: CompanyData) {
      seedPortal(portal, company)
    },
    credentials: () => ({
      accessToken: settings.accessToken,
      personToken: settings.personToken,
      clientSecret: settings.clientSecret,
      portalId: String(settings.portalId),
      appId: String(settings.appId),
    }),
    pages: portalPages(portal),
    controls: { limits: limitsControl(portal), webhooks: webhooksControl(portal) },
    close: () => webhooks.close(),
  }
}
