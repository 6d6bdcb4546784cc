import type { Values } from '#domain/mapping/value.ts'
import type { FieldChange } from '#ports/store/journal.ts'

/** Changes as they came out: of a field whose value the platform did not take as it was sent, what it holds instead. */
export const heldChanges = (changes: readonly FieldChange[], held: Values): readonly FieldChange[] =>
  changes.map((change) => {
    const now = held[change.field]
    return now === undefined || now === change.to
      ? change
      : { ...change, to: now, because: 'kept-by-platform', lost: change.to }
  })
