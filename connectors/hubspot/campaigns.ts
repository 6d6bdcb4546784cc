import * as z from 'zod'
import type { CampaignCost, CampaignSpendItems } from '#ports/connector/campaigns.ts'
import { parseInstant, toCanonical } from '../shared/canonical.ts'
import type { HubSpotClient } from './client.ts'
import { WireRecords } from './records.ts'

const PROPERTIES = [
  'hs_name',
  'hs_start_date',
  'hs_end_date',
  'hs_currency_code',
  'hs_spend_items_sum_amount',
  'hs_object_id',
]
const Text = z.string().nullish()
const CampaignProperties = z.looseObject({
  hs_name: Text,
  hs_start_date: Text,
  hs_end_date: Text,
  hs_currency_code: Text,
  hs_spend_items_sum_amount: z.union([z.string(), z.number()]).nullish(),
  hs_object_id: z.union([z.string(), z.number()]).nullish(),
})

/**
 * Campaigns with the sum of their spend items, which HubSpot keeps itself; a campaign without items has spend "0".
 * Without `properties` HubSpot answers with none; empty ones are left out.
 * Source: https://developers.hubspot.com/changelog/new-campaign-api-updates
 */
export async function readCampaigns(client: HubSpotClient): Promise<readonly CampaignCost[]> {
  const campaigns: CampaignCost[] = []
  let after: string | undefined
  do {
    const { body } = await client.read(
      {
        method: 'GET',
        area: 'campaigns',
        rest: '',
        query: { limit: '100', properties: PROPERTIES.join(','), ...(after === undefined ? {} : { after }) },
      },
      WireRecords,
    )
    for (const campaign of body.results) {
      const properties = CampaignProperties.parse(campaign.properties ?? {})
      const numericId = toCanonical('text', properties.hs_object_id)
      campaigns.push({
        id: campaign.id,
        ...(numericId === null ? {} : { numericId }),
        name: properties.hs_name ?? campaign.id,
        currency: toCanonical('text', properties.hs_currency_code),
        spend: toCanonical('number', properties.hs_spend_items_sum_amount) ?? '0',
        startOn: toCanonical('date', properties.hs_start_date),
        endOn: toCanonical('date', properties.hs_end_date),
      })
    }
    after = body.paging?.next?.after
  } while (after !== undefined)
  return campaigns
}

const Totals = z.looseObject({
  currencyCode: Text,
  spendTotal: z.union([z.string(), z.number()]).nullish(),
  spendItems: z
    .array(
      z.looseObject({
        id: z.union([z.string(), z.number()]),
        name: Text,
        amount: z.union([z.string(), z.number()]),
        createdAt: z.union([z.string(), z.number()]),
      }),
    )
    .nullish(),
})

/**
 * The spend items of one campaign. The totals are the only call that lists them; they come in any order.
 * Source: https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/budget/get-budget-totals
 */
export async function readSpendItems(client: HubSpotClient, campaignId: string): Promise<CampaignSpendItems> {
  const { body } = await client.read(
    {
      method: 'GET',
      area: 'campaigns',
      rest: `/${encodeURIComponent(campaignId)}/budget/totals`,
      label: '/{guid}/budget/totals',
    },
    Totals,
  )
  return {
    currency: toCanonical('text', body.currencyCode),
    total: toCanonical('number', body.spendTotal) ?? '0',
    items: (body.spendItems ?? []).map((item) => ({
      id: String(item.id),
      name: item.name ?? '',
      amount: toCanonical('number', item.amount) ?? '0',
      createdAt: parseInstant(String(item.createdAt)) ?? 0,
    })),
  }
}
