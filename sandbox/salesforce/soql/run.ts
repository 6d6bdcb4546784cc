import type { Query, Subquery } from '@jetstreamapp/soql-parser-js'
import { exactKey } from '../records/keys.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { isFilterable } from '../schema/fields.ts'
import { isAggregate, runAggregate } from './aggregate.ts'
import { checkFieldsFunction, isCountAll } from './check-query.ts'
import { malformed, noSuchColumn, noSuchType, placeOf, queryError } from './errors.ts'
import type { Filter, FilterTools } from './filter.ts'
import { compileCondition } from './filter.ts'
import type { Ordering } from './order.ts'
import { isStampOrder, orderings, sortRows } from './order.ts'
import type { Condition } from './parse.ts'
import { conditionTree, parseSoql } from './parse.ts'
import { candidates } from './plan.ts'
import type { Accessor, QueryScope } from './scope.ts'
import { accessor, functionAccessor } from './scope.ts'
import type { Project } from './select.ts'
import { compileSelect } from './select.ts'

/** A query's rows, not yet shown: paging shows one page at a time. */
export interface QueryResult {
  readonly totalSize: number
  readonly rows: readonly Row[]
  readonly project: Project
}

/** Runs SOQL text. Throws MALFORMED_QUERY, INVALID_FIELD, INVALID_TYPE and their like. */
export function runQuery(scope: QueryScope): QueryResult {
  const query = parseSoql(scope.soql)
  const name = query.sObject ?? ''
  const view = scope.org.catalog.view(name, scope.userId)
  if (!view || view.def.tooling !== scope.tooling) throw noSuchType(scope.soql, name)
  const fields = query.fields ?? []
  if (fields.some(isCountAll)) {
    const rows = matching(scope, view, query, [])
    return { totalSize: rows.length, rows: [], project: () => ({}) }
  }
  if (isAggregate(query)) {
    const shown = runAggregate(scope, view, query, matching(scope, view, unlimited(query), []))
    // The rows of an aggregate are already in their final form.
    return {
      totalSize: shown.length,
      rows: shown as unknown as Row[],
      project: (row) => row as Record<string, unknown>,
    }
  }
  checkFieldsFunction(fields, query.limit)
  const project = projector(scope, view, query)
  const rows = matching(scope, view, query, rowOrder(scope, view, query))
  return { totalSize: rows.length, rows, project }
}

function projector(scope: QueryScope, view: ObjectView, query: Query | Subquery): Project {
  return compileSelect(scope, view, query.fields ?? [], query.sObjectAlias, (entry) =>
    compileChild(scope, view, entry.subquery),
  )
}

function rowOrder(scope: QueryScope, view: ObjectView, query: Query | Subquery): Ordering[] {
  return orderings(query.orderBy, (entry) => {
    const found = 'field' in entry ? accessor(scope, view, entry.field, query.sObjectAlias) : null
    if (!found) throw malformed(scope.soql, placeOf(scope.soql, 'ORDER'), 'Only fields can be ordered by')
    if (isFilterable(found.field)) return found
    throw queryError(
      'INVALID_FIELD',
      scope.soql,
      placeOf(scope.soql, found.field.name),
      `field '${found.field.name}' can not be sorted in a query call`,
    )
  })
}

function conditionOf(scope: QueryScope, query: Query | Subquery): Condition | null {
  return query.where === undefined ? null : conditionTree(scope.soql, query.where)
}

function compileWhere(
  scope: QueryScope,
  view: ObjectView,
  query: Query | Subquery,
  condition: Condition | null,
): Filter {
  if (condition === null) return () => true
  const tools: FilterTools = {
    scope,
    accessorOf: (test) => testedValue(scope, view, query, test),
    valuesOf: (inner) => innerValues(scope, inner),
  }
  return compileCondition(tools, condition)
}

function testedValue(
  scope: QueryScope,
  view: ObjectView,
  query: Query | Subquery,
  test: Parameters<FilterTools['accessorOf']>[0],
): Accessor {
  if (test.field !== null) return accessor(scope, view, test.field, query.sObjectAlias)
  const found = test.fn ? functionAccessor(scope, view, test.fn.name, test.fn.parameters[0], query.sObjectAlias) : null
  if (!found) throw noSuchColumn(scope.soql, test.fn?.name ?? '', view.def.name)
  return found
}

/** LIMIT and OFFSET of an aggregate count groups, not rows. */
function unlimited(query: Query): Query {
  const { limit: _limit, offset: _offset, ...rest } = query
  return rest
}

/** The values of a semi-join's single field. */
function innerValues(scope: QueryScope, query: Query): ReadonlySet<Value> {
  const view = scope.org.catalog.view(query.sObject ?? '', scope.userId)
  if (!view) throw noSuchType(scope.soql, query.sObject ?? '')
  const [field] = query.fields ?? []
  if (!field || (field.type !== 'Field' && field.type !== 'FieldRelationship') || query.fields?.length !== 1) {
    throw malformed(scope.soql, placeOf(scope.soql, 'IN'), 'The inner select must have exactly one field')
  }
  const path = field.type === 'Field' ? field.field : [...field.relationships, field.field].join('.')
  const found = accessor(scope, view, path, query.sObjectAlias)
  return new Set(
    matching(scope, view, query, [])
      .map((row) => found.get(row))
      .filter((value) => value !== null),
  )
}

/** What only queryAll finds: rows in the recycle bin, and archived activities. */
function isHidden(scope: QueryScope, row: Row): boolean {
  return !scope.includeDeleted && (row['IsDeleted'] === true || row['IsArchived'] === true)
}

/** The rows that match, in order, after OFFSET and LIMIT. */
function matching(scope: QueryScope, view: ObjectView, query: Query, order: readonly Ordering[]): Row[] {
  const condition = conditionOf(scope, query)
  const filter = compileWhere(scope, view, query, condition)
  const byStamp = isStampOrder(order)
  const from = candidates(scope.org.table(view.def.name), view, condition, byStamp)
  const sorted = order.length === 0 || (byStamp && from.inStampOrder)
  const last = query.limit === undefined ? Number.POSITIVE_INFINITY : (query.offset ?? 0) + query.limit
  const found: Row[] = []
  if (last > 0) {
    for (const row of from.rows) {
      if (isHidden(scope, row) || !filter(row)) continue
      found.push(row)
      if (sorted && found.length >= last) break
    }
  }
  const rows = sorted ? found : sortRows(found, order)
  return rows.slice(query.offset ?? 0, last === Number.POSITIVE_INFINITY ? undefined : last)
}

/** A child subquery as a column: its rows, or null when there is none. */
function compileChild(
  scope: QueryScope,
  parent: ObjectView,
  query: Subquery,
): { name: string; column: (row: Row) => unknown } {
  const wanted = query.relationshipName.toLowerCase()
  const relationship = scope.org.catalog
    .childRelationships(parent.def.name)
    .find((entry) => entry.name.toLowerCase() === wanted)
  const view = relationship ? scope.org.catalog.view(relationship.childObject, scope.userId) : null
  if (!relationship || !view) {
    throw queryError(
      'INVALID_TYPE',
      scope.soql,
      placeOf(scope.soql, query.relationshipName),
      `Didn't understand relationship '${query.relationshipName}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    )
  }
  const filter = compileWhere(scope, view, query, conditionOf(scope, query))
  const order = rowOrder(scope, view, query)
  const project = projector(scope, view, query)
  const table = scope.org.table(relationship.childObject)
  const offset = query.offset ?? 0
  const column = (row: Row): unknown => {
    const children = table
      .pick(table.idsWhere(relationship.field.name, String(row['Id']), exactKey))
      .filter((child) => !isHidden(scope, child) && filter(child))
    const page = sortRows(children, order).slice(offset, query.limit === undefined ? undefined : offset + query.limit)
    if (page.length === 0) return null
    return scope.pageChildren?.(page, project) ?? { totalSize: page.length, done: true, records: page.map(project) }
  }
  return { name: relationship.name, column }
}
