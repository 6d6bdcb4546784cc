import type { CrmRecord } from '../state.ts'
import type { Portal } from './portal.ts'
import { storeOf } from './portal.ts'
import type { ObjectStore } from './store.ts'

const counted = [
  ['num_associated_deals', '0-3'],
  ['num_associated_contacts', '0-1'],
] as const

/** Association type of a contact's primary company. */
const primaryCompany = 1

/** Counters and the primary company live on the record; they do not count as a modification. */
export function refreshCounts(portal: Portal, record: CrmRecord, store: ObjectStore): void {
  for (const [name, typeId] of counted) {
    if (!store.properties.has(name)) continue
    const count = livingLinks(record, storeOf(portal, typeId)).length
    put(record, name, count === 0 ? '' : String(count))
  }
  if (store.type.name !== 'contacts') return
  const companies = livingLinks(record, storeOf(portal, '0-2'))
  put(record, 'associatedcompanyid', companies.find(([, held]) => held.includes(primaryCompany))?.[0] ?? '')
}

/** After a record went to the recycle bin or came back: it counts on the other ends no longer, or again. */
export function refreshOthers(portal: Portal, record: CrmRecord, store: ObjectStore): void {
  for (const others of portal.stores.values()) {
    for (const id of Object.keys(record.links[others.type.typeId] ?? {})) {
      const other = others.byId.get(Number(id))
      if (other === undefined) continue
      refreshCounts(portal, other, others)
      others.moved.add(other)
    }
  }
  refreshCounts(portal, record, store)
}

/** Associations of a record with records that are not in the recycle bin, whose own associations come back with them. */
export function livingLinks(record: CrmRecord, others: ObjectStore): readonly (readonly [string, readonly number[]])[] {
  return Object.entries(record.links[others.type.typeId] ?? {}).filter(
    ([id]) => others.byId.get(Number(id))?.archivedAt === null,
  )
}

function put(record: CrmRecord, name: string, value: string): void {
  if (value === '') delete record.values[name]
  else record.values[name] = value
}
