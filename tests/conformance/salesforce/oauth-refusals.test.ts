import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { CALLBACK, answered, codeFor, control, oauth2, openStrictOrg, token } from './sign-in.ts'

const ERRORS = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm'
const REFRESH = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_refresh_token_flow.htm'

let org: Started
beforeAll(async () => {
  org = await openStrictOrg()
})
afterAll(() => org.stop())

rule(
  'an app that requires PKCE sends the browser back without a code when there is no challenge',
  {
    evidence: 'reported',
    at: 'https://github.com/activepieces/activepieces/issues/15615',
    says: 'error=invalid_request&error_description=missing required code challenge',
  },
  async () => {
    const back = await answered(org, oauth2(org, { useVerifier: false }).getAuthorizationUrl())
    expect(back.searchParams.get('error')).toBe('invalid_request')
    expect(back.searchParams.get('error_description')).toBe('missing required code challenge')
    expect(back.searchParams.has('code')).toBe(false)
  },
)

rule(
  'nobody is sent to an address or for an app that is not registered',
  {
    evidence: 'documented',
    at: ERRORS,
    says: 'invalid_client_id and redirect_uri_mismatch are shown on a page instead of being sent to the callback.',
  },
  async () => {
    const unknown = await fetch(oauth2(org, { clientId: 'nope' }).getAuthorizationUrl(), { redirect: 'manual' })
    expect(unknown.status).toBe(400)
    expect(await unknown.text()).toContain(
      'error=invalid_client_id&amp;error_description=client%20identifier%20invalid',
    )
    const elsewhere = oauth2(org, { redirectUri: `${CALLBACK}/` })
    const mismatch = await fetch(elsewhere.getAuthorizationUrl(), { redirect: 'manual' })
    expect(mismatch.status).toBe(400)
    expect(await mismatch.text()).toContain(
      'error=redirect_uri_mismatch&amp;error_description=redirect_uri%20must%20match%20configuration',
    )
  },
)

rule(
  'the token call has to name the callback of the authorization',
  { evidence: 'documented', at: ERRORS, says: 'redirect_uri_mismatch' },
  async () => {
    const client = oauth2(org)
    const code = await codeFor(org, client)
    const elsewhere = oauth2(org, { redirectUri: 'http://localhost:1717/OauthRedirect', useVerifier: false })
    await expect(elsewhere.requestToken(code)).rejects.toMatchObject({
      name: 'redirect_uri_mismatch',
      message: 'redirect_uri must match configuration',
    })
  },
)

rule(
  'a person who says no sends the browser back with access_denied',
  { evidence: 'documented', at: ERRORS, says: 'error=access_denied&error_description=end-user denied authorization' },
  async () => {
    const back = await answered(org, oauth2(org).getAuthorizationUrl({ state: 's' }), 'deny')
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'end-user denied authorization',
      state: 's',
    })
  },
)

rule(
  'a scope that the app was not given is refused at the callback',
  { evidence: 'documented', at: ERRORS, says: 'invalid_scope: the requested scope is not allowed' },
  async () => {
    const back = await answered(org, oauth2(org).getAuthorizationUrl({ scope: 'api web' }))
    expect(back.searchParams.get('error')).toBe('invalid_scope')
    const other = await answered(
      org,
      oauth2(org).getAuthorizationUrl().replace('response_type=code', 'response_type=x'),
    )
    expect(other.searchParams.get('error')).toBe('unsupported_response_type')
  },
)

rule(
  'OAuth errors are 400 with an object',
  { evidence: 'documented', at: ERRORS, says: 'HTTP 400 {"error": ..., "error_description": ...}' },
  async () => {
    const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
    const client = { client_id: clientId, client_secret: clientSecret }
    const refusals = [
      [{ grant_type: 'implicit', ...client }, 'unsupported_grant_type', 'grant type not supported'],
      [{ ...client }, 'invalid_request', 'missing required parameter: grant_type'],
      [
        { grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' },
        'invalid_client_id',
        'client identifier invalid',
      ],
      [
        { grant_type: 'client_credentials', client_id: clientId, client_secret: 'y' },
        'invalid_client',
        'invalid client credentials',
      ],
      [{ grant_type: 'refresh_token', refresh_token: 'x', ...client }, 'invalid_grant', 'expired access/refresh token'],
    ] as const
    for (const [form, error, error_description] of refusals)
      expect(await token(org, form)).toEqual({ status: 400, body: { error, error_description } })
    const got = await fetch(`${org.url}/services/oauth2/token?grant_type=client_credentials`)
    expect(await got.json()).toEqual({ error: 'invalid_request', error_description: 'must use HTTP POST' })
  },
)

rule(
  'a deactivated person can neither finish signing in nor refresh',
  { evidence: 'documented', at: ERRORS, says: 'inactive_user: user is inactive' },
  async () => {
    const profile = await org.admin.query<{ Id: string }>("SELECT Id FROM Profile WHERE Name = 'Standard User'")
    const made = await org.admin.sobject('User').create({
      Username: 'leaver@tandem.example',
      Email: 'leaver@tandem.example',
      LastName: 'Leaver',
      IsActive: true,
      Alias: 'leaver',
      TimeZoneSidKey: 'UTC',
      LocaleSidKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
      LanguageLocaleKey: 'en_US',
      ProfileId: profile.records[0]?.Id,
    })
    const client = oauth2(org)
    const url = client.getAuthorizationUrl()
    const { redirectTo } = await control(org, { allow: { url, username: 'leaver@tandem.example' } })
    const code = new URL(String(redirectTo)).searchParams.get('code') ?? ''
    const { refresh_token = '' } = await client.requestToken(code)
    await org.admin.sobject('User').update({ Id: String(made.id), IsActive: false })
    await expect(client.refreshToken(refresh_token)).rejects.toMatchObject({
      name: 'inactive_user',
      message: 'user is inactive',
    })
  },
)

rule(
  'two apps do not share codes and refresh tokens',
  { evidence: 'documented', at: REFRESH, says: 'A refresh token belongs to the connected app that got it.' },
  async () => {
    await control(org, { app: { clientId: 'other-app', clientSecret: 'other-secret', callbackUrls: [CALLBACK] } })
    const client = oauth2(org)
    const other = oauth2(org, { clientId: 'other-app', clientSecret: 'other-secret' })
    await expect(other.requestToken(await codeFor(org, client))).rejects.toMatchObject({ name: 'invalid_grant' })
    const { refresh_token = '' } = await client.requestToken(await codeFor(org, client))
    await expect(other.refreshToken(refresh_token)).rejects.toMatchObject({ name: 'invalid_grant' })
  },
)
