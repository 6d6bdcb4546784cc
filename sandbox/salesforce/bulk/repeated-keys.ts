import { keyOfField } from '../records/keys.ts'
import type { Column } from './columns.ts'
import type { IngestJob, RowResult } from './job.ts'

/**
 * Finds rows of an upsert that share their key within one chunk: every one of them is refused, so that nobody has to know
 * which would have been last. Recorded: `DUPLICATE_VALUE`, "Duplicate external id specified: a-1" for `A-1`.
 *
 * @returns the refusal of a row, or null for one whose key is its own.
 */
export function repeatedKeys(
  job: IngestJob,
  columns: readonly Column[],
  chunk: readonly (readonly string[])[],
): (cells: readonly string[]) => RowResult | null {
  const at = columns.findIndex((column) => column.kind === 'field' && column.field.name === job.externalIdFieldName)
  const column = columns[at]
  if (job.operation !== 'upsert' || column?.kind !== 'field') return () => null
  const keyOf = keyOfField(column.field)
  const counts = new Map<string, number>()
  for (const cells of chunk) {
    const key = keyOf(cells[at] ?? '')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return (cells) => {
    const cell = cells[at] ?? ''
    if (cell === '' || (counts.get(keyOf(cell)) ?? 0) < 2) return null
    const message = `Duplicate external id specified: ${cell.toLowerCase()}`
    return { id: '', created: false, error: `DUPLICATE_VALUE:${message}:${column.field.name} --` }
  }
}
