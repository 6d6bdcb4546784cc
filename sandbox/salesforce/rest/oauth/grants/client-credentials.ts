import type { Org } from '../../../org.ts'
import type { ApiRequest, ApiResponse } from '../../api.ts'
import type { ConnectedApp } from '../apps.ts'
import { clientOf } from '../client.ts'
import { OAuthError } from '../errors.ts'
import { granted } from '../tokens.ts'
import { userNamed } from '../users.ts'

/**
 * The app acts as its run-as user. No refresh token comes of it.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm
 */
export function clientCredentials(org: Org, request: ApiRequest, form: URLSearchParams): ApiResponse {
  const app = clientOf(org, request, form, 'always')
  const user = app.runAs === null ? undefined : userNamed(org, app.runAs)
  if (user?.['IsActive'] !== true) throw new OAuthError('invalid_grant', 'no client credentials user enabled')
  return granted(org, request, { app, userId: String(user['Id']), scope: withoutRefresh(app), signIn: null })
}

/** The scope of flows that give no refresh token. */
export function withoutRefresh(app: ConnectedApp): string {
  return app.scopes.filter((scope) => scope !== 'refresh_token' && scope !== 'offline_access').join(' ')
}
