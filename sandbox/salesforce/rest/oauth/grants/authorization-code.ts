import { createHash } from 'node:crypto'
import type { Org } from '../../../org.ts'
import type { ApiRequest, ApiResponse } from '../../api.ts'
import { clientOf } from '../client.ts'
import { OAuthError, wrongCallback } from '../errors.ts'
import type { AuthorizationCode } from '../sign-ins.ts'
import { granted, refreshTokenText } from '../tokens.ts'

const CODE_LIFE_MS = 15 * 60_000

/**
 * The second step of the web server flow. A code works once and for 15 minutes, at the app and callback it was given to.
 * A confidential app sends its secret and the verifier.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
 * https://developer.salesforce.com/docs/platform/isvforce/guide/secure-code-ac-eca.html
 */
export function authorizationCode(org: Org, request: ApiRequest, form: URLSearchParams): ApiResponse {
  const app = clientOf(org, request, form, 'as the app says')
  const text = form.get('code') ?? ''
  const code = org.signIns.codes.get(text)
  if (code === undefined || code.clientId !== app.clientId)
    throw new OAuthError('invalid_grant', 'invalid authorization code')
  if (code.state === 'used' || org.now() - code.issuedAt > CODE_LIFE_MS)
    throw new OAuthError('invalid_grant', 'expired authorization code')
  if (form.get('redirect_uri') !== code.redirectUri) throw wrongCallback()
  checkVerifier(code, form.get('code_verifier'))
  if (org.table('User').get(code.userId)?.['IsActive'] !== true)
    throw new OAuthError('inactive_user', 'user is inactive')
  org.signIns.codes.set(text, { ...code, state: 'used' })
  const signIn = `${app.clientId}:${org.signIns.nextSerial()}`
  const grant = { app, userId: code.userId, scope: code.scope, signIn, nonce: code.nonce }
  if (!/\b(?:refresh_token|offline_access)\b/.test(code.scope)) return granted(org, request, grant)
  const refreshToken = refreshTokenText(org)
  org.signIns.refreshTokens.set(refreshToken, {
    signIn,
    clientId: app.clientId,
    userId: code.userId,
    scope: code.scope,
    usedAt: org.now(),
    state: 'alive',
  })
  return granted(org, request, { ...grant, refreshToken })
}

/** S256: the challenge is the verifier's SHA-256 in base64url. A verifier without a challenge fits as little as a wrong one. */
function checkVerifier(code: AuthorizationCode, verifier: string | null): void {
  if (code.codeChallenge === null && verifier === null) return
  const challenge = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url')
  if (verifier === null || challenge !== code.codeChallenge)
    throw new OAuthError('invalid_grant', 'invalid code verifier')
}
