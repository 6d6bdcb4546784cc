import type { ChangeSource, CrmRecord } from '../state.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import { archiveRecord } from './write.ts'

/**
 * Erases a contact for good; subscribers get both events:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (permanently delete for GDPR)
 */
export function purgeContact(portal: Portal, store: ObjectStore, record: CrmRecord, source: ChangeSource): void {
  archiveRecord(portal, store, record, source)
  for (const [typeId, edges] of Object.entries(record.links)) {
    const other = [...portal.stores.values()].find(({ type }) => type.typeId === typeId)
    for (const id of Object.keys(edges)) delete other?.byId.get(Number(id))?.links[store.type.typeId]?.[record.id]
  }
  store.byId.delete(record.id)
  store.moved.add(record)
  store.state.records = store.state.records.filter((each) => each !== record)
  portal.announce({
    kind: 'privacyDeletion',
    typeId: store.type.typeId,
    objectId: record.id,
    at: portal.clock.now(),
    source,
  })
}
