import { badInput, invalid, notFound } from '../errors.ts'
import type { ChangeSource, CrmRecord } from '../state.ts'
import { addEdge, refreshCounts } from './associations.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import { addRecord, findById, releaseAll } from './store.ts'

/**
 * Two records become a new one with a new id; both old ids answer for it from then on:
 * https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies
 */
export function mergeRecords(
  portal: Portal,
  store: ObjectStore,
  primaryId: unknown,
  otherId: unknown,
  source: ChangeSource,
): CrmRecord {
  const primary = named(store, primaryId)
  const other = named(store, otherId)
  if (primary === other) throw invalid('Cannot merge a record with itself')
  const at = portal.clock.now()
  for (const old of [primary, other]) releaseAll(store, old)
  const merged: CrmRecord = {
    id: ++store.state.lastId,
    createdAt: Math.min(primary.createdAt, other.createdAt),
    updatedAt: at,
    archivedAt: null,
    values: { ...other.values, ...primary.values, ...mergeTrace(store, primary, other, at) },
    history: { ...other.history, ...primary.history },
    links: {},
    source: primary.source,
  }
  for (const old of [primary, other]) moveLinks(portal, store, old, merged)
  store.state.records = store.state.records.filter((record) => record !== primary && record !== other)
  for (const old of [primary, other]) {
    store.byId.delete(old.id)
    store.moved.add(old)
    store.lagging.delete(old.id)
    store.state.aliases[old.id] = merged.id
  }
  // Chains: ids that led to a merged record lead to the newest one.
  for (const [alias, id] of Object.entries(store.state.aliases)) {
    if (id === primary.id || id === other.id) store.state.aliases[alias] = merged.id
  }
  addRecord(store, merged)
  refreshCounts(merged, store)
  portal.announce({
    kind: 'merge',
    typeId: store.type.typeId,
    objectId: merged.id,
    at,
    source,
    details: {
      primaryObjectId: primary.id,
      mergedObjectIds: [other.id],
      newObjectId: merged.id,
      numberOfPropertiesMoved: Object.keys(other.values).filter((name) => !(name in primary.values)).length,
    },
  })
  return merged
}

function named(store: ObjectStore, id: unknown): CrmRecord {
  if (!/^\d{1,15}$/.test(String(id))) throw badInput('Invalid input JSON: record ids are expected')
  const record = findById(store, Number(id))
  if (record === undefined) throw notFound()
  return record
}

function mergeTrace(store: ObjectStore, primary: CrmRecord, other: CrmRecord, at: number): Record<string, string> {
  const ids = [primary, other].flatMap(({ id, values }) => [
    ...(values['hs_merged_object_ids']?.split(';') ?? []),
    String(id),
  ])
  const trace: Record<string, string> = { hs_merged_object_ids: [...new Set(ids)].join(';') }
  if (store.type.name !== 'contacts') return trace
  trace['hs_calculated_merged_vids'] = ids.map((id) => `${id}:${at}`).join(';')
  const addresses = [primary, other].flatMap(({ values }) => [
    values['email'],
    ...(values['hs_additional_emails']?.split(';') ?? []),
  ])
  const kept = primary.values['email'] ?? other.values['email']
  const further = [...new Set(addresses)].filter((address) => address !== undefined && address !== kept)
  if (further.length > 0) trace['hs_additional_emails'] = further.join(';')
  return trace
}

function moveLinks(portal: Portal, store: ObjectStore, old: CrmRecord, merged: CrmRecord): void {
  for (const [typeId, edges] of Object.entries(old.links)) {
    const otherStore = [...portal.stores.values()].find(({ type }) => type.typeId === typeId)
    for (const [id, held] of Object.entries(edges)) {
      const partner = otherStore?.byId.get(Number(id))
      for (const type of held) addEdge(merged, typeId, Number(id), type)
      const back = partner?.links[store.type.typeId]
      if (partner === undefined || back === undefined) continue
      for (const type of back[old.id] ?? []) addEdge(partner, store.type.typeId, merged.id, type)
      delete back[old.id]
    }
  }
}
