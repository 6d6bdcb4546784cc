/** What the connector has to know of one object type beyond its described properties. A new object is one row. */
export interface HubSpotObject {
  /** Moves with every change. Contacts have their own name for it. */
  readonly modified: string
  readonly created: string
  /** Properties without which HubSpot refuses a create. */
  readonly requiredOnCreate: readonly string[]
  /** Unique although their definition does not say so. */
  readonly unique: readonly string[]
}

/** Source: https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm (default properties of each object). */
export const HUBSPOT_OBJECTS = {
  contacts: { modified: 'lastmodifieddate', created: 'createdate', requiredOnCreate: [], unique: ['email'] },
  companies: { modified: 'hs_lastmodifieddate', created: 'createdate', requiredOnCreate: [], unique: [] },
  deals: {
    modified: 'hs_lastmodifieddate',
    created: 'createdate',
    requiredOnCreate: ['dealname', 'dealstage'],
    unique: [],
  },
  tasks: {
    modified: 'hs_lastmodifieddate',
    created: 'hs_createdate',
    requiredOnCreate: ['hs_timestamp'],
    unique: [],
  },
} as const satisfies Record<string, HubSpotObject>

export const ID_PROPERTY = 'hs_object_id'
/** "id1;id2": ids that were merged into this record and keep meaning it. */
export const MERGED_PROPERTY = 'hs_merged_object_ids'

/** Null for an object type that has no row. */
export function hubSpotObject(name: string): HubSpotObject | null {
  return Object.hasOwn(HUBSPOT_OBJECTS, name) ? HUBSPOT_OBJECTS[name as keyof typeof HUBSPOT_OBJECTS] : null
}
