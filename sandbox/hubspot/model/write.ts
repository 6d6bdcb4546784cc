import type { ChangeSource, CrmRecord } from '../state.ts'
import { isoInstant } from '../time.ts'
import { refreshOthers } from './association-counts.ts'
import { calculateRecord } from './calculated.ts'
import type { CheckedValues } from './check.ts'
import { enteredDates, stageAfter, stampStage } from './lifecycle.ts'
import type { Portal } from './portal.ts'
import { setValue } from './record.ts'
import type { ObjectStore } from './store.ts'
import { addRecord, claimAll, releaseAll } from './store.ts'

/** Makes a record from checked values. */
export function createRecord(
  portal: Portal,
  store: ObjectStore,
  values: CheckedValues,
  source: ChangeSource,
): CrmRecord {
  const at = portal.clock.now()
  store.state.lastId += 1
  const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const record: CrmRecord = {
    id: store.state.lastId,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    values: { ...firstValues(portal, store, source), ...kept },
    history: {},
    links: {},
    source,
  }
  const stage = store.type.stageProperty === null ? undefined : record.values[store.type.stageProperty]
  if (stage !== undefined) for (const name of enteredDates(store, stage)) record.values[name] = isoInstant(at)
  calculateRecord(portal, store, record, at, Object.keys(record.values), 'new')
  addRecord(store, record)
  hideFromSearch(portal, store, record, null)
  portal.announce({ kind: 'creation', typeId: store.type.typeId, objectId: record.id, at, source })
  for (const name of Object.keys(kept)) announceValue(portal, store, record, name, at, source)
  return record
}

function firstValues(portal: Portal, store: ObjectStore, source: ChangeSource): Record<string, string> {
  const origin = { hs_object_source: source.type, hs_object_source_id: source.id, hs_object_source_label: source.type }
  if (store.type.name === 'deals') return { ...origin, pipeline: 'default' }
  if (store.type.name === 'tasks') return { ...origin, hs_task_status: 'NOT_STARTED' }
  if (store.type.name === 'leads') {
    const [first] = portal.state.pipelines['leads'] ?? []
    const stage = first?.stages[0]
    return { ...origin, ...(stage === undefined ? {} : { hs_pipeline: first?.id ?? '', hs_pipeline_stage: stage.id }) }
  }
  if (store.type.name !== 'contacts') return origin
  const { defaultLifecycleStage } = portal.settings
  return {
    ...origin,
    ...(defaultLifecycleStage === null ? {} : { lifecyclestage: defaultLifecycleStage }),
    hs_marketable_status: 'false',
    hs_marketable_until_renewal: 'false',
    // What an integration creates has no visit behind it.
    hs_analytics_source: 'OFFLINE',
    hs_analytics_source_data_1: source.type,
    hs_latest_source: 'OFFLINE',
    hs_latest_source_data_1: source.type,
  }
}

/** Writes checked values to a record. @returns every property that changed, calculated ones included. */
export function updateRecord(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  values: CheckedValues,
  source: ChangeSource,
): readonly string[] {
  const at = portal.clock.now()
  const shown = portal.settings.searchDelayMs > 0 ? structuredClone(record) : null
  const changed: string[] = []
  releaseAll(store, record)
  for (const [name, wanted] of Object.entries(values)) {
    const before = record.values[name] ?? ''
    const isStage = name === store.type.stageProperty
    const value = isStage ? stageAfter(store, before, wanted) : wanted
    if (!setValue(record, name, value, at, source)) continue
    changed.push(name)
    if (isStage) changed.push(...stampStage(store, record, before, value, at))
  }
  claimAll(store, record)
  if (changed.length === 0) return changed
  changed.push(...calculateRecord(portal, store, record, at, changed, 'known'))
  record.updatedAt = at
  store.moved.add(record)
  hideFromSearch(portal, store, record, shown)
  for (const name of changed) announceValue(portal, store, record, name, at, source)
  return changed
}

/** Keeps what search still shows of a record until the index has caught up. */
export function hideFromSearch(portal: Portal, store: ObjectStore, record: CrmRecord, shown: CrmRecord | null): void {
  const { searchDelayMs } = portal.settings
  if (searchDelayMs === 0) return
  const now = portal.clock.now()
  const older = store.lagging.get(record.id)
  const view = older !== undefined && older.until > now ? older.shown : shown
  store.lagging.set(record.id, { until: now + searchDelayMs, shown: view })
}

function announceValue(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  name: string,
  at: number,
  source: ChangeSource,
): void {
  portal.announce({
    kind: 'propertyChange',
    typeId: store.type.typeId,
    objectId: record.id,
    at,
    source,
    details: { propertyName: name, propertyValue: record.values[name] ?? '' },
  })
}

/** Moves a record to the recycle bin: its unique values are free again. */
export function archiveRecord(portal: Portal, store: ObjectStore, record: CrmRecord, source: ChangeSource): void {
  const at = portal.clock.now()
  releaseAll(store, record)
  record.archivedAt = at
  record.updatedAt = at
  store.moved.add(record)
  // Search never finds what is archived, not even as it was before the index caught up.
  store.lagging.delete(record.id)
  refreshOthers(portal, record, store)
  portal.announce({ kind: 'deletion', typeId: store.type.typeId, objectId: record.id, at, source })
}
