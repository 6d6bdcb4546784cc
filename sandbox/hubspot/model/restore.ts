import type { ChangeSource, CrmRecord } from '../state.ts'
import { refreshOthers } from './association-counts.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import { claimAll, uniqueHolders } from './store.ts'
import { hideFromSearch } from './write.ts'

/** Why a record stays in the recycle bin. */
export type Restored = { readonly ok: true } | { readonly ok: false; readonly reason: string }

/**
 * Takes a record out of the recycle bin, as a person can for 90 days; its values and associations are those it had:
 * https://knowledge.hubspot.com/records/restore-deleted-records
 */
export function restoreRecord(portal: Portal, store: ObjectStore, record: CrmRecord, source: ChangeSource): Restored {
  if (record.archivedAt === null) return { ok: false, reason: `${store.type.singular} ${record.id} is not archived` }
  const at = portal.clock.now()
  if (at - record.archivedAt > binMs)
    return { ok: false, reason: `${store.type.singular} ${record.id} is gone for good` }
  const [holder] = uniqueHolders(store, record)
  if (holder !== undefined) {
    return { ok: false, reason: `${store.type.singular} ${holder.id} has taken ${holder.property} ${holder.value}` }
  }
  record.archivedAt = null
  record.updatedAt = at
  claimAll(store, record)
  store.moved.add(record)
  refreshOthers(portal, record, store)
  hideFromSearch(portal, store, record, null)
  portal.announce({ kind: 'restore', typeId: store.type.typeId, objectId: record.id, at, source })
  return { ok: true }
}

const binMs = 90 * 86_400_000
