import type { ObjectType } from '../object-types.ts'
import type { CrmRecord, ObjectState, PropertyDefinition } from '../state.ts'
import { ChangedRecords } from './changed-records.ts'

/** Records of one type with the look-ups derived from them. */
export interface ObjectStore {
  /** Replaced when the definition of a custom object changes. */
  type: ObjectType
  readonly state: ObjectState
  readonly properties: Map<string, PropertyDefinition>
  readonly byId: Map<number, CrmRecord>
  /** By unique property, by value: the living record that has it. A contact's further addresses count as `email`. */
  readonly unique: Map<string, Map<string, number>>
  /** What a lagging search index still shows, by record id; null = nothing yet. Only used when the delay is on. */
  readonly lagging: Map<number, { readonly until: number; readonly shown: CrmRecord | null }>
  /** Living records by (updatedAt, id), as it was before the records in `moved` changed. */
  byModified: CrmRecord[]
  /** Added, changed, archived or merged since `byModified` was put in order. */
  readonly moved: ChangedRecords
}

export function openStore(type: ObjectType, state: ObjectState): ObjectStore {
  const store: ObjectStore = {
    type,
    state,
    properties: new Map(state.properties.map((property) => [property.name, property])),
    byId: new Map(state.records.map((record) => [record.id, record])),
    unique: new Map(),
    lagging: new Map(),
    byModified: [],
    moved: ChangedRecords.startingWith(state.records),
  }
  for (const { name, hasUniqueValue, archivedAt } of state.properties)
    if (hasUniqueValue && archivedAt === null) indexUnique(store, name)
  return store
}

/** Starts a unique index for a property. */
export function indexUnique(store: ObjectStore, property: string): void {
  store.unique.set(property, new Map())
  for (const record of store.state.records) if (record.archivedAt === null) claim(store, record, property)
}

/** Enters a record's unique values. */
export function claimAll(store: ObjectStore, record: CrmRecord): void {
  for (const property of store.unique.keys()) claim(store, record, property)
}

/** Frees a record's unique values, as archiving does. */
export function releaseAll(store: ObjectStore, record: CrmRecord): void {
  for (const [property, index] of store.unique)
    for (const value of uniqueValues(record, property)) if (index.get(value) === record.id) index.delete(value)
}

function claim(store: ObjectStore, record: CrmRecord, property: string): void {
  const index = store.unique.get(property)
  for (const value of uniqueValues(record, property)) index?.set(value, record.id)
}

function uniqueValues(record: CrmRecord, property: string): string[] {
  const own = record.values[property]
  const further = property === 'email' ? (record.values['hs_additional_emails']?.split(';') ?? []) : []
  return own === undefined ? further : [own, ...further]
}

/** Other living records that have a unique value of this one. */
export function uniqueHolders(
  store: ObjectStore,
  record: CrmRecord,
): readonly { readonly id: number; readonly property: string; readonly value: string }[] {
  return [...store.unique].flatMap(([property, index]) =>
    uniqueValues(record, property).flatMap((value) => {
      const id = index.get(value)
      return id === undefined || id === record.id ? [] : [{ id, property, value }]
    }),
  )
}

/** The record behind an id, also behind one that was merged away. Archived records only when asked for. */
export function findById(
  store: ObjectStore,
  id: number,
  state: 'living' | 'archived' = 'living',
): CrmRecord | undefined {
  const record = store.byId.get(id) ?? store.byId.get(store.state.aliases[id] ?? -1)
  return record !== undefined && (record.archivedAt === null) === (state === 'living') ? record : undefined
}

/** The record that has a unique value. E-mail addresses are compared in lower case. */
export function findByUnique(store: ObjectStore, property: string, value: string): CrmRecord | undefined {
  const key = property === 'email' ? value.trim().toLowerCase() : value
  const id = store.unique.get(property)?.get(key)
  return id === undefined ? undefined : store.byId.get(id)
}

export function addRecord(store: ObjectStore, record: CrmRecord): void {
  store.state.records.push(record)
  store.byId.set(record.id, record)
  store.moved.add(record)
  claimAll(store, record)
}

/** Living records ordered by (updatedAt, id). Only what changed is put in place again: the rest is a run that sorts in linear time. */
export function modifiedOrder(store: ObjectStore): readonly CrmRecord[] {
  const { moved } = store
  if (moved.size > 0) {
    const kept = store.byModified.filter((record) => !moved.has(record))
    for (const record of moved) {
      if (record.archivedAt === null && store.byId.get(record.id) === record) kept.push(record)
    }
    store.byModified = kept.sort((a, b) => a.updatedAt - b.updatedAt || a.id - b.id)
    moved.clear()
  }
  return store.byModified
}

/** Index of the first element for which `reached` holds, in an array where it holds from some point on. */
export function firstIndex<T>(sorted: readonly T[], reached: (item: T) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = sorted[middle]
    if (item !== undefined && reached(item)) high = middle
    else low = middle + 1
  }
  return low
}
