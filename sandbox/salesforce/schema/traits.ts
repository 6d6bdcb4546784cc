import type { ObjectDef } from './objects/index.ts'

/** What describe says an object can do besides being created, updated and deleted. */
export interface Traits {
  readonly compactLayoutable: boolean
  readonly deepCloneable: boolean
  readonly feedEnabled: boolean
  readonly layoutable: boolean
  readonly mergeable: boolean
  readonly mruEnabled: boolean
  readonly replicateable: boolean
  readonly searchLayoutable: boolean
  readonly searchable: boolean
  readonly triggerable: boolean
  readonly undeletable: boolean
}

const NOTHING: Traits = {
  compactLayoutable: false,
  deepCloneable: false,
  feedEnabled: false,
  layoutable: false,
  mergeable: false,
  mruEnabled: false,
  replicateable: true,
  searchLayoutable: false,
  searchable: false,
  triggerable: false,
  undeletable: false,
}

/** Records that have a page, stand in search results and come back from the recycle bin. */
const RECORDS: Traits = {
  ...NOTHING,
  compactLayoutable: true,
  layoutable: true,
  mruEnabled: true,
  searchLayoutable: true,
  searchable: true,
  triggerable: true,
  undeletable: true,
}

/** Rows between two records: they come back with one of these, never alone. */
const JUNCTION: Traits = { ...NOTHING, compactLayoutable: true, layoutable: true, triggerable: true }

const OF: Readonly<Record<string, Traits>> = {
  Account: { ...RECORDS, feedEnabled: true, mergeable: true },
  Contact: { ...RECORDS, feedEnabled: true, mergeable: true },
  Lead: { ...RECORDS, feedEnabled: true, mergeable: true },
  Opportunity: { ...RECORDS, feedEnabled: true, deepCloneable: true },
  Campaign: { ...RECORDS, deepCloneable: true },
  Task: RECORDS,
  Event: RECORDS,
  EmailMessage: RECORDS,
  CampaignMember: JUNCTION,
  CampaignMemberStatus: { ...NOTHING, triggerable: false },
  OpportunityContactRole: JUNCTION,
  User: { ...RECORDS, feedEnabled: true, undeletable: false },
  OpportunityHistory: { ...NOTHING, replicateable: true },
  OpportunityFieldHistory: NOTHING,
}

export function traitsOf(def: ObjectDef): Traits {
  return OF[def.name] ?? (def.name.endsWith('__c') ? RECORDS : NOTHING)
}

export function undeletable(def: ObjectDef): boolean {
  return def.hasRecycleBin && traitsOf(def).undeletable
}

interface Scope {
  readonly label: string
  readonly name: string
}

/** Objects that queues may own have two scopes more. */
const QUEUED: ReadonlySet<string> = new Set(['Lead', 'Case'])

/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-using-scope.html */
export function supportedScopes(def: ObjectDef): readonly Scope[] {
  const words = def.labelPlural.toLowerCase()
  const everything = { label: `All ${words}`, name: 'everything' }
  if (!traitsOf(def).mruEnabled) return [everything]
  const mine = { label: `My ${words}`, name: 'mine' }
  const scoping = { label: 'Filter by scope', name: 'scopingRule' }
  const team = { label: `My team's ${words}`, name: 'team' }
  if (def.name === 'Event') {
    return [{ label: 'My delegated events', name: 'delegated' }, everything, mine, scoping, team]
  }
  if (!QUEUED.has(def.name)) return [everything, mine, scoping, team]
  const queued = { label: `Queue owned ${words}`, name: 'queue_owned' }
  const owned = { label: `User owned ${words}`, name: 'user_owned' }
  return [everything, mine, queued, scoping, team, owned]
}

/** Addresses of what belongs to an object; those of pages are absolute. */
export function urlsOf(def: ObjectDef, version: string, baseUrl: string | null): Readonly<Record<string, string>> {
  const base = `/services/data/v${version}/sobjects/${def.name}`
  const traits = traitsOf(def)
  const urls: Record<string, string> = {}
  if (traits.compactLayoutable) urls['compactLayouts'] = `${base}/describe/compactLayouts`
  urls['rowTemplate'] = `${base}/{ID}`
  if (traits.undeletable && def.name !== 'Task' && def.name !== 'Event') {
    urls['approvalLayouts'] = `${base}/describe/approvalLayouts`
  }
  if (baseUrl !== null && traits.layoutable) {
    urls['uiDetailTemplate'] = `${baseUrl}/{ID}`
    urls['uiEditTemplate'] = `${baseUrl}/{ID}/e`
  }
  if (traits.undeletable && def.name !== 'Task' && def.name !== 'Event') urls['listviews'] = `${base}/listviews`
  urls['describe'] = `${base}/describe`
  if (baseUrl !== null && traits.layoutable) urls['uiNewRecord'] = `${baseUrl}/${def.keyPrefix}/e`
  if (traits.layoutable) {
    urls['quickActions'] = `${base}/quickActions`
    urls['layouts'] = `${base}/describe/layouts`
  }
  urls['sobject'] = base
  return urls
}
