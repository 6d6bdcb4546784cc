import type { Client } from '@hubspot/api-client'
import { expect } from 'vitest'
import type { TestPortal } from '#sandbox/hubspot/test-portal.ts'
import { companyData, contactRow, noon, openTestPortal, text } from '#sandbox/hubspot/test-portal.ts'
import type { Answered } from './official.ts'
import { apiRequest, officialClient } from './official.ts'

export const guide = 'https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide'
export const spec = 'HubSpot OpenAPI campaigns.v3.json'
export const dayMs = 86_400_000
export const guidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const paths = [
  '/marketing/v3/campaigns',
  '/marketing/campaigns/2026-03',
  '/marketing/campaigns/2026-09',
] as const
export const base = paths[1]

export interface CampaignPortal {
  readonly portal: TestPortal
  readonly hubspot: Client
  readonly get: (path: string, qs?: object) => Promise<Answered>
  readonly send: (method: string, path: string, body?: object) => Promise<Answered>
  /** Makes a campaign; its GUID. */
  readonly make: (properties: object, path?: string) => Promise<string>
  readonly guidOf: (name: string) => Promise<string>
}

/** A portal with two campaigns, Spring and Autumn, and three contacts they reached. */
export async function openCampaignPortal(): Promise<CampaignPortal> {
  const portal = await openTestPortal()
  const hubspot = officialClient(portal)
  const campaign = { channel: 'PAID_SOCIAL', currency: 'EUR', startOn: '2026-03-01', endOn: null }
  portal.sandbox.seed(
    companyData({
      campaigns: [
        { ...campaign, name: 'Spring', spend: '100.10' },
        { ...campaign, name: 'Autumn', spend: '0' },
      ],
      contacts: [
        contactRow('ada@acme.example', {
          campaign: 'Spring',
          createdAt: noon - 10 * dayMs,
          becameMqlAt: noon - 2 * dayMs,
        }),
        contactRow('bob@acme.example', { campaign: 'Spring', createdAt: noon - 5 * dayMs }),
        contactRow('cy@acme.example', { campaign: 'Autumn', createdAt: noon - 4 * dayMs }),
      ],
    }),
  )
  // The client joins arrays with commas, as HubSpot accepts.
  const get: CampaignPortal['get'] = (path, qs = {}) => apiRequest(hubspot, { path, qs })
  const send: CampaignPortal['send'] = (method, path, body) =>
    apiRequest(hubspot, { method, path, ...(body === undefined ? {} : { body }) })
  return {
    portal,
    hubspot,
    get,
    send,
    async make(properties, path = base) {
      const made = await send('POST', path, { properties })
      expect(made.status).toBe(201)
      return text(made.json['id'])
    },
    guidOf: async (name) => text((await get(base, { name })).json['results']?.[0]?.['id']),
  }
}
