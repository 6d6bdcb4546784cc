import type { Org } from '../org.ts'

/** Standard objects of this org that support change events; all custom objects do. */
const SUPPORTED: ReadonlySet<string> = new Set([
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'OpportunityContactRole',
  'Task',
  'Event',
  'Campaign',
  'CampaignMember',
  'CampaignMemberStatus',
  'User',
])

const ALL = '/data/ChangeEvents'

export interface Channel {
  readonly name: string
  /** Null: every selected object. */
  readonly entity: string | null
}

/** The object's own name, if change events exist for it. Names are case-sensitive. */
export function capturable(org: Org, entity: string): boolean {
  if (org.catalog.object(entity)?.name !== entity) return false
  return SUPPORTED.has(entity) || entity.endsWith('__c')
}

/**
 * The channel of a name; null when there is none. A channel of an object that is not selected exists and stays silent.
 * https://developer.salesforce.com/docs/atlas.en-us.change_data_capture.meta/change_data_capture/cdc_subscribe_channels.htm
 */
export function channelNamed(org: Org, name: string): Channel | null {
  if (name === ALL) return { name, entity: null }
  const entity = name.startsWith('/data/') ? entityOfEvent(name.slice('/data/'.length)) : null
  return entity !== null && capturable(org, entity) ? { name, entity } : null
}

/** LeadChangeEvent of Lead, Visit__ChangeEvent of Visit__c. */
export function eventOfEntity(entity: string): string {
  return entity.endsWith('__c') ? `${entity.slice(0, -1)}ChangeEvent` : `${entity}ChangeEvent`
}

export function entityOfEvent(event: string): string | null {
  const [, stem, custom] = /^(\w+?)(__)?ChangeEvent$/.exec(event) ?? []
  if (stem === undefined) return null
  return custom === undefined ? stem : `${stem}__c`
}
