import type { ApiResponse } from '../api.ts'

/**
 * A refused sign-in: an object, not the array of the data API.
 * https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm
 */
export class OAuthError extends Error {
  readonly error: string
  readonly description: string

  constructor(error: string, description: string) {
    super(description)
    this.name = 'OAuthError'
    this.error = error
    this.description = description
  }

  answer(): ApiResponse {
    return {
      status: 400,
      headers: { 'Cache-Control': 'no-cache, no-store' },
      body: { error: this.error, error_description: this.description },
    }
  }
}

export const unknownClient = (): OAuthError => new OAuthError('invalid_client_id', 'client identifier invalid')
/** The example of the vendor's page, for tokens that were revoked, rotated away or left unused for too long. */
export const deadRefreshToken = (): OAuthError => new OAuthError('invalid_grant', 'expired access/refresh token')
export const wrongCallback = (): OAuthError =>
  new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
