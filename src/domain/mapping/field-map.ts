import type { Condition } from '../condition.ts'
import type { Side } from '../ids.ts'
import type { Transform, TransformContext, Transformed } from './transform.ts'
import { transform } from './transform.ts'
import type { Canonical } from './value.ts'

/**
 * Who prevails when both sides changed, or when the two first meet and differ. A change of one side alone travels, except:
 * the preferred side of `salesforce-unless-blank` and `hubspot-unless-blank` keeps its value whoever changed, so an edit of
 * the other side is taken back; when the preferred side is blank, also because somebody cleared it, it gets the other side's
 * value. Such a field becomes blank only when it is cleared on both sides. `fill-blank` and `most-advanced` look at the two
 * values alone.
 */
export const RULES = [
  'hubspot-wins',
  'salesforce-wins',
  'newest-wins',
  'salesforce-unless-blank',
  'hubspot-unless-blank',
  'fill-blank',
  'most-advanced',
  'manual',
  'off',
] as const
export type Rule = (typeof RULES)[number]

export const DIRECTIONS = ['both', 'to-salesforce', 'to-hubspot'] as const
export type Direction = (typeof DIRECTIONS)[number]

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
