import type { Org } from '../../org.ts'
import type { ApiRequest, ApiResponse } from '../api.ts'
import { clientOf } from './client.ts'
import { organizationOf } from './users.ts'

/**
 * Whether a token is alive, told to the app that it belongs to.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oidc_token_introspection.htm
 */
export function introspect(org: Org, request: ApiRequest, form: URLSearchParams): ApiResponse {
  const app = clientOf(org, request, form, 'always')
  const text = form.get('token') ?? ''
  const session = org.sessions.look(text)
  const refresh = org.signIns.refreshTokens.get(text)
  const token = session ?? (refresh?.state === 'alive' ? refresh : undefined)
  const user = token === undefined ? undefined : org.table('User').get(token.userId)
  if (token === undefined || token.clientId !== app.clientId || user?.['IsActive'] !== true)
    return { status: 200, body: { active: false } }
  const known = {
    active: true,
    scope: token.scope,
    client_id: token.clientId,
    username: user['Username'],
    sub: `${request.baseUrl}/id/${organizationOf(org)}/${token.userId}`,
    token_type: session === undefined ? 'refresh_token' : 'access_token',
  }
  if (session === undefined) return { status: 200, body: known }
  const issued = Math.floor(session.issuedAt / 1000)
  const endsAt = org.sessions.endsAt(session)
  const exp = Number.isFinite(endsAt) ? { exp: Math.floor(endsAt / 1000) } : {}
  return { status: 200, body: { ...known, ...exp, iat: issued, nbf: issued } }
}
