import { createPublicKey, createSign, createVerify } from 'node:crypto'
import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { CALLBACK, codeFor, control, oauth2, openStrictOrg, token } from './sign-in.ts'

const IDENTITY = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_openid.htm'

let org: Started
beforeAll(async () => {
  org = await openStrictOrg()
})
afterAll(() => org.stop())

async function signedIn(client = oauth2(org)): Promise<Connection> {
  const conn = new Connection({ oauth2: client, version: '68.0' })
  await conn.authorize(await codeFor(org, client))
  return conn
}

rule(
  'introspection tells the app that owns a token whether it is alive',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oidc_token_introspection.htm',
    says: 'active, scope, client_id, username, sub, token_type, exp, iat, nbf; only {"active": false} for others.',
  },
  async () => {
    const conn = await signedIn()
    const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
    const ask = async (text: string, secret = clientSecret, id = clientId) => {
      const body = new URLSearchParams({ token: text, client_id: id, client_secret: secret })
      return (await fetch(`${org.url}/services/oauth2/introspect`, { method: 'POST', body })).json()
    }
    const now = Math.floor(org.clock.now() / 1000)
    expect(await ask(String(conn.accessToken))).toEqual({
      active: true,
      scope: 'api refresh_token',
      client_id: clientId,
      username: 'admin@tandem.example',
      sub: `${org.url}/id/${conn.userInfo?.organizationId}/${conn.userInfo?.id}`,
      token_type: 'access_token',
      exp: now + 7200,
      iat: now,
      nbf: now,
    })
    expect(await ask(String(conn.refreshToken))).toMatchObject({ active: true, token_type: 'refresh_token' })
    expect(await ask('00Dx!y')).toEqual({ active: false })
    expect(await ask(String(conn.accessToken), 'no')).toMatchObject({ error: 'invalid_client' })
    await control(org, { app: { clientId: 'asks-for-others', clientSecret: 's' } })
    for (const text of [conn.accessToken, conn.refreshToken])
      expect(await ask(String(text), 's', 'asks-for-others')).toEqual({ active: false })
  },
)

rule(
  'the identity address and userinfo refuse in plain words',
  {
    evidence: 'documented',
    at: IDENTITY,
    says: '403 Missing_OAuth_Token, 403 Bad_OAuth_Token, 403 Wrong_Org, 404 Bad_Id',
  },
  async () => {
    const conn = await signedIn()
    const { organizationId = '', id = '' } = conn.userInfo ?? {}
    const ask = async (path: string, bearer?: string) => {
      const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }
      const answer = await fetch(`${org.url}${path}`, { headers })
      return `${answer.status} ${await answer.text()}`
    }
    const own = `/id/${organizationId}/${id}`
    expect(await ask(own)).toBe('403 Missing_OAuth_Token')
    expect(await ask(own, '00Dx!y')).toBe('403 Bad_OAuth_Token')
    expect(await ask('/services/oauth2/userinfo', '00Dx!y')).toBe('403 Bad_OAuth_Token')
    expect(await ask(`/id/00D000000000001AAA/${id}`, String(conn.accessToken))).toBe('403 Wrong_Org')
    expect(await ask(`/id/${organizationId}/005000000000009AAA`, String(conn.accessToken))).toBe('404 Bad_Id')
    const told = JSON.parse((await ask('/services/oauth2/userinfo', String(conn.accessToken))).slice(4)) as object
    expect(told).toMatchObject({
      sub: `${org.url}${own}`,
      user_id: id,
      organization_id: organizationId,
      preferred_username: 'admin@tandem.example',
      zoneinfo: 'UTC',
      urls: { rest: `${org.url}/services/data/v{version}/` },
    })
    const latest = JSON.parse((await ask(`${own}?version=latest`, String(conn.accessToken))).slice(4)) as object
    expect(latest).toMatchObject({ urls: { rest: `${org.url}/services/data/v68.0/` } })
  },
)

rule(
  'a signed assertion signs its user in without a refresh token',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_jwt_flow.htm',
    says: 'RS256, iss, sub, aud, exp; no refresh token is issued.',
  },
  async () => {
    const { clientId = '', adminUsername = '', jwtPrivateKey = '' } = org.sandbox.credentials()
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = (claims: object) => {
      const exp = Math.floor(org.clock.now() / 1000) + 180
      const whole = { iss: clientId, sub: adminUsername, aud: 'https://login.salesforce.com', exp, ...claims }
      const text = `${part({ alg: 'RS256' })}.${part(whole)}`
      return `${text}.${createSign('RSA-SHA256').update(text).sign(jwtPrivateKey, 'base64url')}`
    }
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    const conn = new Connection({ loginUrl: org.url, version: '68.0' })
    await conn.authorize({ grant_type, assertion: signed({}) })
    expect(conn.refreshToken).toBeUndefined()
    expect((await conn.identity()).username).toBe(adminUsername)
    const refusal = async (assertion: string) => (await token(org, { grant_type, assertion })).body
    expect(await refusal(`${signed({}).slice(0, -6)}AAAAAA`)).toEqual({
      error: 'invalid_grant',
      error_description: 'invalid assertion',
    })
    expect(await refusal(signed({ iss: 'nope' }))).toMatchObject({ error: 'invalid_client_id' })
    for (const aud of ['https://example.com', 'https://login.salesforce.com.example.com', undefined])
      expect(await refusal(signed({ aud }))).toEqual({
        error: 'invalid_grant',
        error_description: 'audience is invalid',
      })
    // Past the leeway for clocks that disagree.
    for (const exp of [Math.floor(org.clock.now() / 1000) - 200, undefined])
      expect(await refusal(signed({ exp }))).toEqual({
        error: 'invalid_grant',
        error_description: 'expired authorization code',
      })
    expect(await refusal(signed({ sub: 'nobody@tandem.example' }))).toEqual({
      error: 'invalid_grant',
      error_description: "user hasn't approved this consumer",
    })
  },
)

rule(
  'client credentials act as the run-as user, and only where there is one',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm',
    says: 'Enable Client Credentials Flow with a Run As user; invalid_grant "no client credentials user enabled" without.',
  },
  async () => {
    const client = oauth2(org, { useVerifier: false })
    const conn = new Connection({ oauth2: client, version: '68.0' })
    await conn.authorize({ grant_type: 'client_credentials' })
    expect((await conn.identity()).username).toBe('integration@tandem.example')
    expect(conn.refreshToken).toBeUndefined()
    await control(org, { app: { clientId: 'no-user', clientSecret: 's' } })
    const form = { grant_type: 'client_credentials', client_id: 'no-user', client_secret: 's' }
    expect(await token(org, form)).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'no client credentials user enabled' },
    })
  },
)

rule(
  'an app can be given access tokens that are JWTs, which the published key verifies',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_access_tokens_jwt.htm',
    says: 'External client apps can issue JWT-based access tokens; openid adds an id_token.',
  },
  async () => {
    const app = { clientId: 'jwt', clientSecret: 's', callbackUrls: [CALLBACK], accessTokens: 'jwt' }
    await control(org, { app: { ...app, scopes: ['api', 'openid'] } })
    const client = oauth2(org, { clientId: 'jwt', clientSecret: 's' })
    const answer = (await client.requestToken(await codeFor(org, client))) as unknown as Record<string, string>
    const found = (await (await fetch(`${org.url}/.well-known/openid-configuration`)).json()) as { jwks_uri: string }
    const { keys } = (await (await fetch(found.jwks_uri)).json()) as { keys: [{ kty: string; n: string; e: string }] }
    const key = createPublicKey({ key: keys[0], format: 'jwk' })
    for (const text of [answer['access_token'], answer['id_token']]) {
      const [header = '', payload = '', signature = ''] = String(text).split('.')
      const verified = createVerify('RSA-SHA256').update(`${header}.${payload}`).verify(key, signature, 'base64url')
      expect(verified).toBe(true)
    }
    const conn = new Connection({ instanceUrl: org.url, accessToken: answer['access_token'] ?? '', version: '68.0' })
    expect((await conn.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1)
  },
)
