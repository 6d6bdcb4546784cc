import type { WriteContext } from '../records/context.ts'
import type { Input } from '../records/input.ts'
import type { Row, Value } from '../records/table.ts'

/** The record about to be saved; rules fill what the platform derives. */
export type Draft = Record<string, Value>

/** What the platform does around a save of one object. Any function may refuse by throwing an ApiError. */
export interface ObjectRules {
  readonly before?: (context: WriteContext, next: Draft, previous: Row | undefined, input: Input) => void
  readonly after?: (context: WriteContext, row: Row, previous: Row | undefined) => void
  readonly beforeDelete?: (context: WriteContext, row: Row) => void
}

/** First and last name as one, the way person objects show it. */
export function fullName(row: Readonly<Record<string, Value>>): string | null {
  const parts = [row['FirstName'], row['LastName']].filter((part) => typeof part === 'string' && part !== '')
  return parts.length === 0 ? null : parts.join(' ')
}

/** A later day wins; null loses. */
export function laterDay(a: Value | undefined, b: Value | undefined): Value {
  if (typeof a !== 'string') return b ?? null
  return typeof b === 'string' && b > a ? b : a
}
