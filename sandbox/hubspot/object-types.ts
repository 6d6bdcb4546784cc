import { activityTypes } from './object-types/activities.ts'
import { recordTypes } from './object-types/records.ts'

/** One row per object type: everything that differs between types and is not a property. */
export interface ObjectType {
  /** Plural name, also the key of the state. A custom object's is its fully qualified name. */
  readonly name: string
  readonly typeId: string
  readonly singular: string
  /** As written in messages, e.g. CONTACT. */
  readonly upper: string
  /** Contacts call it `lastmodifieddate`, all other objects `hs_lastmodifieddate`. */
  readonly modifiedProperty: string
  readonly createdProperty: string
  /** Properties a read gives when none are asked for. */
  readonly defaultProperties: readonly string[]
  /** Property that holds a stage, if any: its `hs_v2_date_entered_*` dates are kept. */
  readonly stageProperty: string | null
  readonly firstId: number
  /** Text properties that `query` of a search looks at. */
  readonly queryProperties: readonly string[]
  /** Scope family, `crm.objects.<family>.read`. */
  readonly scope: string
  /** A create must give all of these. */
  readonly required: readonly string[]
  /** A create must give at least one of these; empty = no such rule. */
  readonly requiredOneOf: readonly string[]
  /** A create must associate the record by one of these types; empty = no such rule. */
  readonly requiredAssociations: readonly number[]
  /** Further names that paths accept, besides plural, singular and type id. */
  readonly aliases?: readonly string[]
}

/** HubSpot's own objects. Custom ones are a portal's: `typeNamed` of model/portal.ts knows both. */
export const objectTypes: readonly ObjectType[] = [...recordTypes, ...activityTypes]

/** Words that name a type in paths, lower case: names in the plural or singular and type ids are interchangeable. */
export const wordsOf = (type: ObjectType): readonly string[] =>
  [type.name, type.singular, type.typeId, ...(type.aliases ?? [])].map((word) => word.toLowerCase())
