import type { FieldType, Query } from '@jetstreamapp/soql-parser-js'
import type { ApiError } from '../errors.ts'
import { apiError } from '../errors.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { noSuchColumn } from '../soql/errors.ts'
import type { Accessor, QueryScope } from '../soql/scope.ts'
import { accessor, functionAccessor, resolvePath } from '../soql/scope.ts'
import { textOf } from '../text.ts'

export interface QueryColumn extends Accessor {
  /** As the header shows it, in canonical case: `Account.Name`. */
  readonly name: string
}

/**
 * The columns of a bulk query. What bulk queries refuse: aggregates, OFFSET, TYPEOF, child subqueries, compound fields.
 * https://developer.salesforce.com/docs/platform/api-asynch/guide/queries.html
 */
export function queryColumns(scope: QueryScope, view: ObjectView, query: Query): readonly QueryColumn[] {
  const fields = query.fields ?? []
  if (query.groupBy !== undefined || query.having !== undefined || fields.some(isAggregate)) {
    throw refused('Aggregate Queries not supported in Bulk Query')
  }
  if (query.offset !== undefined) throw refused('OFFSET clause not supported in Bulk Query')
  return fields.map((entry) => columnOf(scope, view, entry, query.sObjectAlias))
}

function refused(message: string): ApiError {
  return apiError(400, 'API_ERROR', message)
}

const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'])

function isAggregate(entry: FieldType): boolean {
  return entry.type === 'FieldFunctionExpression' && AGGREGATES.has(entry.functionName.toUpperCase())
}

function columnOf(scope: QueryScope, view: ObjectView, entry: FieldType, alias: string | undefined): QueryColumn {
  if (entry.type === 'FieldSubquery') throw refused('Aggregate Relationships not supported in Bulk Query')
  if (entry.type === 'FieldTypeof') throw refused('TYPEOF clause not supported in Bulk Query')
  if (entry.type === 'FieldFunctionExpression') {
    const [parameter] = entry.parameters
    // FIELDS() takes in the compound fields too.
    if (entry.functionName.toUpperCase() === 'FIELDS') throw refused(COMPOUND)
    const found =
      typeof parameter === 'string' ? functionAccessor(scope, view, entry.functionName, parameter, alias) : null
    if (!found) throw noSuchColumn(scope.soql, entry.rawValue ?? entry.functionName, view.def.name)
    return { ...found, name: entry.alias ?? textOf(parameter) }
  }
  const path = entry.type === 'Field' ? entry.field : [...entry.relationships, entry.field].join('.')
  const { parents, field } = resolvePath(scope, view, path, alias)
  if (field.type === 'address') throw refused(COMPOUND)
  return { ...accessor(scope, view, path, alias), name: [...parents, field.name].join('.') }
}

const COMPOUND = 'Selecting compound data not supported in Bulk Query'
