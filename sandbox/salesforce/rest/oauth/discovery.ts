import type { ApiRequest, ApiResponse } from '../api.ts'

/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid_discovery_endpoint.htm */
export function discovery({ baseUrl }: ApiRequest): ApiResponse {
  const at = (name: string) => `${baseUrl}/services/oauth2/${name}`
  return {
    status: 200,
    body: {
      issuer: baseUrl,
      authorization_endpoint: at('authorize'),
      token_endpoint: at('token'),
      revocation_endpoint: at('revoke'),
      userinfo_endpoint: at('userinfo'),
      jwks_uri: `${baseUrl}/id/keys`,
      introspection_endpoint: at('introspect'),
      scopes_supported: ['openid', 'api', 'refresh_token', 'offline_access', 'web', 'full', 'id', 'profile', 'email'],
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
      claims_supported: ['sub', 'name', 'email', 'preferred_username', 'organization_id', 'user_id', 'zoneinfo'],
    },
  }
}
