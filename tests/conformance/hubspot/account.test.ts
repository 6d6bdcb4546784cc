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
