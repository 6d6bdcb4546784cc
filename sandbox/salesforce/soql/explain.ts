import { noSuchType } from './errors.ts'
import { conditionTree, parseSoql } from './parse.ts'
import { indexedFields } from './plan.ts'
import { runQuery } from './run.ts'
import type { QueryScope } from './scope.ts'

/**
 * How a query would be answered, without answering it.
 * https://developer.salesforce.com/docs/platform/api-rest/guide/resources-query-explain.html
 */
export function explain(scope: QueryScope): Record<string, unknown> {
  const query = parseSoql(scope.soql)
  const view = scope.org.catalog.view(query.sObject ?? '', scope.userId)
  if (!view) throw noSuchType(scope.soql, query.sObject ?? '')
  const table = scope.org.table(view.def.name)
  const condition = query.where === undefined ? null : conditionTree(scope.soql, query.where)
  const fields = condition === null ? [] : indexedFields(table, view, condition)
  const cardinality = runQuery(scope).totalSize
  const all = table.size
  const scan = {
    cardinality,
    fields: [],
    leadingOperationType: 'TableScan',
    notes: [],
    relativeCost: all === 0 ? 0 : Number((1 + cardinality / all).toFixed(3)),
    sobjectCardinality: all,
    sobjectType: view.def.name,
  }
  const index = {
    ...scan,
    fields,
    leadingOperationType: 'Index',
    relativeCost: all === 0 ? 0 : Number((cardinality / all).toFixed(3)),
  }
  return { plans: fields.length === 0 ? [scan] : [index, scan], sourceQuery: scope.soql }
}
