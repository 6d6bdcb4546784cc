import { afterEach, expect } from 'vitest'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal } from './oauth-portal.ts'
import { apiRequest, officialClient } from './official.ts'

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

const open = async (settings: Partial<HubSpotSettings> = {}) => {
  oauth = await openOAuthPortal(settings)
}

rule(
  'account details name the time zone and the currency',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/docs/api-reference/latest/account/account-information/guide',
    says: 'portalId, accountType, timeZone, companyCurrency, utcOffset, uiDomain, dataHostingLocation; scope oauth.',
  },
  async () => {
    await open({ timeZone: 'America/St_Johns', currency: 'CAD' })
    for (const path of ['v3', '2026-03', '2026-09'].map((version) => `/account-info/${version}/details`)) {
      const { status, json } = await apiRequest(officialClient(oauth.portal), { path })
      expect(status).toBe(200)
      expect(json).toEqual({
        portalId: 148_200_317,
        accountType: 'STANDARD',
        timeZone: 'America/St_Johns',
        companyCurrency: 'CAD',
        additionalCurrencies: [],
        utcOffset: '-03:30',
        utcOffsetMilliseconds: -12_600_000,
        uiDomain: 'app.hubspot.com',
        dataHostingLocation: 'na1',
      })
    }
  },
)

rule(
  'a service key calls as a private app does, with ten seconds of its own in the same day',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/service-keys',
    says: 'pat-na1-… bearer, REST only, limits of privately distributed apps; the daily limit is shared by all private apps and keys of the account.',
  },
  async () => {
    await open({ limits: { enforced: true, perTenSeconds: 2, perDay: 3 } })
    const { serviceKey } = oauth.portal.credentials
    const key = officialClient(oauth.portal, serviceKey)
    const app = officialClient(oauth.portal)
    const { id } = await key.crm.contacts.basicApi.create({ properties: { email: 'a@example.com' } })
    const read = await app.crm.contacts.basicApi.getById(id, undefined, ['email'])
    expect(read.propertiesWithHistory?.['email']).toMatchObject([{ sourceType: 'INTEGRATION', sourceId: '3118902' }])
    await app.crm.contacts.basicApi.getPage()
    await expect(key.crm.contacts.basicApi.getPage()).rejects.toMatchObject({ body: { policyName: 'DAILY' } })
  },
)

rule(
  'whether a service key reads the usage of private apps is a setting',
  { evidence: 'assumed', at: 'sandbox/hubspot/settings.ts', says: 'Nobody says; a client must do without.' },
  async () => {
    const path = '/account-info/v3/api-usage/daily/private-apps'
    for (const [serviceKeyReadsUsage, expected] of [
      ['no', 403],
      ['yes', 200],
    ] as const) {
      await open({ serviceKeyReadsUsage })
      const key = officialClient(oauth.portal, oauth.portal.credentials['serviceKey'])
      expect((await apiRequest(key, { path })).status).toBe(expected)
      expect((await apiRequest(officialClient(oauth.portal), { path })).status).toBe(200)
      if (serviceKeyReadsUsage === 'no') await oauth.portal.close()
    }
  },
)
