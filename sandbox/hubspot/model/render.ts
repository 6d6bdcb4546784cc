import type { CrmRecord } from '../state.ts'
import { isoInstant, parseInstant } from '../time.ts'
import { livingLinks } from './association-counts.ts'
import { typesBetween } from './associations.ts'
import type { Portal } from './portal.ts'
import { storeOf } from './portal.ts'
import { readValue, versionsOf } from './record.ts'
import type { ObjectStore } from './store.ts'
import type { NormalizedValue } from './values.ts'

/** A record in wire form. */
export type WireRecord = Record<string, unknown>

/** What of a record a read shows. */
export interface View {
  /** Empty = the object's default properties. Unknown names are left out silently. */
  readonly properties: readonly string[]
  readonly withHistory: readonly string[]
  readonly associations: readonly string[]
}

/** A record as a read answers it: defined but blank properties are null. */
export function renderRecord(portal: Portal, store: ObjectStore, record: CrmRecord, view: View): WireRecord {
  const wanted =
    view.properties.length === 0 && view.withHistory.length === 0 ? store.type.defaultProperties : view.properties
  const names = new Set([
    'hs_object_id',
    store.type.createdProperty,
    store.type.modifiedProperty,
    ...wanted,
    ...view.withHistory,
  ])
  const properties: Record<string, string | null> = {}
  for (const name of names) if (isReadable(store, name)) properties[name] = readValue(store, record, name)
  return {
    ...envelope(portal, store, record, properties),
    ...(view.withHistory.length === 0 ? {} : { propertiesWithHistory: historyOf(store, record, view.withHistory) }),
    ...(view.associations.length === 0 ? {} : associationsOf(portal, store, record, view.associations)),
  }
}

/**
 * A record as a write answers it: what was written, as it is now, plus what HubSpot calculated. Calculated dates may come as epoch
 * milliseconds here although reads give ISO.
 */
export function renderWritten(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  names: Iterable<string>,
  write: { readonly traceId?: string | undefined; readonly normalized?: readonly NormalizedValue[] } = {},
): WireRecord {
  const properties: Record<string, string | null> = {}
  for (const name of new Set(['hs_object_id', store.type.createdProperty, store.type.modifiedProperty, ...names])) {
    if (!isReadable(store, name)) continue
    const value = readValue(store, record, name)
    properties[name] = value !== null && name.startsWith('hs_v2_date_') ? writtenDate(portal, value) : value
  }
  return {
    ...envelope(portal, store, record, properties),
    ...(write.traceId === undefined ? {} : { objectWriteTraceId: write.traceId }),
    ...(write.normalized === undefined || write.normalized.length === 0
      ? {}
      : { warnings: write.normalized.map(normalizedWarning) }),
  }
}

/** https://developers.hubspot.com/changelog/crm-api-write-validation-enforcement */
const normalizedWarning = (context: NormalizedValue): unknown => ({
  category: 'PROPERTY_VALUE_NORMALIZED',
  message: `${context.propertyName} was normalized`,
  context,
})

function writtenDate(portal: Portal, value: string): string {
  return portal.settings.calculatedDatesInWrites === 'epoch' ? String(parseInstant(value) ?? value) : value
}

function isReadable(store: ObjectStore, name: string): boolean {
  const property = store.properties.get(name)
  return property !== undefined && property.archivedAt === null
}

function envelope(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  properties: Record<string, string | null>,
): WireRecord {
  return {
    id: String(record.id),
    properties,
    createdAt: isoInstant(record.createdAt),
    updatedAt: isoInstant(record.updatedAt),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: isoInstant(record.archivedAt) }),
    url: `https://app.hubspot.com/contacts/${portal.settings.portalId}/record/${store.type.typeId}/${record.id}`,
  }
}

function historyOf(store: ObjectStore, record: CrmRecord, names: readonly string[]): Record<string, unknown> {
  const history: Record<string, unknown> = {}
  for (const name of names) {
    if (!isReadable(store, name)) continue
    history[name] = versionsOf(store, record, name).map(({ value, at, source }) => ({
      value,
      timestamp: isoInstant(at),
      sourceType: source.type,
      sourceId: source.id,
    }))
  }
  return history
}

function associationsOf(portal: Portal, store: ObjectStore, record: CrmRecord, words: readonly string[]): WireRecord {
  const found: Record<string, unknown> = {}
  for (const word of words) {
    const others = storeOf(portal, word)
    const other = others.type
    const edges = livingLinks(record, others)
    if (edges.length === 0) continue
    const types = typesBetween(portal, store.type.typeId, other.typeId)
    const hasPrimary = types.some(({ kind }) => kind === 'primary')
    found[other.name] = {
      results: edges.flatMap(([id, held]) =>
        types
          .filter(({ typeId }) => held.includes(typeId))
          // Where a pair has a primary, the plain one carries a suffix.
          .map(({ name, kind }) => ({ id, type: kind === 'default' && hasPrimary ? `${name}_unlabeled` : name })),
      ),
    }
  }
  return Object.keys(found).length === 0 ? {} : { associations: found }
}
