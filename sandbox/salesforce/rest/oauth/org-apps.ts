import type { SalesforceSettings } from '../../settings.ts'
import type { ConnectedApp } from './apps.ts'
import { COMMAND_LINE_APP, LOOPBACK, STRICT_APP } from './apps.ts'
import { INTEGRATION_USERNAME } from './users.ts'

/** The apps of a new org: the one that integrations sign in with, the vendor's command line, and those of the settings. */
export function appsOf(
  { connectedApps = [] }: SalesforceSettings,
  clientId: string,
  clientSecret: string,
): readonly ConnectedApp[] {
  const own: ConnectedApp = {
    ...STRICT_APP,
    clientId,
    clientSecret,
    name: 'Tandem',
    // Whoever tries a client of their own has its callback on this machine.
    callbackUrls: [LOOPBACK],
    scopes: ['api', 'refresh_token', 'id', 'openid', 'profile', 'email', 'web'],
    // An administrator has to switch rotation on, and jsforce does not keep a rotated token.
    refreshTokens: 'kept',
    runAs: INTEGRATION_USERNAME,
  }
  const apps = new Map([own, COMMAND_LINE_APP].map((app) => [app.clientId, app]))
  for (const given of connectedApps) {
    const base = apps.get(given.clientId) ?? { ...STRICT_APP, clientSecret: '', name: given.clientId }
    apps.set(given.clientId, { ...base, ...given })
  }
  return [...apps.values()]
}
