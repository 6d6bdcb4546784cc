import { controlBody } from '../../core/control-body.ts'
import type { SandboxControl } from '../../core/types.ts'
import type { Portal } from '../model/portal.ts'
import { appByClientId, portalAdmin, uninstall } from '../oauth/apps.ts'
import { approve, readInstallRequest, refuse } from '../oauth/authorize.ts'
import type { OAuthApp } from '../oauth/state.ts'

/**
 * `/__sandbox/oauth`. GET: apps and who has let them in. POST, one of:
 * - `{approve: <install URL>, user?: {id, email}}` or `{deny: <install URL>}`: what a person does on the page; gives `redirectUrl`
 * - `{app: {clientId, clientSecret, appId?, name?, redirectUris?, requiredScopes?, otherScopes?}}` registers an app or changes one
 * - `{uninstall: <client id>}`: a person takes the app out of the account
 */
export function oauthControl(portal: Portal): SandboxControl {
  return {
    takes:
      '{approve: "install URL", user?}, {deny: "install URL"}, {app: {clientId, clientSecret, redirectUris, …}} or {uninstall: "client id"}',
    read: () => ({ apps: portal.state.oauth.apps, grants: portal.state.oauth.grants }),
    write(body) {
      const wanted = controlBody(body, ['approve', 'user', 'deny', 'app', 'uninstall'])
      if (wanted['approve'] !== undefined) return decided(portal, wanted['approve'], wanted['user'])
      if (wanted['deny'] !== undefined) return denied(portal, wanted['deny'])
      if (wanted['app'] !== undefined) return register(portal, wanted['app'])
      const clientId = wanted['uninstall']
      if (typeof clientId !== 'string') throw new TypeError('one of approve, deny, app, uninstall is expected')
      const app = appByClientId(portal, clientId)
      if (app === undefined) throw new TypeError(`there is no app ${clientId}`)
      uninstall(portal, app.appId)
      return { uninstalled: app.clientId }
    },
  }
}

function decided(portal: Portal, url: unknown, rawUser: unknown) {
  const request = requestOf(portal, url)
  const user = { ...portalAdmin, ...controlBody(rawUser ?? {}, ['id', 'email'], 'user') }
  return { redirectUrl: approve(portal, request, user), scopes: request.scopes }
}

const denied = (portal: Portal, url: unknown) => ({ redirectUrl: refuse(requestOf(portal, url)) })

function requestOf(portal: Portal, url: unknown) {
  if (typeof url !== 'string' || !URL.canParse(url)) throw new TypeError('the install URL is expected')
  const request = readInstallRequest(portal, new URL(url).searchParams)
  if ('problem' in request) throw new TypeError(request.problem)
  return request
}

const APP_PARTS = [
  'appId',
  'name',
  'clientId',
  'clientSecret',
  'redirectUris',
  'requiredScopes',
  'otherScopes',
] as const satisfies readonly (keyof OAuthApp)[]

function register(portal: Portal, raw: unknown): OAuthApp {
  const given = controlBody(raw, APP_PARTS, 'app') as Partial<OAuthApp>
  const { apps } = portal.state.oauth
  const before = appByClientId(portal, given.clientId ?? '')
  const app: OAuthApp = {
    appId: Math.max(...apps.map(({ appId }) => appId)) + 1,
    name: 'Another app',
    clientId: '',
    clientSecret: '',
    redirectUris: [],
    requiredScopes: ['oauth'],
    otherScopes: 'any',
    ...before,
    ...given,
  }
  const isList = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string')
  if (app.redirectUris !== 'loopback' && !isList(app.redirectUris))
    throw new TypeError('redirectUris is "loopback" or a list of addresses')
  if (!isList(app.requiredScopes)) throw new TypeError('requiredScopes is a list of scopes')
  if (app.otherScopes !== 'any' && !isList(app.otherScopes))
    throw new TypeError('otherScopes is "any" or a list of scopes')
  if (app.clientId === '' || app.clientSecret === '') throw new TypeError('an app has a clientId and a clientSecret')
  portal.state.oauth.apps = [...apps.filter((held) => held !== before), app]
  return app
}
