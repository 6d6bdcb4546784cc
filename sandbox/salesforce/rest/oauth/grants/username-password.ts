import type { Org } from '../../../org.ts'
import type { ApiRequest, ApiResponse } from '../../api.ts'
import { clientOf } from '../client.ts'
import { OAuthError } from '../errors.ts'
import { granted } from '../tokens.ts'
import { userNamed } from '../users.ts'
import { withoutRefresh } from './client-credentials.ts'

/** The password of every user of the sandbox. */
export const USER_PASSWORD = 'tandem-sandbox-password'

/**
 * Blocked unless an administrator allows it, and then answered like a wrong password.
 * https://help.salesforce.com/s/articleView?id=000886201
 */
export function usernamePassword(org: Org, request: ApiRequest, form: URLSearchParams): ApiResponse {
  const app = clientOf(org, request, form, 'always')
  const user = userNamed(org, form.get('username') ?? '')
  const right = app.usernamePassword === 'on' && user !== undefined && form.get('password') === USER_PASSWORD
  if (!right) throw new OAuthError('invalid_grant', 'authentication failure')
  if (user['IsActive'] !== true) throw new OAuthError('inactive_user', 'user is inactive')
  return granted(org, request, { app, userId: String(user['Id']), scope: withoutRefresh(app), signIn: null })
}
