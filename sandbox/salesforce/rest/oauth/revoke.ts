import type { Org } from '../../org.ts'
import type { ApiResponse } from '../api.ts'
import { OAuthError } from './errors.ts'

/** Ends everything that came out of one approval. */
export function endSignIn(org: Org, signIn: string): void {
  org.sessions.endSignIn(signIn)
  const { refreshTokens } = org.signIns
  for (const [text, token] of refreshTokens) if (token.signIn === signIn) refreshTokens.delete(text)
}

/**
 * By GET or POST, with nothing but the token. A refresh token takes its access tokens with it; an access token goes alone.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_revoke_token.htm
 */
export function revoke(org: Org, form: URLSearchParams): ApiResponse {
  const text = form.get('token') ?? ''
  const refresh = org.signIns.refreshTokens.get(text)
  if (refresh !== undefined && refresh.state === 'alive') {
    endSignIn(org, refresh.signIn)
    return { status: 200 }
  }
  if (org.sessions.look(text) !== undefined) {
    org.sessions.delete(text)
    return { status: 200 }
  }
  throw new OAuthError('invalid_token', `invalid token: ${text}`)
}
