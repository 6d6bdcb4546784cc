import type { ChangeSource, CrmRecord } from '../state.ts'
import { addressesOf, blockEmail } from './erased-emails.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import { findById, findByUnique } from './store.ts'
import { archiveRecord } from './write.ts'

/**
 * Erases a record for good, also one that is in the recycle bin; its addresses are blocked from then on. Subscribers get both events:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/objects/contacts/guide (permanently delete for GDPR)
 */
export function purgeRecord(portal: Portal, store: ObjectStore, record: CrmRecord, source: ChangeSource): void {
  for (const email of addressesOf(record)) blockEmail(portal, email)
  if (record.archivedAt === null) archiveRecord(portal, store, record, source)
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

/** Every record that a privacy deletion by this value erases: the living one, and those in the recycle bin that had it. */
export function recordsWith(store: ObjectStore, property: string, value: string): readonly CrmRecord[] {
  const key = value.trim().toLowerCase()
  const has = (record: CrmRecord) =>
    property === 'email' ? addressesOf(record).includes(key) : record.values[property] === value
  const living = findByUnique(store, property, value)
  const archived = store.state.records.filter((record) => record.archivedAt !== null && has(record))
  return living === undefined ? archived : [living, ...archived]
}

/** The record behind an id, wherever it is. */
export const recordAnywhere = (store: ObjectStore, id: number): CrmRecord | undefined =>
  findById(store, id) ?? findById(store, id, 'archived')
