import type { HubSpotSettings } from '../settings.ts'
import type { OAuthApp, OAuthState } from './state.ts'

/** Nobody has connected anything yet. */
export const newOAuthState = (settings: HubSpotSettings): OAuthState => ({
  apps: [defaultApp(settings)],
  grants: [],
  codes: [],
  accessTokens: [],
})

/** The app whose id and secret `tandem sandbox` prints. A local program may take any port, so any address of this machine will do. */
const defaultApp = (settings: HubSpotSettings): OAuthApp => ({
  appId: settings.appId,
  name: 'Tandem',
  clientId: settings.clientId,
  clientSecret: settings.clientSecret,
  redirectUris: 'loopback',
  requiredScopes: ['oauth'],
  otherScopes: 'any',
})
