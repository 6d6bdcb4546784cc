import type { ObjectType } from '../../object-types.ts'
import type { StandardProperty } from '../../schema/build.ts'
import { standard } from '../../schema/build.ts'
import type { ObjectState } from '../../state.ts'
import type { Portal } from '../portal.ts'
import type { ObjectStore } from '../store.ts'
import { openStore } from '../store.ts'

/** Campaigns have property definitions like other objects, but records of their own kind. Whether the id is 0-35 is not documented. */
const campaignType: ObjectType = {
  name: 'campaigns',
  typeId: '0-35',
  singular: 'campaign',
  upper: 'CAMPAIGN',
  modifiedProperty: 'hs_lastmodifieddate',
  createdProperty: 'hs_createdate',
  defaultProperties: [],
  stageProperty: null,
  firstId: 1,
  queryProperties: [],
  scope: 'campaigns',
  required: ['hs_name'],
  requiredOneOf: [],
  requiredAssociations: [],
}

/** https://developers.hubspot.com/docs/api-reference/2026-03/marketing/campaigns/guide (campaign properties) */
const properties: readonly StandardProperty[] = [
  { name: 'hs_name', label: 'Campaign name' },
  { name: 'hs_start_date', label: 'Start date', type: 'date' },
  { name: 'hs_end_date', label: 'End date', type: 'date' },
  { name: 'hs_notes', label: 'Notes', fieldType: 'textarea' },
  { name: 'hs_audience', label: 'Audience', fieldType: 'textarea' },
  { name: 'hs_currency_code', label: 'Currency' },
  {
    name: 'hs_campaign_status',
    label: 'Campaign status',
    type: 'enumeration',
    options: [
      ['planned', 'Planned'],
      ['in_progress', 'In progress'],
      ['active', 'Active'],
      ['paused', 'Paused'],
      ['completed', 'Completed'],
    ],
  },
  { name: 'hs_owner', label: 'Campaign owner', type: 'enumeration', externalOptions: true },
  { name: 'hs_utm', label: 'UTM' },
  { name: 'hs_color_hex', label: 'Color' },
  { name: 'hs_goal', label: 'Goal', fieldType: 'textarea' },
  { name: 'hs_object_id', label: 'Record ID', type: 'number', readOnly: true },
  { name: 'hs_budget_items_sum_amount', label: 'Budget items sum', type: 'number', calculated: true },
  { name: 'hs_spend_items_sum_amount', label: 'Spend items sum', type: 'number', calculated: true },
]

export function newCampaignSchema(): ObjectState {
  return {
    lastId: 0,
    records: [],
    aliases: {},
    properties: properties.map((row) => standard(row, 'campaigninformation')),
    groups: [{ name: 'campaigninformation', label: 'Campaign information', displayOrder: 0, archived: false }],
  }
}

const opened = new WeakMap<ObjectState, ObjectStore>()

/** The definitions with their index. */
export function campaignStore(portal: Portal): ObjectStore {
  const { campaignSchema } = portal.state
  const known = opened.get(campaignSchema)
  if (known !== undefined) return known
  const made = openStore(campaignType, campaignSchema)
  opened.set(campaignSchema, made)
  return made
}
