import type { Condition } from '../condition.ts'
import type { Side } from '../ids.ts'
import type { Transform, TransformContext, Transformed } from './transform.ts'
import { transform } from './transform.ts'
import type { Canonical } from './value.ts'
import type { Direction, Rule } from './rules.ts'

export { DIRECTIONS, RULES } from './rules.ts'
export type { Direction, Rule } from './rules.ts'

/** One HubSpot property joined to one Salesforce field. */
export interface FieldMap {
  /** Stable name of the map, unique per pair; the HubSpot property name unless configured. */
  readonly id: string
  readonly hubspot: string
  readonly salesforce: string
  readonly rule: Rule
  readonly direction: Direction
  /** Steps from HubSpot's value to Salesforce's, and back. Empty: the value as it is. */
  readonly toSalesforce: readonly Transform[]
  readonly toHubspot: readonly Transform[]
  /** Only with `most-advanced`: HubSpot-side values from least to most advanced. */
  readonly order?: readonly string[]
  /** The map acts only while this holds on the HubSpot record; absent: always. */
  readonly when?: Condition
}

/** What the value of one side looks like on the other. */
export function translate(map: FieldMap, from: Side, value: Canonical, context: TransformContext): Transformed {
  return transform(from === 'hubspot' ? map.toSalesforce : map.toHubspot, value, context)
}
