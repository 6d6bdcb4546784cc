import type { KeyObject } from 'node:crypto'
import type { Org } from '../../../org.ts'
import type { ApiRequest, ApiResponse } from '../../api.ts'
import { OAuthError, unknownClient } from '../errors.ts'
import { readAssertion } from '../keys.ts'
import { granted } from '../tokens.ts'
import { userNamed } from '../users.ts'
import { withoutRefresh } from './client-credentials.ts'

/** How far the end of an assertion may lie behind, for clocks that disagree. */
const LEEWAY_MS = 180_000

/**
 * RS256 over the consumer key, the user's name, an audience and an expiry. No refresh token comes of it.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm
 */
export function jwtBearer(org: Org, request: ApiRequest, form: URLSearchParams, key: KeyObject): ApiResponse {
  const read = readAssertion(form.get('assertion') ?? '', key)
  if (read === null) throw new OAuthError('invalid_grant', 'invalid assertion')
  const { claims, signed } = read
  const app = org.signIns.apps.get(String(claims['iss']))
  if (app === undefined) throw unknownClient()
  const audiences = ['https://login.salesforce.com', 'https://test.salesforce.com', request.baseUrl]
  const aud = String(claims['aud'])
  if (!audiences.some((audience) => aud === audience || aud.startsWith(`${audience}/`)))
    throw new OAuthError('invalid_grant', 'audience is invalid')
  // A client may live by the wall clock while the sandbox's clock is frozen or shifted: valid by either is valid.
  const expiresAt = Number(claims['exp']) * 1000
  if (!(expiresAt > Math.min(org.now(), Date.now()) - LEEWAY_MS))
    throw new OAuthError('invalid_grant', 'expired authorization code')
  if (!signed) throw new OAuthError('invalid_grant', 'invalid assertion')
  const user = userNamed(org, String(claims['sub'] ?? claims['prn']))
  if (user?.['IsActive'] !== true) throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
  return granted(org, request, { app, userId: String(user['Id']), scope: withoutRefresh(app), signIn: null })
}
