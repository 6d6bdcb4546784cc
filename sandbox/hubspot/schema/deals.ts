import type { StandardProperty } from './build.ts'
import { stageDates } from './build.ts'

/** Stages of the pipeline every portal starts with: https://knowledge.hubspot.com/object-settings/set-up-and-customize-pipelines */
export const defaultDealStages = [
  ['appointmentscheduled', 'Appointment Scheduled', '0.2'],
  ['qualifiedtobuy', 'Qualified To Buy', '0.4'],
  ['presentationscheduled', 'Presentation Scheduled', '0.6'],
  ['decisionmakerboughtin', 'Decision Maker Bought-In', '0.8'],
  ['contractsent', 'Contract Sent', '0.9'],
  ['closedwon', 'Closed Won', '1.0'],
  ['closedlost', 'Closed Lost', '0.0'],
] as const

/** https://knowledge.hubspot.com/properties/hubspots-default-deal-properties */
export const dealProperties: readonly StandardProperty[] = [
  { name: 'dealname', label: 'Deal Name' },
  { name: 'pipeline', label: 'Pipeline', type: 'enumeration', options: [['default', 'Sales Pipeline']] },
  {
    name: 'dealstage',
    label: 'Deal Stage',
    type: 'enumeration',
    fieldType: 'radio',
    options: defaultDealStages.map(([id, label]) => [id, label] as const),
  },
  { name: 'amount', label: 'Amount', type: 'number' },
  { name: 'amount_in_home_currency', label: 'Amount in company currency', type: 'number', calculated: true },
  { name: 'deal_currency_code', label: 'Currency', type: 'enumeration' },
  { name: 'closedate', label: 'Close Date', type: 'datetime' },
  {
    name: 'dealtype',
    label: 'Deal Type',
    type: 'enumeration',
    fieldType: 'radio',
    options: [
      ['newbusiness', 'New Business'],
      ['existingbusiness', 'Existing Business'],
    ],
  },
  { name: 'description', label: 'Deal Description', fieldType: 'textarea' },
  { name: 'closed_lost_reason', label: 'Closed Lost Reason', fieldType: 'textarea' },
  { name: 'closed_won_reason', label: 'Closed Won Reason', fieldType: 'textarea' },
  { name: 'createdate', label: 'Create Date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last Modified Date', type: 'datetime', readOnly: true },
  { name: 'hs_is_closed', label: 'Is Deal Closed?', type: 'bool', calculated: true },
  { name: 'hs_is_closed_won', label: 'Is Closed Won', type: 'bool', calculated: true },
  { name: 'hs_is_closed_lost', label: 'Is Closed Lost', type: 'bool', calculated: true },
  { name: 'hs_deal_stage_probability', label: 'Deal probability', type: 'number', calculated: true },
  { name: 'hs_closed_amount', label: 'Closed Deal Amount', type: 'number', calculated: true },
  {
    name: 'hs_closed_amount_in_home_currency',
    label: 'Closed Deal Amount In Home Currency',
    type: 'number',
    calculated: true,
  },
  { name: 'num_associated_contacts', label: 'Number of Associated Contacts', type: 'number', calculated: true },
  ...defaultDealStages.flatMap(([stage, label]) => stageDates(stage, label)),
]

export const dealGroups = [['dealinformation', 'Deal information']] as const
