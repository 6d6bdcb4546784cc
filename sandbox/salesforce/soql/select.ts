import { textOf } from '../text.ts'
import type { FieldType } from '@jetstreamapp/soql-parser-js'
import type { Row } from '../records/table.ts'
import { present } from '../records/present.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { duplicateField } from './check-query.ts'
import { noSuchColumn } from './errors.ts'
import type { ParentOf, QueryScope } from './scope.ts'
import { functionAccessor, resolvePath } from './scope.ts'

/** What a row looks like in the answer. */
export type Project = (row: Row) => Record<string, unknown>

type Column = (row: Row) => unknown

/** Makes the projector of child rows; given by the runner, which knows how to run a query. */
export type CompileChild = (entry: Extract<FieldType, { type: 'FieldSubquery' }>) => { name: string; column: Column }

interface Shape {
  readonly view: ObjectView
  readonly parentOf: ParentOf
  readonly columns: Map<string, Column>
  readonly parents: Map<string, Shape>
}

/** Compiles the SELECT list. Names in the answer have their canonical case, whatever the query wrote. */
export function compileSelect(
  scope: QueryScope,
  view: ObjectView,
  fields: readonly FieldType[],
  alias: string | undefined,
  compileChild: CompileChild,
): Project {
  const root: Shape = { view, parentOf: (row) => row, columns: new Map(), parents: new Map() }
  for (const entry of fields) addField(scope, root, entry, alias, compileChild)
  return (row) => shapeRow(scope, root, row, row, view.def.name)
}

function addField(
  scope: QueryScope,
  root: Shape,
  entry: FieldType,
  alias: string | undefined,
  compileChild: CompileChild,
): void {
  if (entry.type === 'Field') addPath(scope, root, entry.field, alias)
  else if (entry.type === 'FieldRelationship')
    addPath(scope, root, [...entry.relationships, entry.field].join('.'), alias)
  else if (entry.type === 'FieldSubquery') {
    const child = compileChild(entry)
    root.columns.set(child.name, child.column)
  } else if (entry.type === 'FieldFunctionExpression') addFunction(scope, root, entry, alias)
  else addTypeof(scope, root, entry)
}

function addPath(scope: QueryScope, root: Shape, path: string, alias: string | undefined): void {
  const found = resolvePath(scope, root.view, path, alias)
  let shape = root
  for (const [depth, name] of found.parents.entries()) {
    let next = shape.parents.get(name)
    if (!next) {
      const upTo = resolvePath(scope, root.view, [...found.parents.slice(0, depth + 1), 'Id'].join('.'), alias)
      next = { view: upTo.view, parentOf: upTo.parentOf, columns: new Map(), parents: new Map() }
      shape.parents.set(name, next)
      // Keeps the place of the parent among the columns.
      shape.columns.set(name, () => undefined)
    }
    shape = next
  }
  const { field } = found
  if (shape.columns.has(field.name)) throw duplicateField(scope.soql, path)
  shape.columns.set(field.name, (row) => present(field, row))
}

function addFunction(
  scope: QueryScope,
  root: Shape,
  entry: Extract<FieldType, { type: 'FieldFunctionExpression' }>,
  alias: string | undefined,
): void {
  const [parameter] = entry.parameters
  if (entry.functionName.toUpperCase() === 'FIELDS') {
    const which = textOf(parameter).toUpperCase()
    for (const field of root.view.fields) {
      if (which !== 'ALL' && (which === 'CUSTOM') !== field.custom) continue
      if (root.columns.has(field.name)) throw duplicateField(scope.soql, field.name)
      root.columns.set(field.name, (row) => present(field, row))
    }
    return
  }
  const found = functionAccessor(scope, root.view, entry.functionName, parameter, alias)
  if (!found) throw noSuchColumn(scope.soql, entry.rawValue ?? entry.functionName, root.view.def.name)
  root.columns.set(entry.alias ?? unaliased(root, parameter, found.field.name), found.get)
}

/** toLabel(Status) is shown as Status; other functions without an alias take the next free exprN. */
function unaliased(root: Shape, parameter: unknown, name: string): string {
  if (typeof parameter === 'string' && !parameter.includes('.') && !root.columns.has(name)) return name
  let free = 0
  while (root.columns.has(`expr${free}`)) free += 1
  return `expr${free}`
}

/** TYPEOF Who WHEN Lead THEN Company ELSE Name END: the fields of the type that the row refers to. */
function addTypeof(scope: QueryScope, root: Shape, entry: Extract<FieldType, { type: 'FieldTypeof' }>): void {
  const reference = root.view.byRelationship.get(entry.field.toLowerCase())
  if (!reference) throw noSuchColumn(scope.soql, entry.field, root.view.def.name)
  const { catalog } = scope.org
  root.columns.set(reference.relationshipName ?? entry.field, (row) => {
    const id = row[reference.name]
    const def = typeof id === 'string' ? catalog.objectOfId(id) : null
    const parent = def ? scope.org.table(def.name).get(String(id)) : undefined
    const view = def ? catalog.view(def.name, scope.userId) : null
    if (!parent || !view) return null
    const when = entry.conditions.find((part) => part.objectType?.toLowerCase() === def?.name.toLowerCase())
    const names = (when ?? entry.conditions.find((part) => part.type === 'ELSE'))?.fieldList ?? []
    const shape: Shape = { view, parentOf: (own) => own, columns: new Map(), parents: new Map() }
    for (const name of names) addPath(scope, shape, name, undefined)
    return shapeRow(scope, shape, parent, parent, view.def.name)
  })
}

function shapeRow(scope: QueryScope, shape: Shape, root: Row, own: Row, type: string): Record<string, unknown> {
  const shown: Record<string, unknown> = { attributes: attributes(scope, type, String(own['Id'])) }
  for (const [name, column] of shape.columns) {
    const parent = shape.parents.get(name)
    if (!parent) {
      shown[name] = column(own)
      continue
    }
    const row = parent.parentOf(root)
    shown[name] = row ? shapeRow(scope, parent, root, row, parent.view.def.name) : null
  }
  return shown
}

/** A polymorphic parent says "Name" and gives the address of the record it is. */
function attributes(scope: QueryScope, type: string, id: string): { type: string; url: string } {
  const object = type === 'Name' ? (scope.org.catalog.objectOfId(id)?.name ?? type) : type
  const api = scope.tooling ? 'tooling/' : ''
  return { type, url: `/services/data/v${scope.apiVersion}/${api}sobjects/${object}/${id}` }
}
