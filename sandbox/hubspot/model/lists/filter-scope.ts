import type { CrmRecord, PropertyDefinition } from '../../state.ts'
import { invalid } from '../../errors.ts'
import type { Portal } from '../portal.ts'
import { readValue, versionsOf } from '../record.ts'
import { numberReader } from '../search-filter.ts'
import type { ObjectStore } from '../store.ts'

export type Test = (record: CrmRecord) => boolean

/** What a filter is compiled against, and what was learnt of it on the way. */
export interface FilterScope {
  readonly portal: Portal
  readonly store: ObjectStore
  readonly now: number
  /** Whether a record is in another list. */
  readonly isMember: (listId: string, recordId: number) => boolean
  readonly learnt: Learnt
}

export interface Learnt {
  /** The result changes as time goes by. */
  usesClock: boolean
  /** The result depends on other records or lists, so one changed record does not tell what to look at. */
  usesOthers: boolean
}

/** A property of the object a filter is about, as its operations read it. */
export interface Subject {
  readonly property: PropertyDefinition
  readonly read: (record: CrmRecord) => string | null
  /** All values it ever had, the present one included. */
  readonly ever: (record: CrmRecord) => readonly string[]
  /** When it got its present value; null when it never had one. */
  readonly changedAt: (record: CrmRecord) => number | null
  /** Its value as an instant. */
  readonly instant: (record: CrmRecord) => number | null
}

export function subjectOf({ store }: FilterScope, name: string): Subject {
  const property = store.properties.get(name)
  if (property === undefined || property.archivedAt !== null) {
    throw invalid(`Property ${name} does not exist on object type ${store.type.typeId}`)
  }
  return {
    property,
    read: (record) => readValue(store, record, name),
    ever: (record) => versionsOf(store, record, name).map(({ value }) => value),
    changedAt: (record) => versionsOf(store, record, name)[0]?.at ?? null,
    instant: numberReader(store, name) ?? (() => null),
  }
}

/** One operation of a filter in wire form. */
export type Operation = Readonly<Record<string, unknown>>

export const operatorOf = (operation: Operation): string =>
  typeof operation['operator'] === 'string' ? operation['operator'] : ''

/** "If false, a record without a value for the evaluated property will be rejected. The default value is false." */
export const acceptsBlank = (operation: Operation): boolean => operation['includeObjectsWithNoValueSet'] === true

export function unknownOperator(operation: Operation): never {
  throw invalid(`${operatorOf(operation)} is not an operator of ${String(operation['operationType'])}`)
}

export function wholeNumber(operation: Operation, name: string): number {
  const value = operation[name]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw invalid(`${String(operation['operationType'])} needs a number ${name}`)
}
