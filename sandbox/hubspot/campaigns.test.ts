import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TestPortal } from './test-portal.ts'
import { companyData, contactRow, noon, openTestPortal, text } from './test-portal.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await openTestPortal()
  portal.sandbox.seed(
    companyData({
      owners: [{ email: 'Rep@Example.com', name: 'Rita van Rep', role: 'rep', managerEmail: null, region: null }],
      companies: [
        {
          name: 'Acme',
          domain: 'acme.example',
          industry: null,
          annualRevenue: '1000.50',
          numberOfEmployees: '12',
          country: null,
          foundedYear: null,
        },
      ],
      campaigns: [
        {
          name: 'Spring',
          channel: 'PAID_SOCIAL',
          currency: 'EUR',
          spend: '5026674.76',
          startOn: '2026-03-01',
          endOn: '2026-05-31',
        },
        { name: 'Autumn', channel: 'REFERRALS', currency: 'EUR', spend: '0.10', startOn: null, endOn: null },
      ],
      contacts: [
        contactRow('mql@acme.example', {
          company: 'Acme',
          campaign: 'Spring',
          source: 'PAID_SOCIAL',
          lifecycleStage: 'marketingqualifiedlead',
          createdAt: noon - 1_000_000,
          becameMqlAt: noon - 500_000,
        }),
      ],
    }),
  )
})
afterAll(() => portal.close())

const path = '/marketing/campaigns/2026-03'
const names = 'hs_name,hs_object_id,hs_spend_items_sum_amount,hs_currency_code,hs_start_date'

it('lists campaigns without properties unless they are asked for, and pages by an opaque cursor', async () => {
  const bare = await portal.call('GET', path)
  expect(bare.json['results']?.[0]?.['properties']).toEqual({})
  const page = await portal.call('GET', `${path}?limit=1&sort=hs_name&properties=${names}`)
  expect(page.json).toMatchObject({
    total: 2,
    results: [{ properties: { hs_name: 'Autumn', hs_spend_items_sum_amount: '0.1' } }],
  })
  const after = encodeURIComponent(text(page.json['paging']?.['next']?.['after']))
  const next = await portal.call('GET', `${path}?limit=1&sort=hs_name&properties=${names}&after=${after}`)
  expect(next.json['results']?.[0]?.['properties']).toMatchObject({
    hs_name: 'Spring',
    hs_spend_items_sum_amount: '5026674.76',
    hs_currency_code: 'EUR',
    hs_start_date: '2026-03-01',
  })
  expect(next.json).not.toHaveProperty('paging')
})

it('sums spend exactly and gives the totals as numbers', async () => {
  const listed = await portal.call('GET', `${path}?name=autumn`)
  const guid = text(listed.json['results']?.[0]?.['id'])
  expect(guid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const item = await portal.call('POST', `${path}/${guid}/spend`, { name: 'November', amount: 0.2, order: 1 })
  expect(item).toMatchObject({ status: 201, json: { name: 'November', amount: 0.2, createdAt: noon } })
  await portal.call('POST', `${path}/${guid}/budget`, { name: 'Budget', amount: 2, order: 0 })
  expect((await portal.call('GET', `${path}/${guid}/budget/totals`)).json).toMatchObject({
    spendTotal: 0.3,
    budgetTotal: 2,
    remainingBudget: 1.7,
    currencyCode: 'EUR',
  })
  expect(
    (await portal.call('GET', `${path}/${guid}?properties=${names}`)).json['properties']?.['hs_spend_items_sum_amount'],
  ).toBe('0.3')
  await portal.call('DELETE', `${path}/${guid}/spend/${text(item.json['id'])}`)
  expect((await portal.call('GET', `${path}/${guid}/budget/totals`)).json['spendTotal']).toBe(0.1)
})

it('refuses calculated campaign properties, and custom ones where the portal does', async () => {
  const strict = await openTestPortal({ customCampaignProperties: 'refused' })
  const own = await strict.call('POST', path, { properties: { hs_name: 'X' } })
  const guid = text(own.json['id'])
  expect((await strict.call('PATCH', `${path}/${guid}`, { properties: { tandem_cpl: '1' } })).status).toBe(400)
  expect(
    (await strict.call('PATCH', `${path}/${guid}`, { properties: { hs_spend_items_sum_amount: '1' } })).status,
  ).toBe(400)
  await strict.close()
})

it('seeds contacts with the instants of their past, read-only touches and their company', async () => {
  const read = await portal.call(
    'GET',
    '/crm/v3/objects/contacts/mql@acme.example?idProperty=email&associations=companies&propertiesWithHistory=lifecyclestage,hs_analytics_first_touch_converting_campaign,hs_analytics_last_touch_converting_campaign,hs_latest_source' +
      '&properties=hs_marketable_status,hs_v2_date_entered_marketingqualifiedlead,hs_analytics_source,hs_analytics_first_timestamp,company',
  )
  const mqlAt = new Date(noon - 500_000).toISOString().replace('.000', '')
  const createdAt = new Date(noon - 1_000_000).toISOString().replace('.000', '')
  expect(read.json).toMatchObject({
    createdAt,
    updatedAt: '2026-11-21T12:00:00Z',
    properties: {
      hs_marketable_status: 'true',
      hs_v2_date_entered_marketingqualifiedlead: mqlAt,
      hs_analytics_source: 'PAID_SOCIAL',
      hs_analytics_first_timestamp: createdAt,
      company: 'Acme',
    },
    propertiesWithHistory: {
      lifecyclestage: [{ value: 'marketingqualifiedlead', timestamp: mqlAt }],
      hs_analytics_first_touch_converting_campaign: [{ value: 'Spring', timestamp: createdAt }],
      hs_analytics_last_touch_converting_campaign: [{ value: 'Spring', timestamp: mqlAt }],
      hs_latest_source: [{ value: 'PAID_SOCIAL', timestamp: mqlAt }],
    },
  })
  expect(read.json['associations']?.['companies']?.['results']).toHaveLength(2)
})

it('seeds owners and the currency of the portal', async () => {
  const owners = await portal.call('GET', '/crm/owners/2026-03?email=rep%40example.com')
  expect(owners.json['results']?.[0]).toMatchObject({
    email: 'rep@example.com',
    firstName: 'Rita',
    lastName: 'van Rep',
    archived: false,
  })
  const owner = owners.json['results']?.[0]
  expect(owner?.['id']).not.toBe(text(owner?.['userId']))
  expect((await portal.call('GET', '/account-info/2026-03/details')).json['companyCurrency']).toBe('EUR')
  const deal = (deal_currency_code: string) =>
    portal.call('POST', '/crm/v3/objects/deals', { properties: { dealname: 'D', deal_currency_code } })
  expect((await deal('EUR')).status).toBe(201)
  expect((await deal('XAU')).status).toBe(400)
  const assign = (hubspot_owner_id: string) =>
    portal.call('POST', '/crm/v3/objects/deals', { properties: { dealname: 'D', hubspot_owner_id } })
  expect((await assign(text(owner?.['id']))).status).toBe(201)
  expect((await assign('1')).status).toBe(400)
})
