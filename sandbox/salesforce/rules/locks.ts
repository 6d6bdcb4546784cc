import { dataError } from '../errors.ts'
import type { WriteContext } from '../records/context.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'

/** A record that somebody else is saving at this moment. */
export interface RecordLock {
  readonly recordId: string
  /** Saving a child locks its parent as well, so a held parent stops its children. */
  readonly holds: 'record' | 'record-and-children'
  /** Epoch ms at which it is free again; null: until it is taken away. */
  readonly until: number | null
  /** How many more saves it stops; null: all. */
  readonly tries: number | null
}

/**
 * Refuses a save of a held record, or of one that names a held record as its parent.
 * https://developer.salesforce.com/docs/atlas.en-us.draes.meta/draes/draes_tradeoff_lookup_versus_mdr_locks.htm
 */
export function checkLocks(
  context: WriteContext,
  view: ObjectView,
  next: Readonly<Record<string, Value>>,
  previous: Row | undefined,
): void {
  const { rules } = context.org
  if (rules.locks.length === 0) return
  const now = context.org.now()
  const parents = new Set(parentsOf(view, next).concat(previous === undefined ? [] : parentsOf(view, previous)))
  for (const lock of rules.locks) {
    if (lock.until !== null && lock.until <= now) continue
    const hit = lock.recordId === next['Id'] || (lock.holds === 'record-and-children' && parents.has(lock.recordId))
    if (!hit) continue
    rules.useUpLock(lock)
    throw dataError(
      'UNABLE_TO_LOCK_ROW',
      `unable to obtain exclusive access to this record or 1 records: ${lock.recordId}`,
    )
  }
}

/** Users, groups and profiles are no parents in this sense. */
function parentsOf(view: ObjectView, row: Readonly<Record<string, Value>>): string[] {
  const parents: string[] = []
  for (const field of view.fields) {
    const id = field.type === 'reference' ? row[field.name] : null
    if (typeof id === 'string' && !/^00[5GeD]/.test(id)) parents.push(id)
  }
  return parents
}
