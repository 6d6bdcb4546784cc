import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal, redirectUri, scopes, tokenGuide } from './oauth-portal.ts'
import { officialClient } from './official.ts'

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

const open = async (settings: Partial<HubSpotSettings> = {}) => {
  oauth = await openOAuthPortal(settings)
}

rule(
  'a refresh gives a new access token and keeps the refresh token',
  {
    evidence: 'documented',
    at: tokenGuide,
    says: 'The refresh token is the long-term credential; a new access token comes with the same one.',
  },
  async () => {
    await open({ accessTokenSeconds: 60 })
    const first = await oauth.connected()
    const next = await oauth.refresh(first.refreshToken)
    expect(next).toMatchObject({ refreshToken: first.refreshToken, expiresIn: 60, tokenType: 'bearer' })
    expect(next.accessToken).not.toBe(first.accessToken)
    for (const token of [first.accessToken, next.accessToken])
      await officialClient(oauth.portal, token).crm.contacts.basicApi.getPage()
  },
)

rule(
  'v3 and 2026-03 also name the account, the scopes and the person',
  {
    evidence: 'documented',
    at: tokenGuide,
    says: 'token_use "access_token" is required; hub_id, scopes and user_id are there.',
  },
  async () => {
    await open()
    const { refreshToken } = await oauth.connected()
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const v1 = await oauth.form('/oauth/v1/token', fields)
    expect(Object.keys(v1.json).sort()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
      'token_use',
    ])
    for (const version of ['v3', '2026-03', '2026-09']) {
      const code = await oauth.codeFor()
      const answers = [
        await oauth.form(`/oauth/${version}/token`, fields),
        await oauth.form(`/oauth/${version}/token`, {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
        }),
      ]
      for (const answer of answers) {
        expect(answer).toMatchObject({
          status: 200,
          json: {
            token_use: 'access_token',
            token_type: 'bearer',
            expires_in: 1_800,
            hub_id: 148_200_317,
            user_id: 52_530_071,
            scopes: scopes.split(' '),
            refresh_token: refreshToken,
          },
        })
      }
    }
    const queried = await fetch(
      `${oauth.portal.url}/oauth/v3/token?${new URLSearchParams({ ...fields, client_id: oauth.clientId, client_secret: oauth.clientSecret }).toString()}`,
      { method: 'POST' },
    )
    expect(queried.status).toBe(400)
  },
)

rule(
  'a refresh token that is unknown or of another app is refused for good',
  {
    evidence: 'reported',
    at: 'https://github.com/airbytehq/airbyte/issues/57001',
    says: '400 BAD_REFRESH_TOKEN "missing or unknown refresh token"; "refresh token was not issued to this client".',
  },
  async () => {
    await open()
    const { refreshToken } = await oauth.connected()
    await expect(oauth.refresh('unknown')).rejects.toMatchObject({
      code: 400,
      body: {
        status: 'BAD_REFRESH_TOKEN',
        message: 'missing or unknown refresh token',
        error: 'invalid_grant',
        error_description: 'missing or unknown refresh token',
      },
    })
    await oauth.portal.call('POST', '/__sandbox/oauth', {
      app: { clientId: 'other', clientSecret: 'x', redirectUris: 'loopback' },
    })
    await expect(oauth.refresh(refreshToken, 'other', 'x')).rejects.toMatchObject({
      code: 400,
      body: { status: 'BAD_REFRESH_TOKEN', message: 'refresh token was not issued to this client' },
    })
  },
)

rule(
  'a token tells whose it is',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/legacy/authentication/oauth-tokens/v1/guide',
    says: 'GET /oauth/v1/access-tokens/{token} and /refresh-tokens/{token}: user, hub_domain, scopes, hub_id, app_id, expires_in, user_id, token_type.',
  },
  async () => {
    await open()
    const { accessToken, refreshToken } = await oauth.connected()
    oauth.portal.clock.advance(46_000)
    expect(await oauth.hubspot.oauth.accessTokensApi.get(accessToken)).toMatchObject({
      token: accessToken,
      tokenType: 'access',
      expiresIn: 1_754,
      hubId: 148_200_317,
      appId: 2_871_143,
      userId: 52_530_071,
      user: 'admin@sandbox-portal.example',
      hubDomain: 'sandbox-portal.example',
      scopes: scopes.split(' '),
    })
    expect(await oauth.hubspot.oauth.refreshTokensApi.get(refreshToken)).toMatchObject({
      token: refreshToken,
      tokenType: 'refresh',
      clientId: oauth.clientId,
      hubId: 148_200_317,
    })
    await expect(oauth.hubspot.oauth.accessTokensApi.get('unknown')).rejects.toMatchObject({ code: 404 })
    await expect(oauth.hubspot.oauth.refreshTokensApi.get('unknown')).rejects.toMatchObject({ code: 404 })
  },
)

rule(
  'introspection answers the app that owns the token',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/2026-03/authentication/oauth-tokens/token-introspect',
    says: "POST /oauth/{v3|2026-03}/token/introspect with client_id, client_secret and token gives active, token_use and the token's data.",
  },
  async () => {
    await open()
    const { accessToken, refreshToken } = await oauth.connected()
    for (const version of ['v3', '2026-03', '2026-09']) {
      const path = `/oauth/${version}/token/introspect`
      expect(await oauth.form(path, { token: accessToken, token_type_hint: 'access_token' })).toMatchObject({
        status: 200,
        json: {
          active: true,
          token_use: 'access_token',
          client_id: oauth.clientId,
          app_id: 2_871_143,
          hub_id: 148_200_317,
          expires_in: 1_800,
          is_private_distribution: true,
          signed_access_token: { hubId: 148_200_317 },
        },
      })
      expect(await oauth.form(path, { token: refreshToken })).toMatchObject({
        status: 200,
        json: { active: true, token_use: 'refresh_token', scopes: scopes.split(' '), app_id: 2_871_143 },
      })
      expect(await oauth.form(path, { token: accessToken, client_secret: 'guess' })).toMatchObject({
        status: 400,
        json: { error: 'invalid_client' },
      })
      expect(await oauth.form(path, { token: 'unknown' })).toMatchObject({
        status: 400,
        json: { error: 'invalid_request' },
      })
    }
  },
)

rule(
  'deleting a refresh token ends refreshing and leaves the access tokens',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs-beta/oauth/tokens',
    says: '"This will only delete the refresh token. Access tokens generated with the refresh token will not be affected. Additionally, this will not uninstall an application"',
  },
  async () => {
    await open()
    const first = await oauth.connected()
    await oauth.hubspot.oauth.refreshTokensApi.archive(first.refreshToken)
    await expect(oauth.hubspot.oauth.refreshTokensApi.archive(first.refreshToken)).rejects.toMatchObject({ code: 404 })
    await expect(oauth.refresh(first.refreshToken)).rejects.toMatchObject({ body: { status: 'BAD_REFRESH_TOKEN' } })
    await first.app.crm.contacts.basicApi.getPage()
    for (const version of ['v3', '2026-03', '2026-09']) {
      const { refreshToken, app } = await oauth.connected()
      expect(refreshToken).not.toBe(first.refreshToken)
      expect((await oauth.form(`/oauth/${version}/token/revoke`, { token: refreshToken })).status).toBe(204)
      await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ code: 400 })
      await app.crm.contacts.basicApi.getPage()
    }
  },
)

rule(
  'settings decide what nobody says for sure of ended tokens',
  {
    evidence: 'assumed',
    at: 'sandbox/hubspot/settings.ts',
    says: 'Introspection of unknown tokens may answer active false (RFC 7662), a deleted refresh token may end its access tokens (RFC 7009).',
  },
  async () => {
    await open({ unknownTokenIntrospection: 'inactive', deletedRefreshToken: 'ends-access-tokens' })
    const { accessToken, refreshToken, app } = await oauth.connected()
    await oauth.hubspot.oauth.refreshTokensApi.archive(refreshToken)
    await expect(app.crm.contacts.basicApi.getPage()).rejects.toMatchObject({ code: 401 })
    const answer = await fetch(`${oauth.portal.url}/__sandbox/oauth`)
    expect(await answer.json()).toMatchObject({ grants: [{ refreshToken, uninstalledAt: null }] })
    await expect(oauth.hubspot.oauth.accessTokensApi.get(accessToken)).rejects.toMatchObject({ code: 404 })
  },
)
