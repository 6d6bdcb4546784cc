import { createHmac } from 'node:crypto'
import { Connection } from 'jsforce'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { START } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { CALLBACK, answered, codeFor, control, oauth2, openStrictOrg, token } from './sign-in.ts'

const WEB_SERVER = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm'
const ERRORS = 'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_flow_errors.htm'

let org: Started
beforeAll(async () => {
  org = await openStrictOrg()
})
afterAll(() => org.stop())

rule(
  'the web server flow with a verifier signs a person in, and the client finds out who it is',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'The code at the callback is exchanged once for an access and a refresh token.',
  },
  async () => {
    const client = oauth2(org)
    const conn = new Connection({ oauth2: client, version: '68.0' })
    const me = await conn.authorize(await codeFor(org, client))
    expect(me.organizationId).toBe(org.sandbox.credentials()['organizationId'])
    expect(conn.instanceUrl).toBe(org.url)
    expect(conn.refreshToken).toMatch(/^5Aep861/)
    expect(await conn.identity()).toMatchObject({
      user_id: me.id,
      organization_id: me.organizationId,
      username: 'admin@tandem.example',
      display_name: 'Ada Admin',
      asserted_user: true,
      active: true,
    })
    expect((await conn.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1)
  },
)

rule(
  'the code at the callback ends with "==" and travels encoded, with the state beside it',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'code=aPrx...== arrives URL-encoded and state comes back unchanged.',
  },
  async () => {
    const back = await answered(org, oauth2(org).getAuthorizationUrl({ state: 'a b&c' }))
    expect(back.href).toMatch(/^http:\/\/localhost:3000\/oauth\/callback\?code=aPrx[\w.]+%3D%3D&state=a\+b%26c$/)
    expect(back.searchParams.get('state')).toBe('a b&c')
  },
)

rule(
  'a token answer has a signature and an identity address, and no expires_in',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'access_token, refresh_token, signature, scope, instance_url, id, token_type, issued_at; the signature is a Base64 HMAC-SHA256 of id and issued_at with the consumer secret.',
  },
  async () => {
    const client = oauth2(org)
    const answer = (await client.requestToken(await codeFor(org, client))) as unknown as Record<string, string>
    const { organizationId = '', clientSecret = '' } = org.sandbox.credentials()
    expect(Object.keys(answer)).toEqual([
      'access_token',
      'refresh_token',
      'signature',
      'scope',
      'instance_url',
      'id',
      'token_type',
      'issued_at',
    ])
    expect(answer['access_token']).toMatch(/^(00D\w{12,15})![.\w]*$/)
    expect(answer).toMatchObject({ token_type: 'Bearer', scope: 'api refresh_token', issued_at: String(START) })
    expect(answer['id']).toMatch(new RegExp(`^${org.url}/id/${organizationId}/005\\w{15}$`))
    const signed = createHmac('sha256', clientSecret).update(`${answer['id']}${answer['issued_at']}`).digest('base64')
    expect(answer['signature']).toBe(signed)
  },
)

rule(
  'a code works once',
  { evidence: 'reported', at: ERRORS, says: 'invalid_grant "expired authorization code" for a code that was used.' },
  async () => {
    const client = oauth2(org)
    const code = await codeFor(org, client)
    await client.requestToken(code)
    await expect(client.requestToken(code)).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'expired authorization code',
    })
    await expect(client.requestToken('aPrxmadeup==')).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'invalid authorization code',
    })
  },
)

rule(
  'a code expires after 15 minutes',
  { evidence: 'documented', at: WEB_SERVER, says: 'The authorization code expires after 15 minutes.' },
  async () => {
    const client = oauth2(org)
    const code = await codeFor(org, client)
    const other = await codeFor(org, client)
    org.clock.advance(15 * 60_000)
    await client.requestToken(code)
    org.clock.advance(1)
    await expect(client.requestToken(other)).rejects.toMatchObject({ name: 'invalid_grant' })
  },
)

rule(
  'a confidential client sends its secret and the verifier, and both are checked',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/platform/isvforce/guide/secure-code-ac-eca.html',
    says: 'PKCE does not replace the client secret: confidential clients send both.',
  },
  async () => {
    const client = oauth2(org)
    const code = await codeFor(org, client)
    const { clientId = '', clientSecret = '' } = org.sandbox.credentials()
    const form = { grant_type: 'authorization_code', code, client_id: clientId, redirect_uri: CALLBACK }
    expect(await token(org, { ...form, client_secret: clientSecret })).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'invalid code verifier' },
    })
    expect(await token(org, { ...form, client_secret: clientSecret, code_verifier: 'x'.repeat(43) })).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'invalid code verifier' },
    })
    expect(await token(org, { ...form, code_verifier: String(client.codeVerifier) })).toEqual({
      status: 400,
      body: { error: 'invalid_client', error_description: 'invalid client credentials' },
    })
    expect((await client.requestToken(code)).access_token).toMatch(/^00D/)
  },
)

rule(
  'an app may do without PKCE and without a secret',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'Require Secret for Web Server Flow and Require PKCE are settings of the app.',
  },
  async () => {
    await control(org, {
      app: { clientId: 'public-app', pkce: 'optional', secret: 'optional', callbackUrls: [CALLBACK] },
    })
    const { clientSecret: _secret, ...config } = { clientSecret: '', clientId: 'public-app', useVerifier: false }
    const client = oauth2(org, config)
    client.clientSecret = undefined as never
    expect((await client.requestToken(await codeFor(org, client))).access_token).toMatch(/^00D/)
  },
)

rule(
  'a person chooses on a page who lets the app in',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'The user signs in, sees the scopes that the app asks for, and allows or denies.',
  },
  async () => {
    const client = oauth2(org)
    const page = client.getAuthorizationUrl({ state: 's', login_hint: 'INTEGRATION@tandem.example' })
    const shown = await (await fetch(page)).text()
    expect(shown).toContain('Perform requests at any time')
    const chosen = /<option value="(005\w{15})" selected>Tandem Integration/.exec(shown)?.[1] ?? ''
    const body = new URLSearchParams({ user: chosen, decision: 'allow' })
    const answer = await fetch(page, { method: 'POST', body, redirect: 'manual' })
    expect(answer.status).toBe(302)
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.searchParams.get('state')).toBe('s')
    const conn = new Connection({ oauth2: client, version: '68.0' })
    await conn.authorize(back.searchParams.get('code') ?? '')
    expect((await conn.identity()).username).toBe('integration@tandem.example')
    const nobody = new URLSearchParams({ user: '005000000000009AAA', decision: 'allow' })
    expect((await fetch(page, { method: 'POST', body: nobody, redirect: 'manual' })).status).toBe(400)
  },
)

rule(
  'there is no refresh token unless it was asked for',
  {
    evidence: 'documented',
    at: WEB_SERVER,
    says: 'refresh_token is returned only with the refresh_token or offline_access scope.',
  },
  async () => {
    const client = oauth2(org)
    const answer = await client.requestToken(await codeFor(org, client, 'api'))
    expect(answer.refresh_token).toBeUndefined()
    expect(answer.scope).toBe('api')
  },
)

rule(
  'the username-password flow is off unless an administrator allows it',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=000886201',
    says: 'Blocked by default in orgs since Summer \'23; answered like a wrong password: invalid_grant "authentication failure".',
  },
  async () => {
    const client = oauth2(org, { useVerifier: false })
    await expect(client.authenticate('admin@tandem.example', 'tandem-sandbox-password')).rejects.toMatchObject({
      name: 'invalid_grant',
      message: 'authentication failure',
    })
    await control(org, { app: { clientId: client.clientId, usernamePassword: 'on' } })
    const answer = await client.authenticate('admin@tandem.example', 'tandem-sandbox-password')
    expect(answer.access_token).toMatch(/^00D/)
    await expect(client.authenticate('admin@tandem.example', 'wrong')).rejects.toMatchObject({ name: 'invalid_grant' })
    await control(org, { app: { clientId: client.clientId, usernamePassword: 'off' } })
  },
)
