import type { Reply } from '../http/exchange.ts'

/**
 * OAuth answers in the form of RFC 6749 with HubSpot's older fields beside it:
 * https://developers.hubspot.com/changelog/new-oauth-v3-api-endpoints-and-standardized-error-responses .
 * The words of BAD_REFRESH_TOKEN, BAD_AUTH_CODE and MISMATCH_REDIRECT_URI_AUTH_CODE were seen; the others are made after them.
 */
export class OAuthError extends Error {
  readonly error: 'invalid_client' | 'invalid_grant' | 'invalid_request' | 'unsupported_grant_type'
  readonly status: string

  constructor(error: OAuthError['error'], status: string, message: string) {
    super(message)
    this.error = error
    this.status = status
  }
}

export const oauthRefusal = ({ error, status, message }: OAuthError): Reply => ({
  status: 400,
  body: { status, message, error, error_description: message },
})
