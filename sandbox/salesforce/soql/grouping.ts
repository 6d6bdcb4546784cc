import type { FunctionExp, GroupByClause, Query } from '@jetstreamapp/soql-parser-js'
import type { Row } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { isFilterable } from '../schema/fields.ts'
import { malformed, placeOf, queryError } from './errors.ts'
import { folding } from './filter.ts'
import type { Accessor, QueryScope } from './scope.ts'
import { accessor, functionAccessor } from './scope.ts'

/** One thing that rows are grouped by. */
export interface GroupKey {
  /** In upper case without blanks: how the query may refer to it. */
  readonly name: string
  readonly accessor: Accessor
}

/** Rows that are alike in `by`; a subtotal is alike in fewer keys than the query names. */
export interface Group {
  readonly rows: readonly Row[]
  readonly by: ReadonlySet<string>
}

/** The keys of GROUP BY, and the sets of them that groups are made for. */
export interface Grouping {
  readonly keys: readonly GroupKey[]
  readonly sets: readonly (readonly GroupKey[])[]
}

export function toArray<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

export function rawOf(fn: FunctionExp): string {
  return fn.rawValue ?? `${fn.functionName}(${(fn.parameters ?? []).map(String).join(',')})`
}

/** How expressions are compared: upper case, no blanks. */
export const plain = (text: string): string => text.toUpperCase().replaceAll(/\s/g, '')

/**
 * ROLLUP adds subtotals from the right and CUBE those of every combination.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-groupby-rollup.html
 */
export function groupingOf(scope: QueryScope, view: ObjectView, query: Query): Grouping {
  const clauses = toArray(query.groupBy)
  const [first] = clauses
  const name = first && 'fn' in first ? String(first.fn.functionName).toUpperCase() : ''
  if (first && 'fn' in first && (name === 'ROLLUP' || name === 'CUBE')) {
    const keys = (first.fn.parameters ?? []).map((parameter) => keyOf(scope, view, parameter, query.sObjectAlias))
    const sets = name === 'ROLLUP' ? keys.map((_, left) => keys.slice(0, keys.length - left)) : combinations(keys)
    return { keys, sets: name === 'ROLLUP' ? [...sets, []] : sets }
  }
  const keys = clauses.map((entry: GroupByClause) =>
    keyOf(scope, view, 'field' in entry ? entry.field : entry.fn, query.sObjectAlias),
  )
  return { keys, sets: [keys] }
}

function combinations(keys: readonly GroupKey[]): readonly (readonly GroupKey[])[] {
  const [first, ...rest] = keys
  if (first === undefined) return [[]]
  const without = combinations(rest)
  return [...without.map((set) => [first, ...set]), ...without]
}

function keyOf(scope: QueryScope, view: ObjectView, entry: unknown, alias: string | undefined): GroupKey {
  if (typeof entry === 'string') {
    const found = accessor(scope, view, entry, alias)
    if (!isGroupable(found.field)) throw ungroupable(scope, entry, found.field)
    return { name: entry.toUpperCase(), accessor: found }
  }
  const fn = entry as FunctionExp
  const raw = rawOf(fn)
  const found = functionAccessor(scope, view, fn.functionName ?? '', fn.parameters?.[0], alias)
  if (!found) throw malformed(scope.soql, placeOf(scope.soql, 'BY'), `Grouping by ${raw} is not supported`)
  return { name: plain(raw), accessor: found }
}

const UNGROUPABLE: ReadonlySet<string> = new Set(['double', 'currency', 'percent', 'datetime', 'multipicklist'])

/** Whole numbers, dates and texts can be grouped; other numbers, instants and long texts cannot. */
export function isGroupable(field: FieldDef): boolean {
  return isFilterable(field) && !UNGROUPABLE.has(field.type)
}

function ungroupable(scope: QueryScope, path: string, field: FieldDef): Error {
  const message = `field '${field.name}' can not be grouped in a query call`
  return queryError('INVALID_FIELD', scope.soql, placeOf(scope.soql, path), message)
}

/** The groups of all sets. Without GROUP BY there is one, also when no row matches. */
export function groupsOf(rows: readonly Row[], { keys, sets }: Grouping): readonly Group[] {
  if (keys.length === 0) return [{ rows, by: new Set() }]
  return sets.flatMap((set) => {
    const by = new Set(set.map((key) => key.name))
    return [...alike(rows, set)].map((members) => ({ rows: members, by }))
  })
}

function alike(rows: readonly Row[], keys: readonly GroupKey[]): Iterable<readonly Row[]> {
  const folds = keys.map((key) => folding(key.accessor.field))
  const members = new Map<string, Row[]>()
  for (const row of rows) {
    const text = JSON.stringify(keys.map((key, index) => folds[index]?.(key.accessor.get(row)) ?? null))
    const known = members.get(text)
    if (known) known.push(row)
    else members.set(text, [row])
  }
  return members.values()
}
