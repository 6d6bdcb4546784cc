import type { CrmSandbox } from '../core/types.ts'
import { bulkControl } from './bulk/control.ts'
import { BulkRunner } from './bulk/runner.ts'
import { setupControls } from './controls/index.ts'
import { makeListener } from './listener.ts'
import { Org } from './org.ts'
import { orgPages } from './pages/index.ts'
import { makeCursors } from './rest/cursors.ts'
import { oauthControl } from './rest/oauth/control.ts'
import { ADMIN_USERNAME, INTEGRATION_USERNAME, OAuth, organizationOf } from './rest/oauth.ts'
import { endpointOf } from './rest/routes.ts'
import { refusal } from './refusal.ts'
import { seedCompany } from './seed.ts'
import type { SalesforceSettings } from './settings.ts'
import { setUpOrg } from './setup.ts'
import { isCometPath } from './streaming/http.ts'
import { Streaming } from './streaming/streaming.ts'
import { restoreSnapshot, takeSnapshot } from './snapshot.ts'

export type { SalesforceSettings } from './settings.ts'

export interface SalesforceSandbox extends CrmSandbox {
  /** Changes the daily API limit while running. */
  setDailyApiRequests(max: number): void
}

/**
 * A local Salesforce org: REST (records, collections, composite, queries, describe, replication), Tooling custom fields
 * with field-level security, OAuth and SOAP lead conversion. State in memory; the same calls give the same ids.
 *
 * `credentials()` has clientId and clientSecret (client credentials run as the integration user), usernames and a key for
 * JWT bearer, and ready access tokens of the integration user and the administrator.
 */
export function createSalesforceSandbox(settings: SalesforceSettings): SalesforceSandbox {
  const org = new Org(settings)
  const oauth = new OAuth(org)
  const { adminId, integrationId } = setUpOrg(org)
  const accessToken = oauth.issue(integrationId)
  const adminAccessToken = oauth.issue(adminId)
  const cursors = makeCursors(org)
  const api = { org, oauth, cursors }
  const bulkRunner = new BulkRunner(org)
  const streaming = new Streaming(org)
  return {
    name: 'salesforce',
    listener: streaming.listener(makeListener(api)),
    refusal,
    pages: orgPages(api),
    endpointOf: (method, path) => (isCometPath(path) ? `${method} /cometd/{version}` : endpointOf(method, path)),
    snapshot: () => ({ ...takeSnapshot(org), streaming: streaming.save() }),
    restore(snapshot) {
      restoreSnapshot(org, snapshot)
      streaming.load(snapshot['streaming'])
    },
    seed: (company) => streaming.silently(() => seedCompany(org, adminId, company)),
    credentials() {
      const jwtPrivateKey = oauth.privateKey()
      return {
        organizationId: organizationOf(org),
        clientId: org.settings.clientId,
        clientSecret: org.settings.clientSecret,
        username: INTEGRATION_USERNAME,
        adminUsername: ADMIN_USERNAME,
        accessToken,
        adminAccessToken,
        ...(jwtPrivateKey === null ? {} : { jwtPrivateKey }),
      }
    },
    setDailyApiRequests(max) {
      org.usage.max = max
    },
    controls: {
      ...setupControls(org),
      bulk: bulkControl(org.bulk),
      oauth: oauthControl(org),
      events: streaming.control,
    },
    close() {
      bulkRunner.stop()
      return streaming.close()
    },
  }
}
