import type { ValueType } from '../mapping/value.ts'

/** A property or field that Tandem brings along; made by `tandem provision` on both platforms from this one description. */
export interface OwnField {
  readonly object: string
  readonly name: string
  readonly label: string
  readonly description: string
  readonly type: ValueType
  /** Text length; default 255. */
  readonly length?: number
  /** Digits after the point for numbers; default 0. */
  readonly scale?: number
  readonly unique?: boolean
  readonly options?: readonly { readonly value: string; readonly label: string; readonly active: boolean }[]
}

const option = (value: string, label: string) => ({ value, label, active: true })

const contact = (
  name: string,
  label: string,
  type: ValueType,
  description: string,
  more: Partial<OwnField> = {},
): OwnField => ({
  object: 'contacts',
  name: `tandem_${name}`,
  label: `Tandem: ${label}`,
  description,
  type,
  ...more,
})

const hubspotKey = (object: string, partner: string): OwnField => ({
  object,
  name: 'tandem_key',
  label: 'Tandem: key',
  description: `Joins this record to its ${partner} in Salesforce. Unique, so that nothing is made twice.`,
  type: 'text',
  unique: true,
})

/** What marketers read and filter on in HubSpot. */
export const HUBSPOT_FIELDS: readonly OwnField[] = [
  contact('salesforce_id', 'Salesforce record', 'text', 'Id of the Lead or Contact this person is in Salesforce.'),
  contact('handed_over_at', 'handed over at', 'datetime', 'When this person was given to sales.'),
  contact('handover_reason', 'handover reason', 'text', 'Why this person was given to sales.'),
  contact('sales_owner_name', 'sales owner', 'text', 'Who owns this person in Salesforce.'),
  contact('sales_owner_email', 'sales owner e-mail', 'text', 'E-mail of the owner in Salesforce.'),
  contact('sla_status', 'follow-up', 'picklist', 'State of the first-response clock.', {
    options: [
      option('running', 'Running'),
      option('paused', 'Paused'),
      option('met', 'Answered in time'),
      option('breached', 'Overdue, not answered'),
      option('breached_completed', 'Answered late'),
      option('cancelled', 'Cancelled'),
    ],
  }),
  contact('sla_due_at', 'answer due at', 'datetime', 'When sales must have answered.'),
  contact('first_response_at', 'first response at', 'datetime', 'When sales first answered.'),
  contact('sla_breached_at', 'answer overdue since', 'datetime', 'When the deadline passed unanswered.'),
  contact('sla_policy', 'follow-up policy', 'text', 'Which SLA policy the follow-up is measured by.'),
  contact('urgency', 'urgency', 'picklist', 'How urgent the handover was.', {
    options: [option('urgent', 'Urgent'), option('high', 'High'), option('normal', 'Normal'), option('low', 'Low')],
  }),
  contact('handover_status', 'handover status', 'picklist', 'What sales made of the handover.', {
    options: [
      option('open', 'Handed over'),
      option('accepted', 'Accepted'),
      option('qualified', 'Qualified'),
      option('rejected', 'Given back'),
      option('withdrawn', 'Withdrawn'),
    ],
  }),
  contact('rejection_reason', 'reason for giving back', 'text', 'Why sales gave this person back to marketing.'),
  contact('return_at', 'may return at', 'datetime', 'From when on this person may be handed over again.'),
  contact('opportunity_stage', 'opportunity stage', 'text', 'Stage of the newest opportunity in Salesforce.'),
  contact('outcome', 'outcome', 'picklist', 'What became of this person in sales.', {
    options: [option('open', 'Open'), option('won', 'Won'), option('lost', 'Lost')],
  }),
  contact(
    'won_amount',
    'closed-won amount',
    'number',
    'Sum of the won opportunities less refunds, in the currency of Salesforce.',
    {
      scale: 2,
    },
  ),
  contact('won_on', 'closed-won date', 'date', 'Close date of the newest won opportunity.'),
  contact('lost_reason', 'loss reason', 'text', 'Why the newest lost opportunity was lost.'),
  contact(
    'attributed_revenue',
    'attributed revenue',
    'number',
    'Closed-won revenue credited to touches of this person, less refunds.',
    { scale: 2 },
  ),
  contact('first_campaign', 'first campaign', 'text', 'The first campaign that reached this person.'),
  contact('last_campaign', 'last campaign', 'text', 'The last campaign that reached this person.'),
  {
    object: 'deals',
    name: 'tandem_salesforce_opportunity_id',
    label: 'Tandem: Salesforce opportunity',
    description: 'Id of the Opportunity this deal mirrors. Unique: the key by which the deal is written.',
    type: 'text',
    unique: true,
  },
  {
    object: 'deals',
    name: 'tandem_salesforce_stage',
    label: 'Tandem: Salesforce stage',
    description: 'Stage of the Opportunity, in the words of Salesforce.',
    type: 'text',
  },
  hubspotKey('companies', 'Account'),
  {
    object: 'companies',
    name: 'tandem_salesforce_id',
    label: 'Tandem: Salesforce account',
    description: 'Id of the Account this company is in Salesforce.',
    type: 'text',
  },
  {
    object: 'companies',
    name: 'tandem_won_amount',
    label: 'Tandem: closed-won amount',
    description: 'Sum of the won opportunities of the account less refunds, in the currency of Salesforce.',
    type: 'number',
    scale: 2,
  },
  {
    object: 'companies',
    name: 'tandem_attributed_revenue',
    label: 'Tandem: attributed revenue',
    description: 'Closed-won revenue of the account that is credited to touches, less refunds.',
    type: 'number',
    scale: 2,
  },
  {
    object: 'companies',
    name: 'tandem_won_opportunities',
    label: 'Tandem: won opportunities',
    description: 'How many opportunities of the account were won.',
    type: 'number',
  },
  {
    object: 'companies',
    name: 'tandem_lost_opportunities',
    label: 'Tandem: lost opportunities',
    description: 'How many opportunities of the account were lost.',
    type: 'number',
  },
  {
    object: 'companies',
    name: 'tandem_open_opportunities',
    label: 'Tandem: open opportunities',
    description: 'How many opportunities of the account are open.',
    type: 'number',
  },
  hubspotKey('tasks', 'Task'),
]

const key = (object: string): OwnField => ({
  object,
  name: 'Tandem_Key__c',
  label: 'Tandem Key',
  description: 'Joins this record to its HubSpot record. Written by Tandem; unique, so that nothing is made twice.',
  type: 'text',
  length: 80,
  unique: true,
})

const rejectionReason = (object: string, whom: string): OwnField => ({
  object,
  name: 'Tandem_Rejection_Reason__c',
  label: 'Rejection Reason',
  description: `Filled in by sales to give this ${whom} back to marketing; goes to HubSpot as the reason.`,
  type: 'text',
})

/** What the sync and the reps need in Salesforce. */
export const SALESFORCE_FIELDS: readonly OwnField[] = [
  key('Lead'),
  key('Contact'),
  key('Task'),
  key('Opportunity'),
  key('Account'),
  key('Campaign'),
  {
    object: 'Lead',
    name: 'Tandem_Campaign__c',
    label: 'HubSpot Campaign',
    description: 'The HubSpot campaign that brought this lead.',
    type: 'text',
  },
  {
    object: 'Contact',
    name: 'Tandem_Campaign__c',
    label: 'HubSpot Campaign',
    description: 'The HubSpot campaign that brought this person.',
    type: 'text',
  },
  rejectionReason('Lead', 'lead'),
  rejectionReason('Contact', 'person'),
  {
    object: 'Opportunity',
    name: 'Tandem_Loss_Reason__c',
    label: 'Loss Reason',
    description: 'Why the opportunity was lost; goes back to HubSpot with the outcome.',
    type: 'text',
  },
]
