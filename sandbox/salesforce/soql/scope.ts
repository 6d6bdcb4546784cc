import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { NAME_VIEW } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { field as makeField } from '../schema/fields.ts'
import { noSuchColumn, placeOf, queryError } from './errors.ts'

/** What a query runs in: the org, the user whose field permissions count, the text for error messages. */
export interface QueryScope {
  readonly org: Org
  readonly userId: string
  readonly soql: string
  readonly apiVersion: string
  readonly includeDeleted: boolean
  readonly tooling: boolean
}

/** A value that a query reads from a row: a field, a parent's field, a function of one. */
export interface Accessor {
  readonly field: FieldDef
  readonly get: (row: Row) => Value
  /** The field's name when it is one of the row itself, else null. */
  readonly own: string | null
}

export type ParentOf = (row: Row) => Row | undefined

export interface ResolvedPath {
  /** Canonical relationship names on the way, e.g. ["Account", "Owner"]. */
  readonly parents: readonly string[]
  readonly field: FieldDef
  readonly view: ObjectView
  readonly parentOf: ParentOf
}

/** Finds a path such as `Account.Owner.Name` from an object. Throws INVALID_FIELD. */
export function resolvePath(scope: QueryScope, view: ObjectView, path: string, alias?: string): ResolvedPath {
  const parts = path.split('.')
  const first = parts[0]?.toLowerCase()
  const prefixed = parts.length > 1 && (first === alias?.toLowerCase() || first === view.def.name.toLowerCase())
  if (prefixed && view.byRelationship.get(first ?? '') === undefined) parts.shift()
  const last = parts.pop() ?? ''
  let current = view
  let parentOf: ParentOf = (row) => row
  const parents: string[] = []
  for (const part of parts) {
    const step = stepUp(scope, current, part, parentOf)
    parents.push(step.name)
    current = step.view
    parentOf = step.parentOf
  }
  const field = current.byName.get(last.toLowerCase())
  if (!field) throw noSuchColumn(scope.soql, path, current.def.name)
  return { parents, field, view: current, parentOf }
}

function stepUp(scope: QueryScope, view: ObjectView, name: string, before: ParentOf) {
  const reference = view.byRelationship.get(name.toLowerCase())
  if (!reference) {
    throw queryError(
      'INVALID_FIELD',
      scope.soql,
      placeOf(scope.soql, name),
      `Didn't understand relationship '${name}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.`,
    )
  }
  const { org } = scope
  const [only = ''] = reference.referenceTo
  const polymorphic = reference.referenceTo.length > 1
  const parentView = polymorphic ? NAME_VIEW : org.catalog.view(only, scope.userId)
  if (!parentView) throw noSuchColumn(scope.soql, name, view.def.name)
  const parentOf: ParentOf = (row) => {
    const id = before(row)?.[reference.name]
    if (typeof id !== 'string') return undefined
    if (!polymorphic) return org.table(only).get(id)
    const object = org.catalog.objectOfId(id)
    const found = object ? org.table(object.name).get(id) : undefined
    return object && found ? { ...found, Type: object.name } : undefined
  }
  return { name: reference.relationshipName ?? name, view: parentView, parentOf }
}

export function accessor(scope: QueryScope, view: ObjectView, path: string, alias?: string): Accessor {
  const found = resolvePath(scope, view, path, alias)
  const { name } = found.field
  if (found.parents.length === 0) return { field: found.field, get: (row) => row[name] ?? null, own: name }
  return { field: found.field, get: (row) => found.parentOf(row)?.[name] ?? null, own: null }
}

const DATE_PARTS: Readonly<Record<string, (day: string) => number>> = {
  CALENDAR_YEAR: (day) => Number(day.slice(0, 4)),
  CALENDAR_QUARTER: (day) => Math.ceil(Number(day.slice(5, 7)) / 3),
  CALENDAR_MONTH: (day) => Number(day.slice(5, 7)),
  FISCAL_YEAR: (day) => Number(day.slice(0, 4)),
  FISCAL_QUARTER: (day) => Math.ceil(Number(day.slice(5, 7)) / 3),
  FISCAL_MONTH: (day) => Number(day.slice(5, 7)),
  DAY_IN_MONTH: (day) => Number(day.slice(8, 10)),
  DAY_IN_WEEK: (day) => new Date(`${day.slice(0, 10)}T00:00:00Z`).getUTCDay() + 1,
  HOUR_IN_DAY: (day) => Number(day.slice(11, 13)),
}

const PASS_THROUGH: ReadonlySet<string> = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE'])

/** A function of one field: a part of a date, or a function that shows the value itself. Null when unknown. */
export function functionAccessor(
  scope: QueryScope,
  view: ObjectView,
  fn: string,
  parameter: string,
  alias?: string,
): Accessor | null {
  const name = fn.toUpperCase()
  const inner = accessor(scope, view, parameter, alias)
  if (PASS_THROUGH.has(name)) return { ...inner, own: null }
  if (name === 'DAY_ONLY') {
    const field = makeField({ name: 'day', label: 'Day', type: 'date', nillable: true })
    return { field, get: (row) => mapText(inner.get(row), (text) => text.slice(0, 10)), own: null }
  }
  const part = DATE_PARTS[name]
  if (!part) return null
  const field = makeField({ name: 'part', label: 'Part', type: 'int', nillable: true })
  return { field, get: (row) => mapText(inner.get(row), part), own: null }
}

function mapText(value: Value, change: (text: string) => Value): Value {
  return typeof value === 'string' ? change(value) : null
}
