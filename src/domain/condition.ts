import type { Values } from './mapping/value.ts'

/**
 * A test on one property of a record; all parts given must hold, several conditions together as well. Values are compared in
 * their canonical form; `atLeast`/`atMost` compare numbers as numbers, dates and instants by time, other text never holds.
 */
export interface Condition {
  readonly property: string
  /** Has one of these values; for a multi-picklist: holds one of them. */
  readonly in?: readonly string[] | undefined
  /** Has none of these values; a blank holds. */
  readonly notIn?: readonly string[] | undefined
  readonly known?: boolean | undefined
  /** Holds this text, upper and lower case alike. */
  readonly contains?: string | undefined
  readonly atLeast?: string | undefined
  readonly atMost?: string | undefined
}

/** Do all of them hold? A property that was not read counts as blank. */
export function conditionsHold(conditions: readonly Condition[], record: Values): boolean {
  return conditions.every((condition) => conditionHolds(condition, record[condition.property] ?? null))
}

function conditionHolds(condition: Condition, value: string | null): boolean {
  const { in: allowed, notIn, known, contains } = condition
  if (known !== undefined && known !== (value !== null)) return false
  if (notIn !== undefined && value !== null && notIn.includes(value)) return false
  if (allowed !== undefined && (value === null || !allowed.includes(value))) return false
  return contains === undefined || (value !== null && value.toLowerCase().includes(contains.toLowerCase()))
}
