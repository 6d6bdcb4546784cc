import type { Exchange, Reply } from '../http/exchange.ts'
import { ok } from '../http/exchange.ts'
import type { Route } from '../http/paths.ts'
import { OAuthError, oauthRefusal } from '../oauth/errors.ts'
import type { Form, IssuedTokens } from '../oauth/tokens.ts'
import { exchangeCode, refresh } from '../oauth/tokens.ts'

/**
 * The token endpoint of every version: https://developers.hubspot.com/docs/api-reference/legacy/authentication/manage-oauth-tokens
 * and https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens
 */
export const oauthRoutes: readonly Route[] = [{ method: 'POST', pattern: '/oauth/token', auth: 'none', handler: token }]

function token(exchange: Exchange): Reply {
  return answering(() => {
    const form = formOf(exchange)
    const issued = grantTypes(form.get('grant_type'))(exchange.portal, form)
    // RFC 6749, 5.1: tokens are not to be kept on the way.
    return { ...ok(tokenBody(exchange, issued)), headers: { 'Cache-Control': 'no-store' } }
  })
}

function grantTypes(grantType: string | null): typeof exchangeCode {
  if (grantType === 'authorization_code') return exchangeCode
  if (grantType === 'refresh_token') return refresh
  throw new OAuthError('unsupported_grant_type', 'BAD_GRANT_TYPE', 'missing or unknown grant type')
}

/** v1 names neither the account nor the scopes. */
function tokenBody({ portal, version }: Exchange, { grant, accessToken }: IssuedTokens): object {
  const tokens = {
    token_type: 'bearer',
    refresh_token: grant.refreshToken,
    access_token: accessToken.token,
    expires_in: portal.settings.accessTokenSeconds,
    token_use: 'access_token',
  }
  if (version === 'v1') return tokens
  return { ...tokens, hub_id: portal.settings.portalId, scopes: accessToken.scopes, user_id: grant.user.id }
}

/** The posted form. v1 also reads the address; later versions do not, so that secrets stay out of logs. */
export function formOf(exchange: Exchange): Form {
  const form = new URLSearchParams(typeof exchange.body === 'string' ? exchange.body : '')
  if (exchange.version === 'v1') for (const [name, value] of exchange.query) if (!form.has(name)) form.set(name, value)
  return form
}

/** Turns a refusal into its answer. */
export function answering(act: () => Reply): Reply {
  try {
    return act()
  } catch (error) {
    if (error instanceof OAuthError) return oauthRefusal(error)
    throw error
  }
}
