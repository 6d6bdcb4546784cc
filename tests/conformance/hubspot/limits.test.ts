import type { Client } from '@hubspot/api-client'
import { afterEach, expect } from 'vitest'
import type { RateLimits } from '#sandbox/hubspot/rate-limits.ts'
import type { HubSpotSettings } from '#sandbox/hubspot/settings.ts'
import { rule } from '../rule.ts'
import type { OAuthPortal } from './oauth-portal.ts'
import { openOAuthPortal } from './oauth-portal.ts'
import { apiRequest, officialClient } from './official.ts'

const guidelines = 'https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines'

let oauth: OAuthPortal
afterEach(() => oauth.portal.close())

async function open(limits: Partial<RateLimits>, settings: Partial<HubSpotSettings> = {}): Promise<Client> {
  oauth = await openOAuthPortal({ ...settings, limits: { enforced: true, ...limits } })
  return officialClient(oauth.portal)
}

const control = (name: string, body: object) => oauth.portal.call('POST', `/__sandbox/${name}`, body)

const search = (client: Client) =>
  client.crm.contacts.searchApi.doSearch({ filterGroups: [], properties: [], sorts: [], limit: 1, after: '0' })

/** Rate headers of an answer, without their common beginning. */
function rateHeaders(headers: Headers): Record<string, string> {
  const start = 'x-hubspot-ratelimit-'
  return Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith(start)).map(([name, value]) => [name.slice(start.length), value]),
  )
}

rule(
  'the call after the last of ten seconds is refused by its policy, without Retry-After',
  {
    evidence: 'documented',
    at: guidelines,
    says: '429 {"status":"error","message":"You have reached your ten_secondly_rolling limit.","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING","groupName":"publicapi:private-app:api-calls-ten-secondly"}; no Retry-After is documented.',
  },
  async () => {
    const client = await open({ perTenSeconds: 2 })
    await client.crm.owners.ownersApi.getPage()
    await client.crm.owners.ownersApi.getPage()
    const refused = await apiRequest(client, { path: '/crm/owners/2026-03' })
    expect(refused.status).toBe(429)
    expect(refused.json).toEqual({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      correlationId: refused.headers.get('x-hubspot-correlation-id'),
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      groupName: 'publicapi:private-app:api-calls-ten-secondly',
    })
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(refused.headers.get('content-type')).toBe('application/json;charset=utf-8')
  },
)

rule(
  'answers say how much of the limits is left',
  {
    evidence: 'recorded',
    at: guidelines,
    says: 'X-HubSpot-RateLimit-Max, -Remaining, -Interval-Milliseconds 10000, -Daily, -Daily-Remaining, -Secondly and -Secondly-Remaining (deprecated).',
  },
  async () => {
    const client = await open({})
    await client.crm.owners.ownersApi.getPage()
    const { headers } = await apiRequest(client, { path: '/crm/v3/owners' })
    expect(rateHeaders(headers)).toEqual({
      'interval-milliseconds': '10000',
      max: '190',
      remaining: '188',
      secondly: '19',
      'secondly-remaining': '17',
      daily: '625000',
      'daily-remaining': '624998',
    })
  },
)

rule(
  'search answers show the day alone',
  {
    evidence: 'recorded',
    at: guidelines,
    says: 'All 711 captured searches: the Daily pair, no Max, Remaining or Interval. Searches count by the day.',
  },
  async () => {
    const client = await open({})
    for (const path of ['/crm/v3/objects/contacts/search', '/crm/objects/2026-03/contacts/search']) {
      const { headers } = await apiRequest(client, { method: 'POST', path, body: {} })
      const remaining = path.includes('v3') ? '624999' : '624998'
      expect(rateHeaders(headers)).toEqual({ daily: '625000', 'daily-remaining': remaining })
    }
  },
)

rule(
  'an OAuth app has its own ten seconds and no day',
  {
    evidence: 'documented',
    at: 'https://developers.hubspot.com/changelog/rate-limit-headers-will-now-appear-for-oauth-authenticated-calls',
    says: '110 per 10 seconds per app and account; "will not include X-HubSpot-RateLimit-Daily or X-HubSpot-RateLimit-Daily-Remaining because there is no daily limit".',
  },
  async () => {
    const own = await open({ perDay: 1 })
    await control('oauth', {
      app: { appId: 4_711, clientId: 'other', clientSecret: 'x', redirectUris: 'loopback' },
    })
    const { app, accessToken } = await oauth.connected()
    const { headers } = await apiRequest(app, { path: '/crm/v3/objects/contacts' })
    expect(rateHeaders(headers)).toMatchObject({ max: '110', remaining: '109' })
    expect(headers.get('x-hubspot-ratelimit-daily')).toBeNull()
    expect(headers.get('x-hubspot-ratelimit-daily-remaining')).toBeNull()
    // The private app's day is used up by itself alone.
    await own.crm.owners.ownersApi.getPage()
    await expect(own.crm.owners.ownersApi.getPage()).rejects.toMatchObject({ code: 429, body: { policyName: 'DAILY' } })

    await control('limits', { oauthPerTenSeconds: 2 })
    await officialClient(oauth.portal, accessToken).crm.contacts.basicApi.getPage()
    await expect(app.crm.contacts.basicApi.getPage()).rejects.toMatchObject({
      code: 429,
      body: {
        policyName: 'TEN_SECONDLY_ROLLING',
        groupName: 'publicapi:public-app:api-calls-ten-secondly',
      },
    })
    const code = await oauth.codeFor(oauth.installUrl({ clientId: 'other' }))
    const others = await oauth.exchange(code, undefined, 'other', 'x')
    await officialClient(oauth.portal, others.accessToken).crm.contacts.basicApi.getPage()
  },
)

rule(
  'search has five calls a second for the whole account',
  {
    evidence: 'documented',
    at: guidelines,
    says: 'Search: 5 per second per account, exempt from the 10-second limit.',
  },
  async () => {
    const client = await open({ perTenSeconds: 1 })
    await control('oauth', {
      app: { appId: 4_711, clientId: 'other', clientSecret: 'x', redirectUris: 'loopback' },
    })
    const code = await oauth.codeFor(oauth.installUrl({ clientId: 'other' }))
    const app = officialClient(oauth.portal, (await oauth.exchange(code, undefined, 'other', 'x')).accessToken)
    // All at once, so that they fall into one second on a slow machine too.
    const answers = await Promise.allSettled(Array.from({ length: 12 }, (_, at) => search(at % 2 === 0 ? app : client)))
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(7)
    expect(refused[0]).toMatchObject({
      reason: {
        code: 429,
        body: { status: 'error', message: 'You have reached your secondly limit.', errorType: 'RATE_LIMIT' },
      },
    })
    await client.crm.owners.ownersApi.getPage()
  },
)

rule(
  'the 429 of search is told by its message, whatever stands beside it',
  {
    evidence: 'recorded',
    at: guidelines,
    says: 'Seen: category RATE_LIMITS (2022), errorType RATE_LIMIT (2026, the rest cut off); policyName SECONDLY is not certain.',
  },
  async () => {
    const shapes = [
      ['error-type', { errorType: 'RATE_LIMIT' }],
      ['policy-name', { errorType: 'RATE_LIMIT', policyName: 'SECONDLY' }],
      ['category', { category: 'RATE_LIMITS' }],
    ] as const
    for (const [searchLimitBody, expected] of shapes) {
      const client = await open({ searchPerSecond: 0 }, { searchLimitBody })
      const { json } = await apiRequest(client, { method: 'POST', path: '/crm/v3/objects/contacts/search', body: {} })
      const { correlationId, ...body } = json
      expect(correlationId).toBeDefined()
      expect(body).toEqual({ status: 'error', message: 'You have reached your secondly limit.', ...expected })
      if (searchLimitBody !== 'category') await oauth.portal.close()
    }
  },
)

rule(
  'the day ends at midnight of the account, and the usage endpoint says when',
  {
    evidence: 'documented',
    at: guidelines,
    says: 'Daily limits reset at midnight in the time zone of the account; api-usage/daily/private-apps gives usageLimit, currentUsage and resetsAt.',
  },
  async () => {
    const client = await open({ perDay: 3 }, { timeZone: 'America/New_York' })
    const usage = async (path: string) => (await apiRequest(client, { path })).json
    expect(await usage('/account-info/v3/api-usage/daily/private-apps')).toEqual({
      results: [
        {
          name: 'private-apps-api-calls-daily',
          usageLimit: 3,
          currentUsage: 1,
          collectedAt: '2026-11-21T12:00:00Z',
          fetchStatus: 'SUCCESS',
          resetsAt: '2026-11-22T05:00:00Z',
        },
      ],
    })
    const later = await usage('/account-info/2026-03/api-usage/daily/private-apps')
    expect(later['results']?.[0]?.['currentUsage']).toBe(2)
    await client.crm.owners.ownersApi.getPage()
    const refused = await apiRequest(client, { path: '/crm/v3/owners' })
    expect(refused.status).toBe(429)
    expect(refused.json).toMatchObject({
      message: 'You have reached your daily limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'DAILY',
    })
    expect(refused.json['requestId']).toBeDefined()
    oauth.portal.clock.freeze(Date.parse('2026-11-22T05:00:00Z'))
    await client.crm.owners.ownersApi.getPage()
  },
)

rule(
  'a day in which the clocks change still ends at midnight',
  { evidence: 'documented', at: guidelines, says: 'Midnight in the time zone of the account.' },
  async () => {
    const client = await open({}, { timeZone: 'Australia/Lord_Howe' })
    for (const [now, midnight] of [
      ['2026-10-03T20:00:00Z', '2026-10-04T13:00:00Z'],
      ['2026-10-03T12:00:00Z', '2026-10-03T13:30:00Z'],
    ] as const) {
      oauth.portal.clock.freeze(Date.parse(now))
      const { json } = await apiRequest(client, { path: '/account-info/v3/api-usage/daily/private-apps' })
      expect(json['results']?.[0]?.['resetsAt']).toBe(midnight)
    }
  },
)

rule(
  'the associations API has limits of its own',
  {
    evidence: 'documented',
    at: guidelines,
    says: '100 or 150 per 10 seconds, 500,000 a day, beside the limits of all other calls.',
  },
  async () => {
    const client = await open({ associationsPerTenSeconds: 2, perTenSeconds: 1 })
    const read = () => client.crm.associations.v4.schema.definitionsApi.getAll('contacts', 'companies')
    await read()
    const { headers } = await apiRequest(client, { path: '/crm/associations/2026-03/contacts/companies/labels' })
    expect(rateHeaders(headers)).toMatchObject({ max: '2', remaining: '0' })
    await expect(read()).rejects.toMatchObject({ code: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } })
    await client.crm.owners.ownersApi.getPage()
    await control('limits', { associationsPerTenSeconds: 100, associationsPerDay: 2 })
    await expect(read()).rejects.toMatchObject({ code: 429, body: { policyName: 'DAILY' } })
  },
)

rule(
  'people at work in HubSpot use up nothing',
  { evidence: 'assumed', at: guidelines, says: 'Limits are those of apps.' },
  async () => {
    await open({ perTenSeconds: 0, perDay: 0 })
    await officialClient(oauth.portal, oauth.portal.credentials['personToken']).crm.owners.ownersApi.getPage()
  },
)

rule(
  'limits that were set and calls of the day survive a snapshot',
  { evidence: 'assumed', at: 'sandbox/hubspot/state.ts', says: 'A restored portal limits as it did.' },
  async () => {
    const client = await open({})
    await control('limits', { perDay: 2 })
    await client.crm.owners.ownersApi.getPage()
    const snapshot = oauth.portal.sandbox.snapshot()
    await control('limits', { perDay: 100 })
    oauth.portal.sandbox.restore(snapshot)
    await client.crm.owners.ownersApi.getPage()
    await expect(client.crm.owners.ownersApi.getPage()).rejects.toMatchObject({ body: { policyName: 'DAILY' } })
  },
)
