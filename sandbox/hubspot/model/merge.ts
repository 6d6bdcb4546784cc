import { HubSpotError, badInput, invalid, notFound } from '../errors.ts'
import type { ChangeSource, CrmRecord } from '../state.ts'
import { refreshCounts } from './association-counts.ts'
import { addEdge, associationTypes, isHeldOnce } from './associations.ts'
import { addMembers, removeMembers } from './lists/members.ts'
import { stageAfter } from './lifecycle.ts'
import type { Portal } from './portal.ts'
import { setValue } from './record.ts'
import type { ObjectStore } from './store.ts'
import { addRecord, findById, releaseAll } from './store.ts'
import { hideFromSearch } from './write.ts'

/**
 * Two records become one with a new id; both old ids answer for it from then on. Accounts in a beta keep the id of the primary:
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
  const idIsNew = portal.settings.mergedRecordId === 'new'
  refuseTooMany(portal, primary, other)
  const at = portal.clock.now()
  const gone = idIsNew ? [primary, other] : [other]
  for (const old of [primary, other]) releaseAll(store, old)
  const merged: CrmRecord = {
    id: idIsNew ? ++store.state.lastId : primary.id,
    createdAt: Math.min(primary.createdAt, other.createdAt),
    updatedAt: at,
    archivedAt: null,
    values: { ...other.values, ...primary.values, ...mergeTrace(store, primary, other, gone, at) },
    history: { ...other.history, ...primary.history },
    links: {},
    source: primary.source,
  }
  for (const old of [primary, other]) moveLinks(portal, store, old, merged)
  keepFurthestStage(store, merged, other, at, source)
  store.state.records = store.state.records.filter((record) => record !== primary && record !== other)
  for (const old of [primary, other]) {
    store.byId.delete(old.id)
    store.moved.add(old)
    store.lagging.delete(old.id)
  }
  // Chains: ids that led to a merged record lead to the newest one.
  for (const [alias, id] of Object.entries(store.state.aliases)) {
    if (id === primary.id || id === other.id) store.state.aliases[alias] = merged.id
  }
  for (const old of gone) store.state.aliases[old.id] = merged.id
  addRecord(store, merged)
  // Records are kept by ascending id, and a kept id is not the highest.
  if (!idIsNew) store.state.records.sort((a, b) => a.id - b.id)
  hideFromSearch(portal, store, merged, null)
  refreshCounts(portal, merged, store)
  moveMemberships(portal, store, gone, merged, at)
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

/**
 * "Lifecycle Stage: the stage furthest down the funnel is maintained", one of the exceptions that stay when the primary's values win:
 * https://knowledge.hubspot.com/records/merge-records
 */
function keepFurthestStage(
  store: ObjectStore,
  merged: CrmRecord,
  other: CrmRecord,
  at: number,
  by: ChangeSource,
): void {
  const [kept, offered] = [merged.values['lifecyclestage'], other.values['lifecyclestage']]
  if (store.type.stageProperty !== 'lifecyclestage' || kept === undefined || offered === undefined) return
  setValue(merged, 'lifecyclestage', stageAfter(store, kept, offered), at, by)
}

/**
 * "Two records that were previously involved in a combined total of 250+ merges":
 * https://developers.hubspot.com/docs/api-reference/error-handling (414)
 */
function refuseTooMany({ settings }: Portal, primary: CrmRecord, other: CrmRecord): void {
  const idsPerMerge = settings.mergedRecordId === 'new' ? 2 : 1
  const merges = (mergedIds(primary).length + mergedIds(other).length) / idsPerMerge
  if (merges < settings.maxMerges) return
  throw new HubSpotError(414, { message: `Cannot have more than ${settings.maxMerges} identities on a profile` })
}

const mergedIds = ({ values }: CrmRecord): readonly string[] => values['hs_merged_object_ids']?.split(';') ?? []

function named(store: ObjectStore, id: unknown): CrmRecord {
  if (!/^\d{1,15}$/.test(String(id))) throw badInput('Invalid input JSON: record ids are expected')
  const record = findById(store, Number(id))
  if (record === undefined) throw notFound()
  return record
}

function mergeTrace(
  store: ObjectStore,
  primary: CrmRecord,
  other: CrmRecord,
  gone: readonly CrmRecord[],
  at: number,
): Record<string, string> {
  const isGone = new Set(gone)
  const ids = [primary, other].flatMap((record) => [...mergedIds(record), ...(isGone.has(record) ? [record.id] : [])])
  const trace: Record<string, string> = { hs_merged_object_ids: ids.join(';') }
  if (store.type.name !== 'contacts') return trace
  // Of a chain only the last link: so it is reported, and clients are to keep their own table of ids.
  trace['hs_calculated_merged_vids'] = gone.map(({ id }) => `${id}:${at}`).join(';')
  const addresses = [primary, other].flatMap(({ values }) => [
    values['email'],
    ...(values['hs_additional_emails']?.split(';') ?? []),
  ])
  const kept = primary.values['email'] ?? other.values['email']
  const further = [...new Set(addresses)].filter((address) => address !== undefined && address !== kept)
  if (further.length > 0) trace['hs_additional_emails'] = further.join(';')
  return trace
}

/** A static list keeps the person, under the id of now; lists with filters look for themselves. */
function moveMemberships(
  portal: Portal,
  store: ObjectStore,
  gone: readonly CrmRecord[],
  merged: CrmRecord,
  at: number,
): void {
  for (const list of portal.state.lists.lists) {
    if (list.objectTypeId !== store.type.typeId || list.processingType === 'DYNAMIC') continue
    const removed = removeMembers(
      portal,
      list,
      gone.map(({ id }) => id),
      at,
    )
    if (removed.length > 0) addMembers(portal, list, [merged.id], at)
  }
}

function moveLinks(portal: Portal, store: ObjectStore, old: CrmRecord, merged: CrmRecord): void {
  for (const [typeId, edges] of Object.entries(old.links)) {
    const otherStore = [...portal.stores.values()].find(({ type }) => type.typeId === typeId)
    for (const [id, held] of Object.entries(edges)) {
      const partner = otherStore?.byId.get(Number(id))
      // "Excess primary associations from secondary records will be dropped", says the changelog.
      const dropped = held.filter((type) => isHeldOnce(store.type.typeId, type) && holds(merged, typeId, type))
      for (const type of held) if (!dropped.includes(type)) addEdge(merged, typeId, Number(id), type)
      const back = partner?.links[store.type.typeId]
      if (partner === undefined || back === undefined) continue
      const droppedBack = associationTypes
        .filter((type) => dropped.includes(type.typeId))
        .map(({ inverseTypeId }) => inverseTypeId)
      for (const type of back[old.id] ?? [])
        if (!droppedBack.includes(type)) addEdge(partner, store.type.typeId, merged.id, type)
      if (old.id !== merged.id) delete back[old.id]
    }
  }
}

const holds = (record: CrmRecord, toTypeId: string, type: number): boolean =>
  Object.values(record.links[toTypeId] ?? {}).some((held) => held.includes(type))
