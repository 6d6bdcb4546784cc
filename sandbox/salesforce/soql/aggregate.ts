import { textOf } from '../text.ts'
import type { FieldType, FunctionExp, GroupByClause, Query } from '@jetstreamapp/soql-parser-js'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { field as makeField } from '../schema/fields.ts'
import { malformed, noSuchColumn, placeOf } from './errors.ts'
import { compileCondition, folding } from './filter.ts'
import type { FilterTools } from './filter.ts'
import { orderings, sortRows } from './order.ts'
import { conditionTree } from './parse.ts'
import type { Accessor, QueryScope } from './scope.ts'
import { accessor, functionAccessor } from './scope.ts'

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'])

export function isAggregate(query: Query): boolean {
  if (query.groupBy !== undefined) return true
  return (query.fields ?? []).some(
    (entry) => entry.type === 'FieldFunctionExpression' && AGGREGATES.has(entry.functionName.toUpperCase()),
  )
}

interface Column {
  /** How the query may refer to it: alias, and the expression in upper case without blanks. */
  readonly names: readonly string[]
  readonly alias: string
  readonly accessor: Accessor
  readonly compute: (rows: readonly Row[]) => Value
}

/**
 * Groups rows and computes COUNT, SUM, MIN, MAX, AVG over them. Expressions without an alias are called expr0, expr1, ...
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-agg-functions.html
 */
export function runAggregate(
  scope: QueryScope,
  view: ObjectView,
  query: Query,
  rows: readonly Row[],
): Record<string, unknown>[] {
  const groups = toArray(query.groupBy).map((entry) => groupAccessor(scope, view, entry, query.sObjectAlias))
  let unnamed = 0
  const columns = (query.fields ?? []).map((entry) => {
    const column = selectColumn(scope, view, query, entry, () => `expr${unnamed++}`)
    if (column.grouped !== null && !groups.some((group) => group.name === column.grouped)) {
      throw malformed(
        scope.soql,
        placeOf(scope.soql, column.grouped),
        `Field must be grouped or aggregated: ${column.grouped}`,
      )
    }
    return column
  })
  const hidden = extraColumns(scope, view, query, columns)
  const all: Column[] = [...columns, ...hidden]
  const computed = [...grouped(rows, groups)].map((members) =>
    Object.fromEntries(all.map((column) => [column.alias, column.compute(members)])),
  )
  const find = (name: string): Accessor => {
    const wanted = name.toUpperCase().replaceAll(/\s/g, '')
    const column = all.find((entry) => entry.names.includes(wanted))
    if (!column) throw noSuchColumn(scope.soql, name, view.def.name)
    return { field: column.accessor.field, get: (row) => row[column.alias] ?? null, own: null }
  }
  const kept = query.having === undefined ? computed : computed.filter(havingFilter(scope, query, find))
  const order = orderings(query.orderBy, (entry) => find('field' in entry ? entry.field : rawOf(entry.fn)))
  const from = query.offset ?? 0
  const page = sortRows(kept, order).slice(from, query.limit === undefined ? undefined : from + query.limit)
  return page.map((row) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(columns.map((column) => [column.alias, row[column.alias] ?? null])),
  }))
}

function toArray<T>(value: T | readonly T[] | undefined): readonly T[] {
  if (value === undefined) return []
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}

function rawOf(fn: FunctionExp): string {
  return fn.rawValue ?? `${fn.functionName}(${(fn.parameters ?? []).map(String).join(',')})`
}

function groupAccessor(scope: QueryScope, view: ObjectView, entry: GroupByClause, alias: string | undefined) {
  if ('field' in entry) return { name: entry.field.toUpperCase(), accessor: accessor(scope, view, entry.field, alias) }
  const raw = rawOf(entry.fn)
  const found = functionAccessor(scope, view, entry.fn.functionName ?? '', textOf(entry.fn.parameters?.[0]), alias)
  if (!found) throw malformed(scope.soql, placeOf(scope.soql, 'BY'), `Grouping by ${raw} is not supported`)
  return { name: raw.toUpperCase().replaceAll(/\s/g, ''), accessor: found }
}

function grouped(rows: readonly Row[], groups: readonly { accessor: Accessor }[]): Iterable<readonly Row[]> {
  // Without GROUP BY there is one group, also when no row matches.
  if (groups.length === 0) return [rows]
  const folds = groups.map((group) => folding(group.accessor.field))
  const members = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(groups.map((group, index) => folds[index]?.(group.accessor.get(row)) ?? null))
    const known = members.get(key)
    if (known) known.push(row)
    else members.set(key, [row])
  }
  return members.values()
}

function selectColumn(
  scope: QueryScope,
  view: ObjectView,
  query: Query,
  entry: FieldType,
  unnamed: () => string,
): Column & { grouped: string | null } {
  if (entry.type === 'Field' || entry.type === 'FieldRelationship') {
    const path = entry.type === 'Field' ? entry.field : [...entry.relationships, entry.field].join('.')
    const found = accessor(scope, view, path, query.sObjectAlias)
    const alias = ('alias' in entry && entry.alias ? entry.alias : undefined) ?? found.field.name
    return {
      names: [path.toUpperCase(), alias.toUpperCase()],
      alias,
      accessor: found,
      compute: (rows) => (rows[0] ? found.get(rows[0]) : null),
      grouped: path.toUpperCase(),
    }
  }
  if (entry.type !== 'FieldFunctionExpression')
    throw malformed(scope.soql, 0, 'Only fields and aggregates can be grouped')
  return functionColumn(scope, view, query, entry, entry.alias ?? unnamed())
}

function functionColumn(
  scope: QueryScope,
  view: ObjectView,
  query: Query,
  fn: FunctionExp,
  alias: string,
): Column & { grouped: string | null } {
  const name = String(fn.functionName).toUpperCase()
  const [parameter] = fn.parameters ?? []
  const raw = rawOf(fn).toUpperCase().replaceAll(/\s/g, '')
  const names = [raw, alias.toUpperCase()]
  if (!AGGREGATES.has(name)) {
    const found =
      typeof parameter === 'string' ? functionAccessor(scope, view, name, parameter, query.sObjectAlias) : null
    if (!found) throw noSuchColumn(scope.soql, raw, view.def.name)
    return { names, alias, accessor: found, compute: (rows) => (rows[0] ? found.get(rows[0]) : null), grouped: raw }
  }
  const inner = typeof parameter === 'string' ? accessor(scope, view, parameter, query.sObjectAlias) : null
  const counting = name.startsWith('COUNT') || inner === null
  const field = counting ? makeField({ name: alias, label: alias, type: 'int' }) : inner.field
  return {
    names,
    alias,
    accessor: { field, get: (row) => row[alias] ?? null, own: null },
    compute: (rows) => aggregate(name, inner === null ? null : rows.map((row) => inner.get(row)), rows.length),
    grouped: null,
  }
}

function aggregate(name: string, values: readonly Value[] | null, rows: number): Value {
  if (values === null) return rows
  const present = values.filter((value) => value !== null)
  if (name === 'COUNT') return present.length
  if (name === 'COUNT_DISTINCT') return new Set(present).size
  if (present.length === 0) return null
  if (name === 'MIN') return present.reduce((least, value) => (value < least ? value : least))
  if (name === 'MAX') return present.reduce((most, value) => (value > most ? value : most))
  const sum = present.reduce<number>((total, value) => total + Number(value), 0)
  return Number((name === 'SUM' ? sum : sum / present.length).toFixed(10))
}

/** Aggregates that only HAVING or ORDER BY use. */
function extraColumns(scope: QueryScope, view: ObjectView, query: Query, columns: readonly Column[]): Column[] {
  const extra: Column[] = []
  const add = (fn: FunctionExp) => {
    const raw = rawOf(fn).toUpperCase().replaceAll(/\s/g, '')
    if ([...columns, ...extra].some((column) => column.names.includes(raw))) return
    extra.push(functionColumn(scope, view, query, fn, ` hidden ${extra.length}`))
  }
  for (const entry of toArray(query.orderBy)) if ('fn' in entry) add(entry.fn)
  const visit = (clause: unknown): void => {
    if (typeof clause !== 'object' || clause === null) return
    const { left, right } = clause as { left?: { fn?: FunctionExp } | null; right?: unknown }
    if (left?.fn) add(left.fn)
    visit(right)
  }
  visit(query.having)
  for (const entry of toArray(query.groupBy)) {
    if (!('field' in entry)) continue
    const name = entry.field.toUpperCase()
    if ([...columns, ...extra].some((column) => column.names.includes(name))) continue
    const found = accessor(scope, view, entry.field, query.sObjectAlias)
    extra.push({
      names: [name],
      alias: ` hidden ${extra.length}`,
      accessor: found,
      compute: (rows) => (rows[0] ? found.get(rows[0]) : null),
    })
  }
  return extra
}

function havingFilter(scope: QueryScope, query: Query, find: (name: string) => Accessor): (row: Row) => boolean {
  const tools: FilterTools = {
    scope,
    accessorOf: (test) => find(test.field ?? `${test.fn?.name}(${test.fn?.parameters.join(',')})`),
    valuesOf: () => new Set(),
  }
  return compileCondition(tools, conditionTree(scope.soql, query.having))
}
