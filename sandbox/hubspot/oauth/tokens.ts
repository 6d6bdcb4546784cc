import { createHash } from 'node:crypto'
import type { Portal } from '../model/portal.ts'
import { nextGuid } from '../model/portal.ts'
import { appByClientId } from './apps.ts'
import { OAuthError } from './errors.ts'
import type { AccessToken, AuthorizationCode, Grant, OAuthApp } from './state.ts'

/** Fields of a posted form. */
export type Form = URLSearchParams

/** The app that a form speaks for. Throws when its id or secret is wrong. */
export function clientOf(portal: Portal, form: Form): OAuthApp {
  const app = appByClientId(portal, form.get('client_id') ?? '')
  if (app === undefined) throw new OAuthError('invalid_client', 'BAD_CLIENT_ID', 'missing or unknown client id')
  if (app.clientSecret !== form.get('client_secret'))
    throw new OAuthError('invalid_client', 'BAD_CLIENT_SECRET', 'missing or unknown client secret')
  return app
}

/**
 * A code becomes tokens once, soon, at the address it was made for:
 * https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens
 */
export function exchangeCode(portal: Portal, form: Form): IssuedTokens {
  const app = clientOf(portal, form)
  const code = portal.state.oauth.codes.find((held) => held.code === form.get('code'))
  const grant = code === undefined ? undefined : livingGrant(portal, code.refreshToken)
  if (code === undefined || grant?.appId !== app.appId || code.usedAt !== null)
    throw new OAuthError('invalid_grant', 'BAD_AUTH_CODE', 'missing or unknown auth code')
  if (code.expiresAt <= portal.clock.now())
    throw new OAuthError('invalid_grant', 'EXPIRED_AUTH_CODE', 'expired auth code')
  if (code.redirectUri !== form.get('redirect_uri')) {
    throw new OAuthError(
      'invalid_grant',
      'MISMATCH_REDIRECT_URI_AUTH_CODE',
      'redirect URI does not match initial auth code URI',
    )
  }
  if (!isVerified(code, form.get('code_verifier')))
    throw new OAuthError('invalid_grant', 'BAD_CODE_VERIFIER', 'code verifier does not match the code challenge')
  code.usedAt = portal.clock.now()
  return { grant, accessToken: issue(portal, grant, code.scopes) }
}

/** RFC 7636, 4.6. */
function isVerified({ challenge }: AuthorizationCode, verifier: string | null): boolean {
  if (challenge === null) return true
  if (verifier === null) return false
  const shown = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
  return shown === challenge.value
}

export interface IssuedTokens {
  readonly grant: Grant
  readonly accessToken: AccessToken
}

/** The refresh token gives a new access token and stays as it is. */
export function refresh(portal: Portal, form: Form): IssuedTokens {
  const app = clientOf(portal, form)
  const grant = livingGrant(portal, form.get('refresh_token') ?? '')
  if (grant === undefined) throw unknownRefreshToken()
  if (grant.appId !== app.appId)
    throw new OAuthError('invalid_grant', 'BAD_REFRESH_TOKEN', 'refresh token was not issued to this client')
  return { grant, accessToken: issue(portal, grant, grant.scopes) }
}

export const unknownRefreshToken = (): OAuthError =>
  new OAuthError('invalid_grant', 'BAD_REFRESH_TOKEN', 'missing or unknown refresh token')

/** The grant behind a refresh token that still works. */
export const livingGrant = (portal: Portal, refreshToken: string): Grant | undefined =>
  portal.state.oauth.grants.find(
    (grant) => grant.refreshToken === refreshToken && grant.deletedAt === null && grant.uninstalledAt === null,
  )

/** An access token with its grant; undefined when nobody issued it or the app has been taken out of the portal since. */
export function grantOfAccess(portal: Portal, token: string): IssuedTokens | undefined {
  const { accessTokens, grants } = portal.state.oauth
  const accessToken = accessTokens.find((held) => held.token === token)
  const grant = grants.find(({ refreshToken }) => refreshToken === accessToken?.refreshToken)
  if (accessToken === undefined || grant === undefined || grant.uninstalledAt !== null) return undefined
  if (grant.deletedAt !== null && portal.settings.deletedRefreshToken === 'ends-access-tokens') return undefined
  return { grant, accessToken }
}

/**
 * "This will only delete the refresh token. Access tokens generated with the refresh token will not be affected":
 * https://developers.hubspot.com/docs-beta/oauth/tokens
 */
export function deleteRefreshToken(portal: Portal, grant: Grant): void {
  grant.deletedAt = portal.clock.now()
}

/** Ended tokens are remembered for a day, so that a late call learns when its token ended. */
const rememberedMs = 86_400_000

function issue(portal: Portal, grant: Grant, scopes: readonly string[]): AccessToken {
  const now = portal.clock.now()
  const accessToken: AccessToken = {
    token: newAccessToken(portal),
    refreshToken: grant.refreshToken,
    scopes: [...scopes],
    expiresAt: now + portal.settings.accessTokenSeconds * 1_000,
  }
  const { oauth } = portal.state
  oauth.accessTokens = oauth.accessTokens.filter(({ expiresAt }) => expiresAt > now - rememberedMs)
  oauth.codes = oauth.codes.filter(({ expiresAt }) => expiresAt > now - rememberedMs)
  oauth.accessTokens.push(accessToken)
  return accessToken
}

/** Opaque and of changing length, up to 512 characters: a column that is too short shows here. */
function newAccessToken(portal: Portal): string {
  const seed = nextGuid(portal)
  const body = [0, 1, 2, 3, 4].map((part) => createHash('sha512').update(`${part}${seed}`).digest('base64url')).join('')
  return `C${body.slice(0, 180 + (Number.parseInt(seed.slice(0, 2), 16) % 200))}`
}
