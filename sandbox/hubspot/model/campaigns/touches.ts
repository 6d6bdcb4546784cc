import type { Campaign, CrmRecord } from '../../state.ts'
import type { Portal } from '../portal.ts'
import { storeOf } from '../portal.ts'
import { versionsOf } from '../record.ts'
import type { ObjectStore } from '../store.ts'

/** The moment a campaign reached a contact. */
export interface Touch {
  /** Name or id of the campaign, as the contact's property holds it. */
  readonly campaign: string
  readonly at: number
}

const firstTouch = 'hs_analytics_first_touch_converting_campaign'
const lastTouch = 'hs_analytics_last_touch_converting_campaign'

/** Days of a report in milliseconds, both included. */
export interface Period {
  readonly from: number
  readonly to: number
}

const within = (at: number, { from, to }: Period): boolean => at >= from && at <= to

/** Contact properties hold a campaign's name, or its numeric id or GUID. */
export function namesOf(campaign: Campaign): ReadonlySet<string> {
  return new Set([campaign.properties['hs_name'] ?? '', campaign.id, String(campaign.objectId)])
}

function touchesIn(store: ObjectStore, contact: CrmRecord, property: string): Touch[] {
  if (contact.values[property] === undefined && contact.history[property] === undefined) return []
  return versionsOf(store, contact, property)
    .filter(({ value }) => value !== '')
    .map(({ value, at }) => ({ campaign: value, at }))
}

/** All touches of a contact, oldest first, each once. */
export function touchesOf(portal: Portal, contact: CrmRecord): Touch[] {
  const store = storeOf(portal, 'contacts')
  const all = [...touchesIn(store, contact, firstTouch), ...touchesIn(store, contact, lastTouch)]
  const seen = new Map(all.map((touch) => [`${touch.at} ${touch.campaign}`, touch]))
  return [...seen.values()].sort((a, b) => a.at - b.at)
}

/** Which contacts a report is about. */
export const contactTypes = ['contactFirstTouch', 'contactLastTouch', 'influencedContacts'] as const
export type ContactType = (typeof contactTypes)[number]

/** Living contacts a campaign reached first, last or ever within the period, by id. */
export function reachedContacts(portal: Portal, campaign: Campaign, type: ContactType, period: Period): CrmRecord[] {
  const store = storeOf(portal, 'contacts')
  const names = namesOf(campaign)
  const isOurs = (touch: Touch | undefined) =>
    touch !== undefined && names.has(touch.campaign) && within(touch.at, period)
  return store.state.records.filter((contact) => {
    if (contact.archivedAt !== null) return false
    if (type === 'influencedContacts') return touchesOf(portal, contact).some(isOurs)
    // The present value is the newest version.
    return isOurs(touchesIn(store, contact, type === 'contactFirstTouch' ? firstTouch : lastTouch)[0])
  })
}
