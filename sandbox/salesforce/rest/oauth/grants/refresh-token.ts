import type { Org } from '../../../org.ts'
import type { ApiRequest, ApiResponse } from '../../api.ts'
import { clientOf } from '../client.ts'
import { deadRefreshToken, OAuthError } from '../errors.ts'
import { endSignIn } from '../revoke.ts'
import { granted, refreshTokenText } from '../tokens.ts'

const DAY_MS = 24 * 3600 * 1000

/**
 * A new access token for a refresh token. With rotation the answer has a new refresh token and the old one is dead; without,
 * the answer has none. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm
 */
export function refreshToken(org: Org, request: ApiRequest, form: URLSearchParams): ApiResponse {
  const app = clientOf(org, request, form, 'as the app says')
  const text = form.get('refresh_token') ?? ''
  const token = org.signIns.refreshTokens.get(text)
  if (token === undefined || token.clientId !== app.clientId) throw deadRefreshToken()
  if (token.state === 'rotated') {
    // A rotated token that comes again was stolen, or its successor was.
    if (app.reusedRefreshToken === 'ends-sign-in') endSignIn(org, token.signIn)
    throw deadRefreshToken()
  }
  const idleMs = org.now() - token.usedAt
  if (app.refreshTokenIdleDays !== null && idleMs > app.refreshTokenIdleDays * DAY_MS) {
    org.signIns.refreshTokens.delete(text)
    throw deadRefreshToken()
  }
  const { userId, scope, signIn } = token
  if (org.table('User').get(userId)?.['IsActive'] !== true) throw new OAuthError('inactive_user', 'user is inactive')
  const used = { ...token, usedAt: org.now() }
  if (app.refreshTokens === 'kept') {
    org.signIns.refreshTokens.set(text, used)
    return granted(org, request, { app, userId, scope, signIn })
  }
  org.signIns.refreshTokens.set(text, { ...used, state: 'rotated' })
  const next = refreshTokenText(org)
  org.signIns.refreshTokens.set(next, used)
  return granted(org, request, { app, userId, scope, signIn, refreshToken: next })
}
