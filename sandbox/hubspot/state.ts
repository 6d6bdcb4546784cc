import type { ListsState } from './model/lists/state.ts'
import type { PipelineAudit } from './model/pipelines/state.ts'
import type { OAuthState } from './oauth/state.ts'
import type { RateLimits } from './rate-limits.ts'
import type { WebhookState } from './webhooks/state.ts'

/** Everything a portal holds, as plain data: a snapshot is a copy of it. Indexes are derived and live elsewhere. */
export interface PortalState {
  readonly version: 1
  currency: string
  additionalCurrencies: string[]
  /** Last number handed out for items that are not records (spend items, labels, events). */
  lastSerial: number
  randomState: number
  objects: Record<string, ObjectState>
  owners: Owner[]
  pipelines: Record<string, Pipeline[]>
  campaigns: Campaign[]
  /** Definitions of campaign properties; it has no records. */
  campaignSchema: ObjectState
  labels: AssociationLabel[]
  associationLimits: AssociationLimit[]
  lists: ListsState
  pipelineAudits: PipelineAudit[]
  webhooks: WebhookState
  oauth: OAuthState
  /** In force; the settings say what they are at the start. */
  limits: RateLimits
  /** Calls of the day, by which daily limit counts them. */
  usage: { day: string; calls: number; associations: number }
  /** Custom objects; their records are in `objects` under the fully qualified name. */
  schemas: CustomSchema[]
  schemaAssociations: SchemaAssociation[]
  propertyRules: PropertyRule[]
  /** Addresses of contacts that were erased for privacy: no contact may have them again. */
  erasedEmails: string[]
}

/** Records of one type, by ascending id. */
export interface ObjectState {
  lastId: number
  records: CrmRecord[]
  /** Ids that were merged away, to the id that now answers for them. */
  aliases: Record<string, number>
  properties: PropertyDefinition[]
  groups: PropertyGroup[]
}

export interface CrmRecord {
  readonly id: number
  createdAt: number
  updatedAt: number
  /** Null while the record lives. */
  archivedAt: number | null
  /** Non-blank values, in the form HubSpot reads them back. */
  values: Record<string, string>
  /** Past and present values, oldest first, of properties that changed since creation or were seeded with their own instants. */
  history: Record<string, PropertyVersion[]>
  /** By type id of the other object, then by its record id: association type ids. */
  links: Record<string, Record<string, number[]>>
  /** Where the first values came from. */
  source: ChangeSource
}

export interface PropertyVersion {
  readonly value: string
  readonly at: number
  readonly source: ChangeSource
}

/** Who changed something, in the words of property history and webhooks. */
export interface ChangeSource {
  readonly type: string
  readonly id: string
}

export interface PropertyOption {
  label: string
  value: string
  displayOrder: number
  hidden: boolean
  description?: string
}

export type PropertyType = 'string' | 'number' | 'bool' | 'enumeration' | 'date' | 'datetime' | 'phone_number'

export interface PropertyDefinition {
  readonly name: string
  label: string
  description: string
  type: PropertyType
  fieldType: string
  groupName: string
  options: PropertyOption[]
  displayOrder: number
  hasUniqueValue: boolean
  hidden: boolean
  formField: boolean
  hubspotDefined: boolean
  calculated: boolean
  externalOptions: boolean
  readOnlyValue: boolean
  createdAt: number | null
  updatedAt: number | null
  archivedAt: number | null
  /** Filled where the creator gave them, so that they read back. */
  extras: Record<string, unknown>
}

/** A custom object: everything of its definition but its properties. */
export interface CustomSchema {
  /** The N of type id `2-N`. */
  readonly id: number
  readonly name: string
  labels: { singular: string; plural: string }
  description: string | null
  primaryDisplayProperty: string | null
  secondaryDisplayProperties: string[]
  requiredProperties: string[]
  searchableProperties: string[]
  allowsSensitiveProperties: boolean
  readonly createdAt: number
  updatedAt: number
  /** Null while the type can be used. */
  archivedAt: number | null
}

/** A label-less association that came with a custom object, in both directions. */
export interface SchemaAssociation {
  readonly typeId: number
  readonly inverseTypeId: number
  readonly fromTypeId: string
  readonly toTypeId: string
  readonly name: string
  readonly inverseName: string
  readonly createdAt: number
}

/** A rule of the portal's administrators that 2026-09 enforces: a property that a create must give, or that a value of another asks for. */
export interface PropertyRule {
  /** Plural name of the object. */
  readonly objectType: string
  readonly require: string
  /** Null = on every create. */
  readonly when: { readonly property: string; readonly values: readonly string[] } | null
}

export interface PropertyGroup {
  name: string
  label: string
  displayOrder: number
  archived: boolean
}

export interface Owner {
  readonly id: string
  readonly userId: number
  email: string
  firstName: string
  lastName: string
  archived: boolean
  createdAt: number
  updatedAt: number
}

export interface Pipeline {
  readonly id: string
  label: string
  displayOrder: number
  createdAt: number
  updatedAt: number
  stages: PipelineStage[]
}

export interface PipelineStage {
  readonly id: string
  label: string
  displayOrder: number
  metadata: Record<string, string>
  createdAt: number
  updatedAt: number
}

export interface Campaign {
  /** GUID. */
  readonly id: string
  readonly objectId: number
  properties: Record<string, string>
  createdAt: number
  updatedAt: number
  budget: MoneyItem[]
  spend: MoneyItem[]
  /** By asset type: ids of what belongs to the campaign; absent in older snapshots. */
  assets?: Record<string, string[]>
}

/** A budget or spend item. `amount` is a decimal string, so that sums stay exact. */
export interface MoneyItem {
  readonly id: string
  name: string
  amount: string
  order: number
  description: string | null
  readonly createdAt: number
  updatedAt: number
}

export interface AssociationLabel {
  readonly typeId: number
  readonly category: string
  /** Given at creation and the same for both directions; absent in older snapshots. */
  readonly name?: string
  label: string
  readonly fromTypeId: string
  readonly toTypeId: string
  /** The same label seen from the other side. */
  readonly inverseTypeId: number
}

/** How many records one record may be associated with under a type, as an administrator set it. */
export interface AssociationLimit {
  readonly fromTypeId: string
  readonly toTypeId: string
  readonly typeId: number
  readonly category: string
  maxToObjectIds: number
}
