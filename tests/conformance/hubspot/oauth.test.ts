import { createHash } from 'node:crypto'
import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { text } from '#sandbox/hubspot/test-portal.ts'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal, redirectUri, scopes, tokenGuide } from './oauth-portal.ts'
import { officialClient } from './official.ts'

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

const open = async (settings: Partial<HubSpotSettings> = {}) => {
  oauth = await openOAuthPortal(settings)
}

const permissions = 'https://knowledge.hubspot.com/integrations/resolve-a-request-for-integration-permissions-error'

rule(
  'an install URL leads through consent to a code and to tokens that work',
  {
    evidence: 'documented',
    at: tokenGuide,
    says: 'The person approves, the redirect URL gets code and state, the code becomes an access token and a refresh token; expires_in is 1800.',
  },
  async () => {
    await open()
    const page = await fetch(oauth.installUrl())
    expect(page.status).toBe(200)
    const html = await page.text()
    for (const shown of ['Connect app', 'Cancel', 'Tandem', '148200317', 'crm.objects.contacts.write'])
      expect(html).toContain(shown)
    const answer = await oauth.press('connect')
    expect(answer.status).toBe(302)
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('opaque state&1')
    const tokens = await oauth.exchange(back.searchParams.get('code') ?? '')
    expect(tokens).toMatchObject({ tokenType: 'bearer', expiresIn: 1_800 })
    expect(tokens.accessToken?.length).toBeLessThanOrEqual(512)
    const app = officialClient(oauth.portal, tokens.accessToken)
    const made = await app.crm.contacts.basicApi.create({ properties: { email: 'a@example.com' } })
    expect(made.properties['email']).toBe('a@example.com')
  },
)

rule(
  'cancelling sends the person back with an error and the state',
  {
    evidence: 'assumed',
    at: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1',
    says: 'access_denied: the resource owner denied the request.',
  },
  async () => {
    await open()
    const answer = await oauth.press('cancel')
    const back = new URL(answer.headers.get('location') ?? '')
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: 'access_denied', state: 'opaque state&1' })
    expect(back.searchParams.get('code')).toBeNull()
  },
)

rule(
  'an install URL that does not fit the app ends on a page that says why',
  {
    evidence: 'documented',
    at: permissions,
    says: '"Couldn\'t complete the connection: Authorization failed because the provided scopes are insufficient. Please contact the app developer."; other words for a mismatch with the app\'s configured scopes.',
  },
  async () => {
    await open()
    const app = { clientId: 'other', clientSecret: 'x', redirectUris: ['https://a.example/back'] }
    await oauth.portal.call('POST', '/__sandbox/oauth', {
      app: { ...app, requiredScopes: ['oauth', 'crm.lists.read'], otherScopes: ['crm.objects.contacts.read'] },
    })
    const other = { clientId: 'other', redirectUri: 'https://a.example/back' }
    const reasons = [
      [{ clientId: 'nobody' }, 'An invalid app client_id was provided.'],
      [{ ...other, redirectUri: 'https://a.example/back/' }, 'doesn&#39;t match the app&#39;s registered redirect URL'],
      [{ ...other, scope: 'oauth' }, 'the provided scopes are insufficient'],
      [{ ...other, scope: 'oauth', optional: 'crm.lists.read' }, 'the provided scopes are insufficient'],
      [
        { ...other, scope: 'oauth crm.lists.read tickets' },
        'there is a mismatch between the scopes in the install URL',
      ],
    ] as const
    for (const [changes, reason] of reasons) {
      const page = await fetch(oauth.installUrl(changes), { redirect: 'manual' })
      expect(page.status).toBe(400)
      const html = await page.text()
      expect(html).toContain('Couldn&#39;t complete the connection')
      expect(html).toContain(reason)
    }
    const fits = oauth.installUrl({ ...other, scope: 'oauth crm.lists.read', optional: 'crm.objects.contacts.read' })
    expect((await fetch(fits)).status).toBe(200)
  },
)

rule(
  'an optional scope that the account lacks is left out, a required one stops the install',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/2018-02-01-integration-permission-error',
    says: 'Scopes an account does not have cannot be approved; requested as optional scopes they do not stop the install.',
  },
  async () => {
    const lacking = 'marketing.campaigns.revenue.read'
    await open({ unavailableScopes: [lacking] })
    const stopped = await fetch(oauth.installUrl({ scope: `${scopes} ${lacking}` }))
    expect(stopped.status).toBe(400)
    expect(await stopped.text()).toContain(lacking)
    const { accessToken } = await oauth.connected(oauth.installUrl({ optional: `${lacking} crm.lists.read` }))
    const info = await oauth.hubspot.oauth.accessTokensApi.get(accessToken)
    expect(info.scopes).toEqual([...scopes.split(' '), 'crm.lists.read'])
  },
)

rule(
  'a program can approve what a person would',
  { evidence: 'assumed', at: 'sandbox/hubspot/controls/oauth.ts', says: 'A control of the sandbox; HubSpot has none.' },
  async () => {
    await open()
    const approved = await oauth.portal.call('POST', '/__sandbox/oauth', {
      approve: oauth.installUrl(),
      user: { id: 7, email: 'b@example.com' },
    })
    const code = new URL(text(approved.json['redirectUrl']).replaceAll('"', '')).searchParams.get('code') ?? ''
    const { accessToken } = await oauth.exchange(code)
    expect(await oauth.hubspot.oauth.accessTokensApi.get(accessToken)).toMatchObject({
      userId: 7,
      user: 'b@example.com',
    })
    const denied = await oauth.portal.call('POST', '/__sandbox/oauth', { deny: oauth.installUrl() })
    expect(text(denied.json['redirectUrl'])).toContain('error=access_denied')
  },
)

rule(
  'a code works once, for a short while, at its own redirect address',
  {
    evidence: 'documented',
    at: tokenGuide,
    says: '"A temporary, single-use code"; "your app then has a short window to exchange it … after which the authorization code cannot be reused". Seen: BAD_AUTH_CODE "missing or unknown auth code", MISMATCH_REDIRECT_URI_AUTH_CODE, EXPIRED_AUTH_CODE.',
  },
  async () => {
    await open()
    const code = await oauth.codeFor()
    await expect(oauth.exchange(code, 'http://localhost:3000/')).rejects.toMatchObject({
      code: 400,
      body: {
        status: 'MISMATCH_REDIRECT_URI_AUTH_CODE',
        message: 'redirect URI does not match initial auth code URI',
        error: 'invalid_grant',
        error_description: 'redirect URI does not match initial auth code URI',
      },
    })
    await oauth.exchange(code)
    const unknown = {
      code: 400,
      body: { status: 'BAD_AUTH_CODE', message: 'missing or unknown auth code', error: 'invalid_grant' },
    }
    await expect(oauth.exchange(code)).rejects.toMatchObject(unknown)
    await expect(oauth.exchange('made-up')).rejects.toMatchObject(unknown)
    const late = await oauth.codeFor()
    oauth.portal.clock.advance(300_000)
    await expect(oauth.exchange(late)).rejects.toMatchObject({ code: 400, body: { status: 'EXPIRED_AUTH_CODE' } })
  },
)

rule(
  'a code whose install URL had a challenge needs its verifier',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/create-token',
    says: 'code_verifier is a field of the token endpoint (RFC 7636).',
  },
  async () => {
    await open()
    const verifier = 'v'.repeat(43)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    const url = `${oauth.installUrl()}&code_challenge=${challenge}&code_challenge_method=S256`
    const fields = { grant_type: 'authorization_code', redirect_uri: redirectUri, code: await oauth.codeFor(url) }
    const refused = await oauth.form('/oauth/2026-03/token', { ...fields, code_verifier: 'w'.repeat(43) })
    expect(refused).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
    expect((await oauth.form('/oauth/2026-03/token', { ...fields, code_verifier: verifier })).status).toBe(200)
  },
)

rule(
  "a wrong client id, secret or grant type is refused in the form of RFC 6749 beside HubSpot's own fields",
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/new-oauth-v3-api-endpoints-and-standardized-error-responses',
    says: 'Responses include error and error_description; status and message remain.',
  },
  async () => {
    await open()
    const { refreshToken } = await oauth.connected()
    await expect(oauth.refresh(refreshToken, 'nobody')).rejects.toMatchObject({
      code: 400,
      body: { error: 'invalid_client', status: 'BAD_CLIENT_ID' },
    })
    await expect(oauth.refresh(refreshToken, oauth.clientId, 'guess')).rejects.toMatchObject({
      code: 400,
      body: { error: 'invalid_client', status: 'BAD_CLIENT_SECRET' },
    })
    await expect(oauth.hubspot.oauth.tokensApi.create('password')).rejects.toMatchObject({
      code: 400,
      body: { error: 'unsupported_grant_type', status: 'BAD_GRANT_TYPE' },
    })
  },
)
