import type { OrderByClause } from '@jetstreamapp/soql-parser-js'
import type { Row, Value } from '../records/table.ts'
import type { Accessor } from './scope.ts'
import { folding } from './filter.ts'

export interface Ordering {
  readonly accessor: Accessor
  readonly descending: boolean
  readonly nullsLast: boolean
}

/** Nulls come first unless the query says otherwise, whatever the direction. */
export function orderings(
  clause: OrderByClause | readonly OrderByClause[] | undefined,
  find: (entry: OrderByClause) => Accessor,
): Ordering[] {
  const entries: readonly OrderByClause[] =
    clause === undefined ? [] : Array.isArray(clause) ? (clause as OrderByClause[]) : [clause as OrderByClause]
  return entries.map((entry) => ({
    accessor: find(entry),
    descending: entry.order === 'DESC',
    nullsLast: entry.nulls === 'LAST',
  }))
}

/** Whether rows that come by (SystemModstamp, Id) are already as asked. */
export function isStampOrder(order: readonly Ordering[]): boolean {
  const names = order.map((entry) => (entry.descending ? null : entry.accessor.own))
  if (names[0] !== 'SystemModstamp') return false
  return names.length === 1 || (names[1] === 'Id' && names.length === 2)
}

/** Sorted rows; each key is read once. Rows that are equal keep their order. */
export function sortRows(rows: readonly Row[], order: readonly Ordering[]): Row[] {
  if (order.length === 0) return [...rows]
  const folds = order.map((entry) => folding(entry.accessor.field))
  const keyed = rows.map((row) => ({
    row,
    keys: order.map((entry, index) => folds[index]?.(entry.accessor.get(row)) ?? null),
  }))
  keyed.sort((a, b) => {
    for (let at = 0; at < order.length; at += 1) {
      const by = compare(a.keys[at] ?? null, b.keys[at] ?? null, order[at]!)
      if (by !== 0) return by
    }
    return 0
  })
  return keyed.map((entry) => entry.row)
}

function compare(a: Value, b: Value, order: Ordering): number {
  if (a === b) return 0
  if (a === null || b === null) return (a === null) === order.nullsLast ? 1 : -1
  return a < b === order.descending ? 1 : -1
}
