import type { Org } from '../org.ts'
import type { ApiRequest, ApiResponse } from './api.ts'
import { formOf } from './oauth/client.ts'
import { discovery } from './oauth/discovery.ts'
import { OAuthError } from './oauth/errors.ts'
import { authorizationCode } from './oauth/grants/authorization-code.ts'
import { clientCredentials } from './oauth/grants/client-credentials.ts'
import { jwtBearer } from './oauth/grants/jwt-bearer.ts'
import { refreshToken } from './oauth/grants/refresh-token.ts'
import { usernamePassword } from './oauth/grants/username-password.ts'
import { identity } from './oauth/identity.ts'
import { introspect } from './oauth/introspect.ts'
import type { KeyPair } from './oauth/keys.ts'
import { assertionKeys, publicKeys } from './oauth/keys.ts'
import { revoke } from './oauth/revoke.ts'
import { opaqueToken } from './oauth/tokens.ts'

export { ADMIN_USERNAME, INTEGRATION_USERNAME, organizationOf, userNamed } from './oauth/users.ts'

const NOT_FOUND: ApiResponse = {
  status: 404,
  body: [{ message: 'The requested resource does not exist', errorCode: 'NOT_FOUND' }],
}

/** Sign-in to the org: tokens, who a token is, and taking it back. */
export class OAuth {
  readonly #org: Org
  #keys: KeyPair | null = null

  constructor(org: Org) {
    this.#org = org
  }

  /** PEM that a client may sign assertions with; null when the settings brought the public key. */
  privateKey(): string | null {
    return this.#assertionKeys().privatePem
  }

  #assertionKeys(): KeyPair {
    this.#keys ??= assertionKeys(this.#org.settings.jwtPublicKey)
    return this.#keys
  }

  /** A token that never times out; the same count gives the same token, so a restarted sandbox knows those it printed. */
  issue(userId: string): string {
    const org = this.#org
    const token = opaqueToken(org, userId)
    const { clientId } = org.settings
    org.sessions.set(token, { userId, clientId, scope: 'api', issuedAt: org.now(), activeAt: null, signIn: null })
    return token
  }

  /** Whether `handle` answers the path. The authorization page is for browsers and is not among them. */
  answers(path: string): boolean {
    return (
      path.startsWith('/services/oauth2/') || path.startsWith('/id/') || path === '/.well-known/openid-configuration'
    )
  }

  /** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm */
  handle(request: ApiRequest): ApiResponse {
    try {
      return this.#route(request)
    } catch (error) {
      if (error instanceof OAuthError) return error.answer()
      throw error
    }
  }

  #route(request: ApiRequest): ApiResponse {
    const org = this.#org
    const { path } = request
    if (path === '/.well-known/openid-configuration') return discovery(request)
    if (path === '/id/keys') return { status: 200, body: publicKeys() }
    if (path === '/services/oauth2/userinfo' || path.startsWith('/id/')) return identity(org, request)
    const form = formOf(request)
    if (path === '/services/oauth2/revoke') return revoke(org, form)
    if (path === '/services/oauth2/introspect') return introspect(org, request, form)
    if (path === '/services/oauth2/token') return this.#token(request, form)
    return NOT_FOUND
  }

  #token(request: ApiRequest, form: URLSearchParams): ApiResponse {
    if (request.method !== 'POST') throw new OAuthError('invalid_request', 'must use HTTP POST')
    const org = this.#org
    const grant = form.get('grant_type') ?? ''
    if (grant === '') throw new OAuthError('invalid_request', 'missing required parameter: grant_type')
    if (grant === 'authorization_code') return authorizationCode(org, request, form)
    if (grant === 'refresh_token') return refreshToken(org, request, form)
    if (grant === 'client_credentials') return clientCredentials(org, request, form)
    if (grant === 'password') return usernamePassword(org, request, form)
    if (grant === 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return jwtBearer(org, request, form, this.#assertionKeys().publicKey)
    throw new OAuthError('unsupported_grant_type', 'grant type not supported')
  }
}
