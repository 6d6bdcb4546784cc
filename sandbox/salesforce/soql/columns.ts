import type { FieldType, FunctionExp, Query, Subquery } from '@jetstreamapp/soql-parser-js'
import type { ObjectView } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { isNumber, isText } from '../schema/fields.ts'
import { textOf } from '../text.ts'
import { noSuchType } from './errors.ts'
import { plain, rawOf } from './grouping.ts'
import { parseSoql } from './parse.ts'
import type { QueryScope } from './scope.ts'
import { functionAccessor, resolvePath } from './scope.ts'

interface ColumnMetadata {
  readonly aggregate: boolean
  readonly apexType: string | null
  readonly booleanType: boolean
  readonly columnName: string
  readonly custom: boolean
  readonly displayName: string
  readonly foreignKeyName: string | null
  readonly insertable: boolean
  readonly joinColumns: ColumnMetadata[]
  readonly numberType: boolean
  readonly textType: boolean
  readonly updatable: boolean
}

const APEX_TYPES: Partial<Record<FieldDef['type'], string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  address: 'Address',
}

/**
 * What columns a query has, by `columns=true`: the vendor's command line asks for it to lay out its tables.
 * https://github.com/salesforcecli/plugin-data/blob/main/src/commands/data/query.ts
 */
export function describeColumns(scope: QueryScope): Record<string, unknown> {
  const query = parseSoql(scope.soql)
  const view = scope.org.catalog.view(query.sObject ?? '', scope.userId)
  if (!view) throw noSuchType(scope.soql, query.sObject ?? '')
  const columnMetadata = columnsOf(scope, view, query)
  return {
    columnMetadata,
    entityName: view.def.name,
    groupBy: query.groupBy !== undefined,
    idSelected: columnMetadata.some((column) => column.columnName === 'Id'),
    keyPrefix: view.def.keyPrefix,
  }
}

function columnsOf(scope: QueryScope, view: ObjectView, query: Query | Subquery): ColumnMetadata[] {
  const columns: ColumnMetadata[] = []
  let unnamed = 0
  for (const entry of query.fields ?? []) {
    if (entry.type === 'Field' || entry.type === 'FieldRelationship') {
      const path = entry.type === 'Field' ? entry.field : [...entry.relationships, entry.field].join('.')
      const alias = 'alias' in entry ? entry.alias : ''
      addPath(scope, view, columns, path, query.sObjectAlias, alias)
    } else if (entry.type === 'FieldSubquery') columns.push(childColumn(scope, view, entry))
    else if (entry.type === 'FieldTypeof') columns.push(relation(entry.field, view))
    else if (entry.functionName.toUpperCase() === 'FIELDS') {
      const which = plain(textOf(entry.parameters[0]))
      const wanted = view.fields.filter((field) => which === 'ALL' || (which === 'CUSTOM') === field.custom)
      columns.push(...wanted.map((field) => fieldColumn(field, field.name)))
    } else columns.push(functionColumn(scope, view, query, entry, () => `expr${unnamed++}`))
  }
  return columns
}

/** Fields of parents hang under their relationship, each relationship once. */
function addPath(
  scope: QueryScope,
  view: ObjectView,
  columns: ColumnMetadata[],
  path: string,
  prefix: string | undefined,
  alias: string,
): void {
  const found = resolvePath(scope, view, path, prefix)
  let level = columns
  let above: ObjectView | null = view
  for (const [depth, name] of found.parents.entries()) {
    let column = level.find((known) => known.columnName === name && known.joinColumns.length > 0)
    if (column === undefined) {
      column = relation(name, above)
      level.push(column)
    }
    level = column.joinColumns
    const next: ObjectView = resolvePath(
      scope,
      view,
      [...found.parents.slice(0, depth + 1), 'Id'].join('.'),
      prefix,
    ).view
    above = next
  }
  level.push(fieldColumn(found.field, alias === '' ? found.field.name : alias))
}

function fieldColumn(field: FieldDef, columnName: string): ColumnMetadata {
  return {
    aggregate: false,
    apexType: APEX_TYPES[field.type] ?? 'String',
    booleanType: field.type === 'boolean',
    columnName,
    custom: field.custom,
    displayName: field.name,
    foreignKeyName: null,
    insertable: field.createable,
    joinColumns: [],
    numberType: isNumber(field.type),
    textType: isText(field.type) || field.type === 'id' || field.type === 'reference',
    updatable: field.updateable,
  }
}

function relation(name: string, view: ObjectView): ColumnMetadata {
  const reference = view.byRelationship.get(name.toLowerCase())
  const columnName = reference?.relationshipName ?? name
  return {
    ...nothing(columnName, columnName),
    apexType: reference?.referenceTo.length === 1 ? (reference.referenceTo[0] ?? null) : 'Name',
    custom: reference?.custom ?? false,
    foreignKeyName: reference?.name ?? null,
  }
}

function nothing(columnName: string, displayName: string): ColumnMetadata {
  return {
    aggregate: false,
    apexType: null,
    booleanType: false,
    columnName,
    custom: false,
    displayName,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: false,
    updatable: false,
  }
}

/** Child rows count as an aggregate. */
function childColumn(
  scope: QueryScope,
  parent: ObjectView,
  { subquery }: Extract<FieldType, { type: 'FieldSubquery' }>,
): ColumnMetadata {
  const wanted = subquery.relationshipName.toLowerCase()
  const children = scope.org.catalog.childRelationships(parent.def.name)
  const relationship = children.find((entry) => entry.name.toLowerCase() === wanted)
  const view = relationship && scope.org.catalog.view(relationship.childObject, scope.userId)
  if (!relationship || !view) throw noSuchType(scope.soql, subquery.relationshipName)
  return {
    ...nothing(relationship.name, relationship.name),
    aggregate: true,
    apexType: view.def.name,
    joinColumns: columnsOf(scope, view, subquery),
  }
}

/** An aggregate's display name is the expression, its column name the alias or exprN. */
function functionColumn(
  scope: QueryScope,
  view: ObjectView,
  query: Query | Subquery,
  entry: FunctionExp & { readonly alias?: string },
  unnamed: () => string,
): ColumnMetadata {
  const name = String(entry.functionName)
  const [parameter] = entry.parameters ?? []
  const path = typeof parameter === 'string' ? resolvePath(scope, view, parameter, query.sObjectAlias) : null
  const shown = `${name.toLowerCase()}(${path === null ? '' : [...path.parents, path.field.name].join('.')})`
  const { alias = '' } = entry
  const counts = /^COUNT/i.test(name) || /^GROUPING$/i.test(name)
  const aggregates = counts || /^(?:SUM|AVG|MIN|MAX)$/i.test(name)
  if (aggregates) {
    const type = counts ? 'Integer' : (APEX_TYPES[path?.field.type ?? 'string'] ?? 'String')
    const column = nothing(alias === '' ? unnamed() : alias, shown)
    return { ...column, aggregate: true, apexType: type, numberType: type === 'Integer' || type === 'Double' }
  }
  const found = functionAccessor(scope, view, name, parameter, query.sObjectAlias)
  const column = nothing(alias === '' ? (path?.field.name ?? unnamed()) : alias, path ? shown : rawOf(entry))
  return {
    ...column,
    apexType: APEX_TYPES[found?.field.type ?? 'string'] ?? 'String',
    aggregate: query.groupBy !== undefined,
  }
}
