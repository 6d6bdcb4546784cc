import { knownObjectType } from '../object-types.ts'
import type { ChangeSource, CrmRecord } from '../state.ts'
import { isWon } from './deal.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import type { CheckedValues } from './write.ts'
import { updateRecord } from './write.ts'

const source: ChangeSource = { type: 'DEALS', id: 'deal-sync-triggered' }

/** Writes checked values to a record and lets HubSpot react to them. @returns every property that changed on the record itself. */
export function changeRecord(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  values: CheckedValues,
  by: ChangeSource,
): readonly string[] {
  const changed = updateRecord(portal, store, record, values, by)
  if (store.type.name === 'deals' && changed.length > 0) moveLifecycleOfDeal(portal, record)
  return changed
}

/**
 * HubSpot moves stages by itself when a deal is associated (opportunity) and when it is won (customer), never backwards:
 * https://knowledge.hubspot.com/records/use-lifecycle-stages
 */
function moveLifecycleOfDeal(portal: Portal, deal: CrmRecord): void {
  if (portal.settings.dealsMoveLifecycle === 'off') return
  for (const name of ['contacts', 'companies']) {
    const store = portal.stores.get(name)
    if (store === undefined) continue
    for (const id of Object.keys(deal.links[knownObjectType(name).typeId] ?? {}))
      moveOne(portal, store, Number(id), deal)
  }
}

/** The same for one person or company that was just joined to a deal. */
export function moveLifecycleOfPair(portal: Portal, store: ObjectStore, record: CrmRecord, deal: CrmRecord): void {
  if (portal.settings.dealsMoveLifecycle === 'on') moveOne(portal, store, record.id, deal)
}

function moveOne(portal: Portal, store: ObjectStore, id: number, deal: CrmRecord): void {
  const record = store.byId.get(id)
  if (record === undefined || record.archivedAt !== null) return
  updateRecord(portal, store, record, { lifecyclestage: isWon(deal) ? 'customer' : 'opportunity' }, source)
}
