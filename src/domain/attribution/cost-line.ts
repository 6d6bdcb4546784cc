import type { Sorts } from '../order.ts'

/** Of cost lines. `day`: the last of a line. `counted`: what counts of it, which is in one currency for all. `campaign`: by name. */
export const COST_SORTS = {
  day: { direction: 'desc', keys: ['day', 'text'] },
  counted: { direction: 'desc', keys: ['bigint', 'text'] },
  campaign: { direction: 'asc', keys: ['text', 'day', 'text'] },
} as const satisfies Sorts

/** Where a cost was read. */
export const COST_SOURCES = ['hubspot', 'salesforce', 'import'] as const
export type CostSource = (typeof COST_SOURCES)[number]

/** Money that was spent on some days, both ends in, the same each day. */
export interface CostLine {
  readonly source: CostSource
  /** Unique within the source, the same at every reading. */
  readonly key: string
  /** By name; null: belongs to no campaign. */
  readonly campaign: string | null
  /** Null: not told. */
  readonly channel: string | null
  /** Dates (YYYY-MM-DD) in the zone of whoever billed them. */
  readonly fromOn: string
  readonly untilOn: string
  /** Minor units of `currency`, negative for a correction or a credit note. */
  readonly amountMinor: bigint
  /** ISO 4217, upper case. */
  readonly currency: string
  /** Why the line has these days, or where it is from, for people. */
  readonly note: string
}
