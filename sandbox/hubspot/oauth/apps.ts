import type { Portal } from '../model/portal.ts'
import type { OAuthApp, PortalUser } from './state.ts'

/** The portal's super admin: who approves, unless somebody else is named. */
export const portalAdmin: PortalUser = { id: 52_530_071, email: 'admin@sandbox-portal.example' }

export const hubDomain = 'sandbox-portal.example'

export const appByClientId = (portal: Portal, clientId: string): OAuthApp | undefined =>
  portal.state.oauth.apps.find((app) => app.clientId === clientId)

export const appById = (portal: Portal, appId: number): OAuthApp | undefined =>
  portal.state.oauth.apps.find((app) => app.appId === appId)

/** Addresses have to be registered letter by letter; plain http is for localhost alone. */
export function isRegistered(app: OAuthApp, redirectUri: string): boolean {
  if (app.redirectUris !== 'loopback') return app.redirectUris.includes(redirectUri)
  if (!URL.canParse(redirectUri)) return false
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(redirectUri).hostname)
}

/** The private app needs no install; other apps are in the portal while a person's grant lives. */
export const isInstalled = (portal: Portal, appId: number): boolean =>
  appId === portal.settings.appId ||
  portal.state.oauth.grants.some((grant) => grant.appId === appId && grant.uninstalledAt === null)

/** Takes an app out of the portal, as a person does in the settings of the account: its tokens are dead at once. */
export function uninstall(portal: Portal, appId: number): void {
  const at = portal.clock.now()
  for (const grant of portal.state.oauth.grants) {
    if (grant.appId === appId && grant.uninstalledAt === null) grant.uninstalledAt = at
  }
}
