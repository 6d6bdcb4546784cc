import type { Org } from '../../org.ts'
import type { Row } from '../../records/table.ts'
import type { ConnectedApp } from './apps.ts'
import { isCallbackOf } from './apps.ts'
import { OAuthError, unknownClient, wrongCallback } from './errors.ts'
import { codeText } from './tokens.ts'

/** An app that stands at the door and asks a person to be let in. */
export interface AuthorizationRequest {
  readonly app: ConnectedApp
  readonly redirectUri: string
  readonly scope: string
  readonly state: string | null
  readonly codeChallenge: string | null
  readonly nonce: string | null
  readonly loginHint: string | null
}

/** What the app asks for is fine, or its callback is told that it is not. */
export type Asked =
  | { readonly kind: 'ask'; readonly request: AuthorizationRequest }
  | { readonly kind: 'refused'; readonly redirectTo: string }

/**
 * Reads `/services/oauth2/authorize?...`. Nobody is sent to an address that the app did not register, so an unknown app or
 * callback is thrown as an OAuthError; everything else goes to the callback as `error` and `error_description`.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
 */
export function readAuthorization(org: Org, query: URLSearchParams): Asked {
  const app = org.signIns.apps.get(query.get('client_id') ?? '')
  if (app === undefined) throw unknownClient()
  const redirectUri = query.get('redirect_uri') ?? ''
  if (redirectUri === '') throw new OAuthError('redirect_uri_missing', 'redirect_uri not provided')
  if (!isCallbackOf(app, redirectUri)) throw wrongCallback()
  const state = query.get('state')
  const refuse = (error: string, description: string): Asked => ({
    kind: 'refused',
    redirectTo: backTo(redirectUri, { error, error_description: description }, state),
  })
  if (query.get('response_type') !== 'code') return refuse('unsupported_response_type', 'response type not supported')
  const scope = query.get('scope')?.trim() ?? ''
  const scopes = scope === '' ? app.scopes : scope.split(/\s+/)
  if (!scopes.every((name) => allows(app, name))) return refuse('invalid_scope', 'the requested scope is not allowed')
  const codeChallenge = query.get('code_challenge')
  // Only S256 is spoken, whatever `code_challenge_method` says.
  if (codeChallenge === null && app.pkce === 'required')
    return refuse('invalid_request', 'missing required code challenge')
  if (codeChallenge !== null && !/^[\w-]{43}$/.test(codeChallenge))
    return refuse('invalid_request', 'invalid code challenge')
  const request = { app, redirectUri, scope: scopes.join(' '), state, codeChallenge }
  return {
    kind: 'ask',
    request: { ...request, nonce: query.get('nonce'), loginHint: query.get('login_hint') },
  }
}

/** `full` stands for everything but refresh tokens; `offline_access` is another name for `refresh_token`. */
function allows(app: ConnectedApp, scope: string): boolean {
  if (app.scopes.includes(scope)) return true
  if (scope === 'offline_access' || scope === 'refresh_token')
    return app.scopes.includes('refresh_token') || app.scopes.includes('offline_access')
  return app.scopes.includes('full')
}

/** The person said yes: the address of the callback with a code. */
export function allow(org: Org, request: AuthorizationRequest, user: Row): string {
  const code = codeText(org)
  org.signIns.codes.set(code, {
    clientId: request.app.clientId,
    userId: String(user['Id']),
    scope: request.scope,
    redirectUri: request.redirectUri,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    issuedAt: org.now(),
    state: 'open',
  })
  return backTo(request.redirectUri, { code }, request.state)
}

export function deny(request: AuthorizationRequest): string {
  const refusal = { error: 'access_denied', error_description: 'end-user denied authorization' }
  return backTo(request.redirectUri, refusal, request.state)
}

function backTo(redirectUri: string, told: Readonly<Record<string, string>>, state: string | null): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value)
  if (state !== null) url.searchParams.set('state', state)
  return url.href
}
