import { compareDecimals, plainDecimal } from './mapping/decimal.ts'
import type { Values } from './mapping/value.ts'
import { formatInstant, isLocalDate, parseInstant } from './time.ts'

/**
 * A test on one property of a record; all parts given must hold, several conditions together as well. Values are compared in
 * their canonical form, and a value with ";" is taken for the chosen options of a multi-picklist. `atLeast`/`atMost` compare
 * numbers as numbers, dates and instants by time (a date as the whole UTC day); other text never holds, nor does a blank.
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
  const { in: allowed, notIn, known, contains, atLeast, atMost } = condition
  if (known !== undefined && known !== (value !== null)) return false
  if (value === null)
    return allowed === undefined && contains === undefined && atLeast === undefined && atMost === undefined
  if (allowed !== undefined && !isOneOf(value, allowed)) return false
  if (notIn !== undefined && isOneOf(value, notIn)) return false
  if (contains !== undefined && !value.toLowerCase().includes(contains.toLowerCase())) return false
  if (atLeast !== undefined && !(compare(value, atLeast) >= 0)) return false
  return atMost === undefined || compare(value, atMost) <= 0
}

/** The value itself, or one of its options. */
function isOneOf(value: string, listed: readonly string[]): boolean {
  if (listed.some((one) => sameValue(one, value))) return true
  return value.includes(';') && value.split(';').some((option) => listed.includes(option))
}

/** "100.0" names the number 100, which is "100" in its canonical form. */
const sameValue = (listed: string, value: string): boolean =>
  listed === value || (/^[\d.+-]/.test(listed) && plainDecimal(listed) === value)

/** Below 0, 0, above 0; NaN when the two cannot be compared. */
function compare(value: string, bound: string): number {
  const number = plainDecimal(value)
  const limit = plainDecimal(bound.trim())
  if (number !== null && limit !== null) return compareDecimals(number, limit)
  const at = inTime(value)
  const until = inTime(bound.trim())
  if (at === null || until === null) return Number.NaN
  // A date is the whole day: an instant of that day is neither before nor after it.
  const length = Math.min(at.length, until.length)
  const [left, right] = [at.slice(0, length), until.slice(0, length)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** A date, or an instant in its canonical form: their order is that of their letters. */
function inTime(text: string): string | null {
  if (isLocalDate(text)) return text
  const at = parseInstant(text)
  return at === null ? null : formatInstant(at)
}
