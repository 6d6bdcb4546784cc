import type { CompanyData } from '../company/types.ts'
import type { CrmSandbox, Snapshot } from '../core/types.ts'
import { portalControls } from './controls/index.ts'
import { createRateLimiter } from './http/limits.ts'
import type { Route } from './http/paths.ts'
import { routeTable, versionedPath } from './http/paths.ts'
import { serve } from './http/serve.ts'
import { openPortal, replaceState } from './model/portal.ts'
import { portalPages } from './pages/index.ts'
import { accountRoutes } from './routes/account.ts'
import { associationLabelRoutes } from './routes/association-labels.ts'
import { associationLimitRoutes } from './routes/association-limits.ts'
import { associationReadRoutes } from './routes/association-reads.ts'
import { associationUsageRoutes } from './routes/association-usage.ts'
import { associationV3Routes } from './routes/associations-v3.ts'
import { associationRoutes } from './routes/associations.ts'
import { batchRoutes } from './routes/batch.ts'
import { campaignAssetRoutes } from './routes/campaign-assets.ts'
import { campaignMoneyRoutes } from './routes/campaign-money.ts'
import { campaignPropertyRoutes } from './routes/campaign-properties.ts'
import { campaignReportRoutes } from './routes/campaign-reports.ts'
import { campaignRoutes } from './routes/campaigns.ts'
import { oauthTokenRoutes } from './routes/oauth-tokens.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { listFolderRoutes } from './routes/list-folders.ts'
import { listHistoryRoutes } from './routes/list-history.ts'
import { listMembershipRoutes } from './routes/list-memberships.ts'
import { listSearchRoutes } from './routes/list-search.ts'
import { listRoutes } from './routes/lists.ts'
import { objectRoutes } from './routes/objects.ts'
import { ownerRoutes } from './routes/owners.ts'
import { pipelineAuditRoutes } from './routes/pipeline-audits.ts'
import { pipelineStageRoutes } from './routes/pipeline-stages.ts'
import { pipelineRoutes } from './routes/pipelines.ts'
import { propertyGroupRoutes } from './routes/property-groups.ts'
import { propertyRoutes } from './routes/properties.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { searchRoutes } from './routes/search.ts'
import { webhookSettingsRoutes } from './routes/webhook-settings.ts'
import { webhookSubscriptionRoutes } from './routes/webhook-subscriptions.ts'
import { completeState, newPortal } from './schema/index.ts'
import { refusal } from './refusal.ts'
import { seedPortal } from './seed.ts'
import type { HubSpotOptions } from './settings.ts'
import { defaultSettings } from './settings.ts'
import type { PortalState } from './state.ts'
import { startWebhooks } from './webhooks/start.ts'

const routes: readonly Route[] = [
  ...objectRoutes,
  ...batchRoutes,
  ...searchRoutes,
  ...propertyRoutes,
  ...propertyGroupRoutes,
  ...schemaRoutes,
  ...associationRoutes,
  ...associationReadRoutes,
  ...associationV3Routes,
  ...associationLabelRoutes,
  ...associationLimitRoutes,
  ...associationUsageRoutes,
  ...listRoutes,
  ...listSearchRoutes,
  ...listMembershipRoutes,
  ...listFolderRoutes,
  ...listHistoryRoutes,
  ...ownerRoutes,
  ...pipelineRoutes,
  ...pipelineStageRoutes,
  ...pipelineAuditRoutes,
  ...campaignRoutes,
  ...campaignMoneyRoutes,
  ...campaignAssetRoutes,
  ...campaignReportRoutes,
  ...campaignPropertyRoutes,
  ...accountRoutes,
  ...oauthRoutes,
  ...oauthTokenRoutes,
  ...webhookSettingsRoutes,
  ...webhookSubscriptionRoutes,
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
      if (typeof snapshot['objects'] !== 'object') throw new TypeError('this is no snapshot of a HubSpot portal')
      replaceState(portal, completeState(settings, structuredClone(snapshot) as unknown as PortalState))
      webhooks.wake()
    },
    seed(company: CompanyData) {
      seedPortal(portal, company)
    },
    credentials: () => ({
      accessToken: settings.accessToken,
      personToken: settings.personToken,
      serviceKey: settings.serviceKey,
      clientId: settings.clientId,
      clientSecret: settings.clientSecret,
      developerKey: settings.developerKey,
      portalId: String(settings.portalId),
      appId: String(settings.appId),
    }),
    refusal,
    pages: portalPages(portal),
    controls: portalControls(portal, webhooks),
    close: () => webhooks.close(),
  }
}
