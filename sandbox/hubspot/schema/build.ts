import type { PropertyDefinition, PropertyOption, PropertyType } from '../state.ts'

/** Short form of a HubSpot-defined property; `build` fills in the rest. */
export interface StandardProperty {
  readonly name: string
  readonly label: string
  readonly type?: PropertyType
  readonly fieldType?: string
  readonly options?: readonly (readonly [value: string, label: string])[]
  /** The API refuses writes (READ_ONLY_VALUE). */
  readonly readOnly?: true
  readonly calculated?: true
  readonly unique?: true
  /** Options come from elsewhere (owners) and are not listed. */
  readonly externalOptions?: true
  readonly group?: string
}

const fieldTypes: Record<PropertyType, string> = {
  string: 'text',
  number: 'number',
  bool: 'booleancheckbox',
  enumeration: 'select',
  date: 'date',
  datetime: 'date',
  phone_number: 'phonenumber',
}

export function optionsFrom(rows: readonly (readonly [value: string, label: string])[]): PropertyOption[] {
  return rows.map(([value, label], displayOrder) => ({ value, label, displayOrder, hidden: false }))
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide */
export function standard(row: StandardProperty, group: string): PropertyDefinition {
  const type = row.type ?? 'string'
  const boolOptions =
    type === 'bool'
      ? ([
          ['true', 'True'],
          ['false', 'False'],
        ] as const)
      : []
  return {
    name: row.name,
    label: row.label,
    description: '',
    type,
    fieldType: row.fieldType ?? fieldTypes[type],
    groupName: row.group ?? group,
    options: optionsFrom(row.options ?? boolOptions),
    displayOrder: -1,
    hasUniqueValue: row.unique === true,
    hidden: false,
    formField: row.readOnly !== true,
    hubspotDefined: true,
    calculated: row.calculated === true,
    externalOptions: row.externalOptions === true,
    readOnlyValue: row.readOnly === true || row.calculated === true,
    createdAt: null,
    updatedAt: null,
    archivedAt: null,
    extras: {},
  }
}

export const lifecycleStages = [
  ['subscriber', 'Subscriber'],
  ['lead', 'Lead'],
  ['marketingqualifiedlead', 'Marketing Qualified Lead'],
  ['salesqualifiedlead', 'Sales Qualified Lead'],
  ['opportunity', 'Opportunity'],
  ['customer', 'Customer'],
  ['evangelist', 'Evangelist'],
  ['other', 'Other'],
] as const

/** Calculated dates and times (ms) of one stage: https://knowledge.hubspot.com/properties/stage-calculated-properties */
export function stageDates(stage: string, label: string): StandardProperty[] {
  return [
    { name: `hs_v2_date_entered_${stage}`, label: `Date entered "${label}"`, type: 'datetime', calculated: true },
    { name: `hs_v2_date_exited_${stage}`, label: `Date exited "${label}"`, type: 'datetime', calculated: true },
    { name: `hs_v2_latest_time_in_${stage}`, label: `Latest time in "${label}"`, type: 'number', calculated: true },
    {
      name: `hs_v2_cumulative_time_in_${stage}`,
      label: `Cumulative time in "${label}"`,
      type: 'number',
      calculated: true,
    },
  ]
}

/** "Became a … date" of older portals; newer ones are said to have none of them. */
export function olderStageDates(): StandardProperty[] {
  return lifecycleStages.map(([stage, label]) => ({
    name: `hs_lifecyclestage_${stage}_date`,
    label: `Became a ${label} Date`,
    type: 'datetime',
    readOnly: true,
  }))
}

/** On every object. */
export const commonProperties: readonly StandardProperty[] = [
  { name: 'hs_object_id', label: 'Record ID', type: 'number', readOnly: true },
  {
    name: 'hs_merged_object_ids',
    label: 'Merged record IDs',
    type: 'enumeration',
    fieldType: 'checkbox',
    readOnly: true,
  },
  { name: 'hs_object_source', label: 'Record creation source', readOnly: true },
  { name: 'hs_object_source_id', label: 'Record creation source ID', readOnly: true },
  { name: 'hs_object_source_label', label: 'Record source', readOnly: true },
  { name: 'hubspot_owner_id', label: 'Owner', type: 'enumeration', externalOptions: true },
  { name: 'hubspot_owner_assigneddate', label: 'Owner assigned date', type: 'datetime', readOnly: true },
]
