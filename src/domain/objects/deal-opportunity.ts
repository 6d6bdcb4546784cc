import type { ObjectPair } from './pair.ts'
import { map } from './pair.ts'

/** Stages of Salesforce's default process in HubSpot's default pipeline; an admin maps others. */
const STAGES = {
  Prospecting: 'appointmentscheduled',
  Qualification: 'qualifiedtobuy',
  'Needs Analysis': 'qualifiedtobuy',
  'Value Proposition': 'presentationscheduled',
  'Id. Decision Makers': 'decisionmakerboughtin',
  'Perception Analysis': 'decisionmakerboughtin',
  'Proposal/Price Quote': 'contractsent',
  'Negotiation/Review': 'contractsent',
  'Closed Won': 'closedwon',
  'Closed Lost': 'closedlost',
}

const fromSalesforce = { rule: 'salesforce-wins', direction: 'to-hubspot' } as const

/**
 * Deals mirror Opportunities: Salesforce is where sales works, so it wins every field. The close date, a day without time in
 * Salesforce, becomes noon in the org's zone, so that it is the same day wherever it is read.
 */
export const dealOpportunity: ObjectPair = {
  id: 'deal-opportunity',
  kind: 'deal',
  hubspot: 'deals',
  salesforce: 'Opportunity',
  reads: {
    hubspot: ['tandem_salesforce_opportunity_id'],
    salesforce: [
      'Name',
      'StageName',
      'IsClosed',
      'IsWon',
      'Amount',
      'CloseDate',
      'CreatedDate',
      'OwnerId',
      'AccountId',
      'Tandem_Key__c',
    ],
  },
  defaults: [
    map('dealname', 'Name', fromSalesforce),
    map('amount', 'Amount', fromSalesforce),
    map('dealstage', 'StageName', {
      ...fromSalesforce,
      toHubspot: [{ kind: 'value-map', map: STAGES, otherwise: 'qualifiedtobuy' }],
    }),
    map('closedate', 'CloseDate', { ...fromSalesforce, toHubspot: [{ kind: 'date-to-noon', timeZone: 'org' }] }),
    map('tandem_salesforce_stage', 'StageName', fromSalesforce),
    map('closed_lost_reason', 'Tandem_Loss_Reason__c', fromSalesforce),
  ],
}
