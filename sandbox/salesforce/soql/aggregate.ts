import type { FieldType, FunctionExp, Query } from '@jetstreamapp/soql-parser-js'
import { apiError } from '../errors.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { field as makeField, isNumber } from '../schema/fields.ts'
import { textOf } from '../text.ts'
import { malformed, noSuchColumn, placeOf, queryError } from './errors.ts'
import { compileCondition } from './filter.ts'
import type { FilterTools } from './filter.ts'
import type { Group, Grouping } from './grouping.ts'
import { groupingOf, groupsOf, plain, rawOf, toArray } from './grouping.ts'
import { orderings, sortRows } from './order.ts'
import { conditionTree } from './parse.ts'
import type { Accessor, QueryScope } from './scope.ts'
import { accessor, functionAccessor } from './scope.ts'

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'])
/** An aggregate has no pages. https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-groupby.html */
const MOST_GROUPS = 2000

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
  readonly compute: (group: Group) => Value
}

/** A column of the answer; `grouped` is what has to be in GROUP BY for it. */
type Selected = Column & { readonly grouped: { readonly name: string; readonly shown: string } | null }

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
  const grouping = groupingOf(scope, view, query)
  const columns = selectColumns(scope, view, query, grouping)
  const all: Column[] = [...columns, ...extraColumns(scope, view, query, columns)]
  const computed = groupsOf(rows, grouping).map((group) =>
    Object.fromEntries(all.map((column) => [column.alias, column.compute(group)])),
  )
  const find = (name: string): Accessor => {
    const column = all.find((entry) => entry.names.includes(plain(name)))
    if (!column) throw noSuchColumn(scope.soql, name, view.def.name)
    return { field: column.accessor.field, get: (row) => row[column.alias] ?? null, own: null }
  }
  const kept = query.having === undefined ? computed : computed.filter(havingFilter(scope, query, find))
  const order = orderings(query.orderBy, (entry) => find('field' in entry ? entry.field : rawOf(entry.fn)))
  const from = query.offset ?? 0
  const page = sortRows(kept, order).slice(from, query.limit === undefined ? undefined : from + query.limit)
  if (page.length > MOST_GROUPS) {
    const message = 'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch'
    throw apiError(400, 'EXCEEDED_ID_LIMIT', message)
  }
  return page.map((row) => ({
    attributes: { type: 'AggregateResult' },
    ...Object.fromEntries(columns.map((column) => [column.alias, row[column.alias] ?? null])),
  }))
}

function selectColumns(scope: QueryScope, view: ObjectView, query: Query, { keys }: Grouping): readonly Selected[] {
  let unnamed = 0
  const columns: Selected[] = []
  for (const entry of query.fields ?? []) {
    const column = selectColumn(scope, view, query, entry, () => `expr${unnamed++}`)
    const { grouped } = column
    if (grouped !== null && !keys.some((key) => key.name === grouped.name))
      throw malformed(
        scope.soql,
        placeOf(scope.soql, grouped.shown),
        `Field must be grouped or aggregated: ${grouped.shown}`,
      )
    if (columns.some((known) => known.alias.toLowerCase() === column.alias.toLowerCase()))
      throw malformed(scope.soql, placeOf(scope.soql, column.alias), `duplicate alias: ${column.alias}`)
    columns.push(column)
  }
  return columns
}

function selectColumn(
  scope: QueryScope,
  view: ObjectView,
  query: Query,
  entry: FieldType,
  unnamed: () => string,
): Selected {
  if (entry.type === 'Field' || entry.type === 'FieldRelationship') {
    const path = entry.type === 'Field' ? entry.field : [...entry.relationships, entry.field].join('.')
    const found = accessor(scope, view, path, query.sObjectAlias)
    const alias = ('alias' in entry && entry.alias ? entry.alias : undefined) ?? found.field.name
    return {
      names: [path.toUpperCase(), alias.toUpperCase()],
      alias,
      accessor: found,
      compute: keyValue(path.toUpperCase(), found),
      grouped: { name: path.toUpperCase(), shown: entry.type === 'Field' ? found.field.name : path },
    }
  }
  if (entry.type !== 'FieldFunctionExpression')
    throw malformed(scope.soql, 0, 'Only fields and aggregates can be grouped')
  return functionColumn(scope, view, query, entry, entry.alias ?? unnamed())
}

/** The value that all rows of a group have; null in subtotals over it. */
function keyValue(name: string, found: Accessor): Column['compute'] {
  return ({ rows, by }) => (rows[0] && by.has(name) ? found.get(rows[0]) : null)
}

function functionColumn(scope: QueryScope, view: ObjectView, query: Query, fn: FunctionExp, alias: string): Selected {
  const name = String(fn.functionName).toUpperCase()
  const [parameter] = fn.parameters ?? []
  const raw = plain(rawOf(fn))
  const names = [raw, alias.toUpperCase()]
  const whole = makeField({ name: alias, label: alias, type: 'int' })
  const own = (field: FieldDef): Accessor => ({ field, get: (row) => row[alias] ?? null, own: null })
  if (name === 'GROUPING') {
    const key = plain(textOf(parameter))
    return { names, alias, accessor: own(whole), compute: ({ by }) => (by.has(key) ? 0 : 1), grouped: null }
  }
  if (!AGGREGATES.has(name)) {
    const found = functionAccessor(scope, view, name, parameter, query.sObjectAlias)
    if (!found) throw noSuchColumn(scope.soql, raw, view.def.name)
    return { names, alias, accessor: found, compute: keyValue(raw, found), grouped: { name: raw, shown: rawOf(fn) } }
  }
  const inner = typeof parameter === 'string' ? accessor(scope, view, parameter, query.sObjectAlias) : null
  if (inner !== null) checkAggregatable(scope, inner.field, name)
  return {
    names,
    alias,
    accessor: own(name.startsWith('COUNT') || inner === null ? whole : inner.field),
    compute: ({ rows }) => aggregate(name, inner === null ? null : rows.map((row) => inner.get(row)), rows.length),
    grouped: null,
  }
}

function checkAggregatable(scope: QueryScope, field: FieldDef, name: string): void {
  const numeric = name === 'SUM' || name === 'AVG'
  if (field.type !== 'boolean' && field.type !== 'address' && (!numeric || isNumber(field.type))) return
  const message = `field ${field.name} does not support aggregate operator ${name}`
  throw queryError('INVALID_FIELD', scope.soql, placeOf(scope.soql, name), message)
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

/** Aggregates and keys that only HAVING or ORDER BY use. */
function extraColumns(scope: QueryScope, view: ObjectView, query: Query, columns: readonly Column[]): Column[] {
  const extra: Column[] = []
  const add = (fn: FunctionExp) => {
    const raw = plain(rawOf(fn))
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
    extra.push({ names: [name], alias: ` hidden ${extra.length}`, accessor: found, compute: keyValue(name, found) })
  }
  return extra
}

function havingFilter(scope: QueryScope, query: Query, find: (name: string) => Accessor): (row: Row) => boolean {
  const tools: FilterTools = {
    scope,
    accessorOf: (test) => find(test.field ?? test.fn?.raw ?? ''),
    valuesOf: () => new Set(),
  }
  return compileCondition(tools, conditionTree(scope.soql, query.having))
}
