import { createHash } from 'node:crypto'
import { afterEach, expect } from 'vitest'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal, redirectUri, tokenGuide } from './oauth-portal.ts'

const OTHER = { client_id: 'other', client_secret: 'x' }

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

/** A portal with a second app beside the first. */
async function open(): Promise<void> {
  oauth = await openOAuthPortal()
  await oauth.portal.call('POST', '/__sandbox/oauth', {
    app: { clientId: 'other', clientSecret: 'x', redirectUris: 'loopback' },
  })
}

rule(
  'a code is of use to the app it was given for alone',
  {
    evidence: 'documented',
    at: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3',
    says: 'ensure that the authorization code was issued to the authenticated confidential client',
  },
  async () => {
    await open()
    const code = await oauth.codeFor()
    await expect(oauth.exchange(code, redirectUri, 'other', 'x')).rejects.toMatchObject({
      code: 400,
      body: { status: 'BAD_AUTH_CODE', message: 'missing or unknown auth code' },
    })
    expect((await oauth.exchange(code)).tokenType).toBe('bearer')
  },
)

rule(
  'tokens of another app and ended ones are unknown to introspection and to revocation',
  {
    evidence: 'assumed',
    at: 'https://www.rfc-editor.org/rfc/rfc7662#section-2.2',
    says: 'A caller learns nothing of tokens that are not its own; one that has expired is not active.',
  },
  async () => {
    await open()
    const { accessToken, refreshToken } = await oauth.connected()
    for (const version of ['v3', '2026-03', '2026-09']) {
      for (const token of [accessToken, refreshToken])
        expect(await oauth.form(`/oauth/${version}/token/introspect`, { ...OTHER, token })).toMatchObject({
          status: 400,
          json: { error: 'invalid_request' },
        })
      expect(await oauth.form(`/oauth/${version}/token/revoke`, { ...OTHER, token: refreshToken })).toMatchObject({
        status: 400,
        json: { status: 'BAD_REFRESH_TOKEN' },
      })
    }
    expect((await oauth.refresh(refreshToken)).refreshToken).toBe(refreshToken)
    oauth.portal.clock.advance(1_800_000)
    expect(await oauth.form('/oauth/v3/token/introspect', { token: accessToken })).toMatchObject({ status: 400 })
    await expect(oauth.hubspot.oauth.accessTokensApi.get(accessToken)).rejects.toMatchObject({ code: 404 })
  },
)

rule(
  'a challenge that is plain is the verifier itself, and no verifier fits no challenge',
  {
    evidence: 'documented',
    at: 'https://www.rfc-editor.org/rfc/rfc7636#section-4.6',
    says: 'plain: code_verifier == code_challenge; if the values are not equal, invalid_grant.',
  },
  async () => {
    await open()
    const verifier = 'v'.repeat(43)
    const hashed = createHash('sha256').update(verifier).digest('base64url')
    const exchange = async (challenge: string, given: Readonly<Record<string, string>>) => {
      const code = await oauth.codeFor(`${oauth.installUrl()}&code_challenge=${challenge}&code_challenge_method=plain`)
      const fields = { grant_type: 'authorization_code', redirect_uri: redirectUri, code }
      const { status, json } = await oauth.form('/oauth/v3/token', { ...fields, ...given })
      return [status, json['status'] ?? 'tokens']
    }
    expect(await exchange(verifier, { code_verifier: verifier })).toEqual([200, 'tokens'])
    expect(await exchange(hashed, { code_verifier: verifier })).toEqual([400, 'BAD_CODE_VERIFIER'])
    expect(await exchange(verifier, {})).toEqual([400, 'BAD_CODE_VERIFIER'])
  },
)

rule(
  'answers with tokens are not to be kept on the way',
  {
    evidence: 'documented',
    at: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.1',
    says: `Cache-Control "no-store" in any response containing tokens; the endpoint: ${tokenGuide}`,
  },
  async () => {
    await open()
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      redirect_uri: redirectUri,
      code: await oauth.codeFor(),
    })
    const answer = await fetch(`${oauth.portal.url}/oauth/v1/token`, { method: 'POST', body })
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
  },
)
