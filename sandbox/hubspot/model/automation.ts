import type { ChangeSource, CrmRecord } from '../state.ts'
import type { CheckedValues } from './check.ts'
import { isWon } from './deal.ts'
import type { Portal } from './portal.ts'
import type { ObjectStore } from './store.ts'
import { updateRecord } from './write.ts'

const byDeals: ChangeSource = { type: 'DEALS', id: 'deal-sync-triggered' }
const byCompany: ChangeSource = { type: 'COMPANIES', id: 'company-sync-triggered' }

/** Writes checked values to a record and lets HubSpot react to them. @returns every property that changed on the record itself. */
export function changeRecord(
  portal: Portal,
  store: ObjectStore,
  record: CrmRecord,
  values: CheckedValues,
  by: ChangeSource,
): readonly string[] {
  const changed = updateRecord(portal, store, record, values, by)
  if (store.type.name === 'deals' && changed.includes('hs_is_closed_won') && isWon(record))
    moveLifecycleOfDeal(portal, record)
  if (store.type.name === 'companies' && changed.includes('lifecyclestage')) pushStage(portal, record)
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
    for (const id of Object.keys(deal.links[store.type.typeId] ?? {})) moveOne(portal, store, Number(id), deal)
  }
}

/** The same for one person or company that was just joined to a deal. */
export function moveLifecycleOfPair(portal: Portal, store: ObjectStore, record: CrmRecord, deal: CrmRecord): void {
  if (portal.settings.dealsMoveLifecycle === 'on') moveOne(portal, store, record.id, deal)
}

function moveOne(portal: Portal, store: ObjectStore, id: number, deal: CrmRecord): void {
  const record = store.byId.get(id)
  if (record === undefined || record.archivedAt !== null) return
  changeRecord(portal, store, record, { lifecyclestage: isWon(deal) ? 'customer' : 'opportunity' }, byDeals)
}

/** Association type of a contact's primary company. */
const primaryCompany = 1

/**
 * A company's new stage goes to the contacts whose primary company it is, never backwards and never the other way:
 * https://knowledge.hubspot.com/crm-setup/manage-how-lifecycle-stages-sync-between-objects
 */
function pushStage(portal: Portal, company: CrmRecord): void {
  const stage = company.values['lifecyclestage'] ?? ''
  const contacts = portal.stores.get('contacts')
  if (portal.settings.companiesMoveLifecycle === 'off' || contacts === undefined || stage === '') return
  for (const id of Object.keys(company.links[contacts.type.typeId] ?? {})) {
    const contact = contacts.byId.get(Number(id))
    if (contact === undefined || contact.archivedAt !== null) continue
    if (contact.links['0-2']?.[company.id]?.includes(primaryCompany) !== true) continue
    updateRecord(portal, contacts, contact, { lifecyclestage: stage }, byCompany)
  }
}
