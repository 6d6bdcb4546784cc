import { createHash } from 'node:crypto'
import { objectNotFound } from '../errors.ts'
import type { Exchange, Reply } from '../http/exchange.ts'
import { noContent, ok, param } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import type { Portal } from '../model/portal.ts'
import { appById, hubDomain } from '../oauth/apps.ts'
import { OAuthError } from '../oauth/errors.ts'
import type { Grant } from '../oauth/state.ts'
import type { IssuedTokens } from '../oauth/tokens.ts'
import { clientOf, deleteRefreshToken, grantOfAccess, livingGrant, unknownRefreshToken } from '../oauth/tokens.ts'
import { answering, formOf } from './oauth.ts'

const later = ['v3', '2026-03', '2026-09'] as const

/** What a token is, and ending one: by the path in v1, by a form with the app's secret since. */
export const oauthTokenRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/oauth/access-tokens/{token}', versions: ['v1'], auth: 'none', handler: readAccessToken },
  {
    method: 'GET',
    pattern: '/oauth/refresh-tokens/{token}',
    versions: ['v1'],
    auth: 'none',
    handler: readRefreshToken,
  },
  { method: 'DELETE', pattern: '/oauth/refresh-tokens/{token}', versions: ['v1'], auth: 'none', handler: deleteByPath },
  { method: 'POST', pattern: '/oauth/token/introspect', versions: later, auth: 'none', handler: introspect },
  { method: 'POST', pattern: '/oauth/token/revoke', versions: later, auth: 'none', handler: revoke },
]

function readAccessToken(exchange: Exchange): Reply {
  const issued = livingAccess(exchange.portal, param(exchange, 'token'))
  if (issued === undefined) throw objectNotFound('access token not found')
  return ok(accessInfo(exchange.portal, issued))
}

function readRefreshToken(exchange: Exchange): Reply {
  const grant = livingGrant(exchange.portal, param(exchange, 'token'))
  if (grant === undefined) throw objectNotFound('refresh token not found')
  const { app_id: _, ...info } = refreshInfo(exchange.portal, grant)
  return ok(info)
}

function deleteByPath(exchange: Exchange): Reply {
  const grant = livingGrant(exchange.portal, param(exchange, 'token'))
  if (grant === undefined) throw objectNotFound('refresh token not found')
  deleteRefreshToken(exchange.portal, grant)
  return noContent
}

/**
 * https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/token-introspect .
 * A token that is not the app's own is unknown to it.
 */
function introspect(exchange: Exchange): Reply {
  const { portal } = exchange
  return answering(() => {
    const form = formOf(exchange)
    const app = clientOf(portal, form)
    const token = form.get('token') ?? ''
    const issued = livingAccess(portal, token)
    const use = { active: true, client_id: app.clientId }
    if (issued?.grant.appId === app.appId)
      return ok({ ...use, ...accessInfo(portal, issued), token_use: 'access_token' })
    const grant = livingGrant(portal, token)
    if (grant?.appId === app.appId) return ok({ ...use, ...refreshInfo(portal, grant), token_use: 'refresh_token' })
    if (portal.settings.unknownTokenIntrospection === 'inactive') return ok({ active: false })
    throw new OAuthError('invalid_request', 'BAD_TOKEN', 'missing or unknown token')
  })
}

/** https://developers.hubspot.com/docs/api-reference/latest/authentication/oauth-tokens/revoke-token takes refresh tokens alone. */
function revoke(exchange: Exchange): Reply {
  const { portal } = exchange
  return answering(() => {
    const form = formOf(exchange)
    const app = clientOf(portal, form)
    const grant = livingGrant(portal, form.get('token') ?? '')
    if (grant?.appId !== app.appId) throw unknownRefreshToken()
    deleteRefreshToken(portal, grant)
    return noContent
  })
}

function livingAccess(portal: Portal, token: string): IssuedTokens | undefined {
  const issued = grantOfAccess(portal, token)
  return issued !== undefined && issued.accessToken.expiresAt > portal.clock.now() ? issued : undefined
}

function accessInfo(portal: Portal, { grant, accessToken }: IssuedTokens) {
  return {
    token: accessToken.token,
    ...holder(portal, grant, accessToken.scopes),
    signed_access_token: signed(portal, { grant, accessToken }),
    app_id: grant.appId,
    expires_in: Math.floor((accessToken.expiresAt - portal.clock.now()) / 1_000),
    token_type: 'access',
    is_private_distribution: true,
  }
}

const refreshInfo = (portal: Portal, grant: Grant) => ({
  token: grant.refreshToken,
  ...holder(portal, grant, grant.scopes),
  client_id: appById(portal, grant.appId)?.clientId ?? '',
  app_id: grant.appId,
  token_type: 'refresh',
})

const holder = (portal: Portal, grant: Grant, scopes: readonly string[]) => ({
  user: grant.user.email,
  user_id: grant.user.id,
  hub_domain: hubDomain,
  hub_id: portal.settings.portalId,
  scopes,
})

/** What HubSpot's own services check; nobody outside can, so any seal does. */
function signed(portal: Portal, { grant, accessToken }: IssuedTokens) {
  const seal = (what: string) => createHash('sha256').update(`${what}${accessToken.token}`).digest('base64')
  return {
    expiresAt: accessToken.expiresAt,
    scopes: seal('scopes'),
    hubId: portal.settings.portalId,
    userId: grant.user.id,
    appId: grant.appId,
    signature: seal('signature'),
    scopeToScopeGroupPks: seal('scope groups'),
    newSignature: seal('new signature'),
    hublet: 'na1',
    trialScopes: '',
    trialScopeToScopeGroupPks: '',
    isUserLevel: false,
    isPrivateDistribution: true,
    isServiceAccount: false,
    appInstallId: seal('install').slice(0, 24),
    audience: '',
    installingUserId: grant.user.id,
  }
}
