import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal, redirectUri, tokenGuide } from './oauth-portal.ts'
import { officialClient } from './official.ts'

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

const open = async (settings: Partial<HubSpotSettings> = {}) => {
  oauth = await openOAuthPortal(settings)
}

rule(
  'an access token that has ended says how long ago',
  {
    evidence: 'reported',
    at: 'https://www.useparagon.com/integration-error-solutions/hubspot-the-oauth-token-used-to-make-this-call-expired',
    says: '401 EXPIRED_AUTHENTICATION "The OAuth token used to make this call expired 75 second(s) ago.", context "expire time"; minutes, hours and days when it is longer.',
  },
  async () => {
    await open()
    const { app } = await oauth.connected()
    oauth.portal.clock.advance(1_799_000)
    await app.crm.contacts.basicApi.getPage()
    for (const [moreMs, ago] of [
      [76_000, '75 second(s)'],
      [105_000, '3 minute(s)'],
      [6 * 3_600_000, '6 hour(s)'],
    ] as const) {
      oauth.portal.clock.advance(moreMs)
      await expect(app.crm.contacts.basicApi.getPage()).rejects.toMatchObject({
        code: 401,
        body: {
          category: 'EXPIRED_AUTHENTICATION',
          message: `The OAuth token used to make this call expired ${ago} ago.`,
          context: { 'expire time': ['2026-11-21T12:30:00Z'] },
        },
      })
    }
  },
)

rule(
  'a private token that HubSpot does not know ended at the epoch; no token at all is not found',
  {
    evidence: 'reported',
    at: 'https://developers.hubspot.com/docs/api-reference/error-handling',
    says: '401 EXPIRED_AUTHENTICATION with 1970-01-01T00:00:00Z for an invalid pat- string; INVALID_AUTHENTICATION otherwise.',
  },
  async () => {
    await open()
    await expect(officialClient(oauth.portal, 'pat-na1-wrong').crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 401,
      body: {
        category: 'EXPIRED_AUTHENTICATION',
        message: 'The OAuth token used to make this call expired 20778 day(s) ago.',
        context: { 'expire time': ['1970-01-01T00:00:00Z'] },
      },
    })
    await expect(officialClient(oauth.portal, 'nonsense').crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 401,
      body: {
        category: 'INVALID_AUTHENTICATION',
        message:
          'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      },
    })
  },
)

rule(
  'the scopes of a token decide what it may do',
  {
    evidence: 'recorded',
    at: 'https://developers.hubspot.com/docs/api-reference/error-handling',
    says: '403 MISSING_SCOPES, errors[0].context.requiredGranularScopes.',
  },
  async () => {
    await open()
    const { app } = await oauth.connected(oauth.installUrl({ scope: 'oauth crm.objects.contacts.read' }))
    await app.crm.contacts.basicApi.getPage()
    const refused = (scope: string) => ({
      code: 403,
      body: {
        category: 'MISSING_SCOPES',
        message:
          "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
        errors: [{ context: { requiredGranularScopes: [scope] } }],
      },
    })
    await expect(app.crm.contacts.basicApi.create({ properties: {} })).rejects.toMatchObject(
      refused('crm.objects.contacts.write'),
    )
    await expect(app.crm.owners.ownersApi.getPage()).rejects.toMatchObject(refused('crm.objects.owners.read'))
    // A person adds what was missing; tokens from then on have it, older ones do not.
    const wider = await oauth.connected(oauth.installUrl({ scope: 'oauth crm.objects.owners.read' }))
    await wider.app.crm.owners.ownersApi.getPage()
    await expect(app.crm.owners.ownersApi.getPage()).rejects.toMatchObject({ code: 403 })
  },
)

rule(
  'taking the app out of the account ends both tokens at once',
  {
    evidence: 'documented',
    at: tokenGuide,
    says: 'A refresh token does not expire until the app is uninstalled; then: 400 BAD_REFRESH_TOKEN.',
  },
  async () => {
    await open()
    const { refreshToken, app } = await oauth.connected()
    await oauth.portal.call('POST', '/__sandbox/oauth', { uninstall: oauth.clientId })
    await expect(app.crm.contacts.basicApi.getPage()).rejects.toMatchObject({ code: 401 })
    await expect(oauth.refresh(refreshToken)).rejects.toMatchObject({ body: { error: 'invalid_grant' } })
    const again = await oauth.connected()
    await again.app.crm.contacts.basicApi.getPage()
  },
)

rule(
  'what an app writes carries its own id as the source',
  {
    evidence: 'recorded',
    at: 'https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide',
    says: 'Own writes come back with changeSource INTEGRATION and the app id as sourceId.',
  },
  async () => {
    await open()
    await oauth.portal.call('POST', '/__sandbox/oauth', {
      app: { appId: 4_711, clientId: 'other', clientSecret: 'x', redirectUris: 'loopback' },
    })
    const code = await oauth.codeFor(oauth.installUrl({ clientId: 'other' }))
    const { accessToken } = await oauth.hubspot.oauth.tokensApi.create(
      'authorization_code',
      code,
      redirectUri,
      'other',
      'x',
    )
    const app = officialClient(oauth.portal, accessToken)
    const { id } = await app.crm.contacts.basicApi.create({ properties: { email: 'a@example.com' } })
    await officialClient(oauth.portal).crm.contacts.basicApi.update(id, { properties: { email: 'b@example.com' } })
    const { propertiesWithHistory } = await app.crm.contacts.basicApi.getById(id, undefined, ['email'])
    expect(propertiesWithHistory?.['email']).toMatchObject([
      { value: 'b@example.com', sourceType: 'INTEGRATION', sourceId: '2871143' },
      { value: 'a@example.com', sourceType: 'INTEGRATION', sourceId: '4711' },
    ])
  },
)

rule(
  'apps, codes and tokens survive a snapshot',
  {
    evidence: 'assumed',
    at: 'sandbox/hubspot/oauth/state.ts',
    says: 'A restored oauth.portal knows what it issued before.',
  },
  async () => {
    await open()
    const { app, refreshToken } = await oauth.connected()
    const code = await oauth.codeFor()
    const snapshot = oauth.portal.sandbox.snapshot()
    await oauth.portal.call('POST', '/__sandbox/oauth', { uninstall: oauth.clientId })
    oauth.portal.sandbox.restore(snapshot)
    await app.crm.contacts.basicApi.getPage()
    await oauth.refresh(refreshToken)
    await oauth.exchange(code)
  },
)
