import type { Values } from '../mapping/value.ts'
import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Salesforce's standard Campaign statuses; an admin maps others. */
const STATUSES = {
  planned: 'Planned',
  in_progress: 'In Progress',
  active: 'In Progress',
  paused: 'In Progress',
  completed: 'Completed',
}
const RUNNING = { planned: 'false', in_progress: 'true', active: 'true', paused: 'false', completed: 'false' }

const toSalesforce = { rule: 'hubspot-wins', direction: 'to-salesforce' } as const

/** Sums that HubSpot keeps of a campaign's items, in the campaign's currency. */
export const CAMPAIGN_SUMS: readonly string[] = ['hs_budget_items_sum_amount', 'hs_spend_items_sum_amount']

/**
 * Marketing plans and pays for campaigns in HubSpot, so HubSpot wins every field.
 * Lengths: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaign.htm
 */
export const campaignCampaign: ObjectPair = {
  id: 'campaign-campaign',
  kind: 'campaign',
  hubspot: 'campaigns',
  salesforce: 'Campaign',
  reads: {
    hubspot: ['hs_name', 'hs_owner', 'hs_currency_code'],
    salesforce: ['Name', 'OwnerId', 'Tandem_Key__c', 'CurrencyIsoCode'],
  },
  defaults: [
    map('hs_name', 'Name', { ...toSalesforce, toSalesforce: [{ kind: 'truncate', length: 80 }] }),
    map('hs_start_date', 'StartDate', toSalesforce),
    map('hs_end_date', 'EndDate', toSalesforce),
    map('hs_campaign_status', 'Status', {
      ...toSalesforce,
      toSalesforce: [{ kind: 'value-map', map: STATUSES }],
    }),
    map('hs_campaign_status', 'IsActive', {
      ...toSalesforce,
      id: 'is_active',
      toSalesforce: [{ kind: 'value-map', map: RUNNING, otherwise: 'false' }],
    }),
    // Both keep whole units in Salesforce.
    map('hs_budget_items_sum_amount', 'BudgetedCost', {
      ...toSalesforce,
      toSalesforce: [{ kind: 'number', scale: 0 }],
    }),
    map('hs_spend_items_sum_amount', 'ActualCost', { ...toSalesforce, toSalesforce: [{ kind: 'number', scale: 0 }] }),
  ],
}

/** A sum of no items is 0 in HubSpot. It counts as blank: a campaign nobody plans costs for in HubSpot may have some in Salesforce. */
export function withoutEmptySums(campaign: Values): Values {
  const empty = CAMPAIGN_SUMS.filter((name) => campaign[name] === '0')
  return empty.length === 0 ? campaign : { ...campaign, ...Object.fromEntries(empty.map((name) => [name, null])) }
}
