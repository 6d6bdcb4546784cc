import type { FunctionExp } from '@jetstreamapp/soql-parser-js'
import type { Org } from '../org.ts'
import type { Row, Value } from '../records/table.ts'
import type { ObjectView } from '../schema/catalog.ts'
import { NAME_VIEW } from '../schema/catalog.ts'
import type { FieldDef } from '../schema/fields.ts'
import { noSuchColumn, placeOf, queryError } from './errors.ts'
import { fieldFunction, isDatePart } from './field-functions.ts'

/** What a query runs in: the org, the user whose field permissions count, the text for error messages. */
export interface QueryScope {
  readonly org: Org
  readonly userId: string
  readonly soql: string
  readonly apiVersion: string
  /** Rows in the recycle bin and archived activities too. */
  readonly includeDeleted: boolean
  readonly tooling: boolean
  /** How child rows are shown when there are more than fit on a page; absent, all are shown. */
  readonly pageChildren?: (
    rows: readonly Row[],
    project: (row: Row) => Record<string, unknown>,
  ) => Record<string, unknown>
}

/** https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-relationships-query-limits.html */
const MOST_LEVELS_UP = 5

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
  if (parts.length > MOST_LEVELS_UP) {
    const message = `SOQL relationship ${path} goes up more than ${MOST_LEVELS_UP} levels`
    throw queryError('MALFORMED_QUERY', scope.soql, placeOf(scope.soql, path), message)
  }
  let current = view
  let parentOf: ParentOf = (row) => row
  const parents: string[] = []
  for (const part of parts) {
    const step = stepUp(scope, current, part, parentOf, path)
    parents.push(step.name)
    current = step.view
    parentOf = step.parentOf
  }
  const field = current.byName.get(last.toLowerCase())
  if (!field) throw noSuchColumn(scope.soql, path, current.def.name)
  return { parents, field, view: current, parentOf }
}

function stepUp(scope: QueryScope, view: ObjectView, name: string, before: ParentOf, path: string) {
  const reference = view.byRelationship.get(name.toLowerCase())
  if (!reference) {
    throw queryError(
      'INVALID_FIELD',
      scope.soql,
      placeOf(scope.soql, path),
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
    return object && found ? { ...found, Type: typeShown(object.name, found) } : undefined
  }
  return { name: reference.relationshipName ?? name, view: parentView, parentOf }
}

/** A queue is a group, but `Owner.Type` says what it is: `WHERE Owner.Type = 'Queue'` finds what queues own. */
function typeShown(object: string, row: Row): string {
  return object === 'Group' && row['Type'] === 'Queue' ? 'Queue' : object
}

export function accessor(scope: QueryScope, view: ObjectView, path: string, alias?: string): Accessor {
  const found = resolvePath(scope, view, path, alias)
  const { name } = found.field
  if (found.parents.length === 0) return { field: found.field, get: (row) => row[name] ?? null, own: name }
  return { field: found.field, get: (row) => found.parentOf(row)?.[name] ?? null, own: null }
}

/** The time zone in which the running user lives. */
export function zoneOf({ org, userId }: Pick<QueryScope, 'org' | 'userId'>): string {
  const zone = org.table('User').get(userId)?.['TimeZoneSidKey']
  return typeof zone === 'string' ? zone : org.settings.timeZone
}

/** A function of one field or of a function of it. Null when there is no such function. */
export function functionAccessor(
  scope: QueryScope,
  view: ObjectView,
  fn: string,
  parameter: unknown,
  alias?: string,
): Accessor | null {
  const name = fn.toUpperCase()
  const inner = innerAccessor(scope, view, parameter, alias)
  if (inner === null) return null
  if (name === 'CONVERTCURRENCY') return converted(scope, inner)
  if (isDatePart(name) && inner.field.type !== 'date' && inner.field.type !== 'datetime')
    throw queryError(
      'INVALID_FIELD',
      scope.soql,
      placeOf(scope.soql, inner.field.name),
      `field ${inner.field.name} does not support function ${name}`,
    )
  const found = fieldFunction(name, inner.field, zoneOf(scope))
  return found === null ? null : { field: found.field, get: (row) => found.change(inner.get(row)), own: null }
}

function innerAccessor(scope: QueryScope, view: ObjectView, parameter: unknown, alias?: string): Accessor | null {
  if (typeof parameter === 'string') return accessor(scope, view, parameter, alias)
  if (typeof parameter !== 'object' || parameter === null) return null
  const { functionName, parameters } = parameter as FunctionExp
  return functionAccessor(scope, view, functionName ?? '', parameters?.[0], alias)
}

/**
 * From the record's currency to the user's, at the org's rates; the value itself where there is one currency.
 * https://developer.salesforce.com/docs/platform/salesforce-soql-sosl/guide/sforce-api-calls-soql-select-convertcurrency.html
 */
function converted(scope: QueryScope, inner: Accessor): Accessor {
  const { currencies } = scope.org.settings
  if (currencies === null) return { ...inner, own: null }
  const rateOf = (code: Value | undefined): number =>
    currencies.rates[typeof code === 'string' ? code : currencies.corporate] ?? 1
  const mine = rateOf(scope.org.table('User').get(scope.userId)?.['CurrencyIsoCode'])
  const get = (row: Row): Value => {
    const value = inner.get(row)
    return typeof value === 'number' ? (value / rateOf(row['CurrencyIsoCode'])) * mine : value
  }
  return { field: inner.field, get, own: null }
}
