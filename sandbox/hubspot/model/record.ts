import type { ObjectStore } from './store.ts'
import type { ChangeSource, CrmRecord, PropertyVersion } from '../state.ts'
import { isoInstant } from '../time.ts'

/** Sets or clears ("") one value and keeps its history; returns whether anything changed. Knows no rules and no indexes. */
export function setValue(record: CrmRecord, name: string, value: string, at: number, source: ChangeSource): boolean {
  const before = record.values[name] ?? ''
  if (before === value) return false
  const versions = record.history[name] ?? firstVersion(record, before)
  versions.push({ value, at, source })
  record.history[name] = versions
  if (value === '') delete record.values[name]
  else record.values[name] = value
  return true
}

function firstVersion(record: CrmRecord, value: string): PropertyVersion[] {
  return value === '' ? [] : [{ value, at: record.createdAt, source: record.source }]
}

/** One property as the API reads it; null when blank. Instants and ids of the record itself are not stored twice. */
export function readValue(store: ObjectStore, record: CrmRecord, name: string): string | null {
  if (name === store.type.createdProperty) return isoInstant(record.createdAt)
  if (name === store.type.modifiedProperty) return isoInstant(record.updatedAt)
  if (name === 'hs_object_id') return String(record.id)
  if (name === 'hs_all_contact_vids') return allIdsOf(record)
  return record.values[name] ?? null
}

/** Every id a contact answers for, its own first. */
const allIdsOf = ({ id, values }: CrmRecord): string =>
  [id, ...(values['hs_merged_object_ids']?.split(';') ?? [])].join(';')

/** Past and present values, newest first. A property that was set with the record has one version. */
export function versionsOf(store: ObjectStore, record: CrmRecord, name: string): readonly PropertyVersion[] {
  const kept = record.history[name]
  if (kept !== undefined) return kept.toReversed()
  const value = readValue(store, record, name)
  return value === null ? [] : [{ value, at: record.createdAt, source: record.source }]
}
