import type { StandardProperty } from './build.ts'

/** Stages of the lead pipeline every portal starts with; its ids are words, those of stages added later are numbers. */
export const defaultLeadStages = [
  ['new-stage-id', 'New', 'NEW'],
  ['attempting-stage-id', 'Attempting', 'IN_PROGRESS'],
  ['connected-stage-id', 'Connected', 'IN_PROGRESS'],
  ['qualified-stage-id', 'Qualified', 'QUALIFIED'],
  ['unqualified-stage-id', 'Disqualified', 'UNQUALIFIED'],
] as const

export const leadPipelineId = 'lead-pipeline-id'

/** https://developers.hubspot.com/docs/api-reference/latest/crm/objects/leads/guide */
export const leadProperties: readonly StandardProperty[] = [
  { name: 'hs_lead_name', label: 'Lead Name' },
  {
    name: 'hs_lead_type',
    label: 'Lead Type',
    type: 'enumeration',
    // Options and labels can be edited by the portal's administrators.
    options: [
      ['NEW BUSINESS', 'New business'],
      ['RE-ATTEMPTING', 'Re-attempting'],
      ['UPSELL', 'Upsell'],
    ],
  },
  {
    name: 'hs_lead_label',
    label: 'Lead Label',
    type: 'enumeration',
    options: [
      ['HOT', 'Hot'],
      ['WARM', 'Warm'],
      ['COLD', 'Cold'],
    ],
  },
  { name: 'hs_pipeline', label: 'Lead Pipeline', type: 'enumeration', options: [[leadPipelineId, 'Lead pipeline']] },
  {
    name: 'hs_pipeline_stage',
    label: 'Lead Stage',
    type: 'enumeration',
    fieldType: 'radio',
    options: defaultLeadStages.map(([id, label]) => [id, label] as const),
  },
  { name: 'hs_lead_disqualification_reason', label: 'Disqualification reason' },
  { name: 'hs_lead_disqualification_note', label: 'Disqualification note', fieldType: 'textarea' },
  { name: 'hs_createdate', label: 'Create date', type: 'datetime', readOnly: true },
  { name: 'hs_lastmodifieddate', label: 'Last modified date', type: 'datetime', readOnly: true },
]

export const leadGroups = [['lead_information', 'Lead information']] as const
