import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

export const campaignCampaign: ObjectPair = {
  id: 'campaign-campaign',
  kind: 'campaign',
  hubspot: 'campaigns',
  salesforce: 'Campaign',
  reads: { hubspot: ['hs_name'], salesforce: ['Name', 'OwnerId', 'Tandem_Key__c'] },
  defaults: [map('hs_name', 'Name', { rule: 'hubspot-wins', toSalesforce: [{ kind: 'truncate', length: 80 }] })],
}
