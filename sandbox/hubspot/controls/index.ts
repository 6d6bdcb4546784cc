import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import type { Webhooks } from '../webhooks/start.ts'
import { limitsControl } from './limits.ts'
import { oauthControl } from './oauth.ts'
import { ownersControl } from './owners.ts'
import { propertyRulesControl } from './property-rules.ts'
import { restoreRecordControl } from './restore-record.ts'
import { schemaControl } from './schema.ts'
import { settingsControl } from './settings.ts'
import { webhooksControl } from './webhooks.ts'

/** What people decide in HubSpot's own pages, and what befalls a portal: `GET|POST /__sandbox/<name>`. */
export function portalControls(portal: Portal, webhooks: Webhooks): Readonly<Record<string, SandboxControl>> {
  return {
    limits: limitsControl(portal),
    webhooks: webhooksControl(portal, webhooks),
    oauth: oauthControl(portal),
    schema: schemaControl(portal),
    'property-rules': propertyRulesControl(portal),
    'restore-record': restoreRecordControl(portal),
    owners: ownersControl(portal),
    settings: settingsControl(portal),
  }
}
