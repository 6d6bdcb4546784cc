import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'

/** A record of the other side that might be the same person. */
export interface Candidate {
  readonly object: 'Lead' | 'Contact'
  readonly id: string
  readonly values: Values
  readonly createdAt: Instant
  readonly modifiedAt: Instant
}

export type Match =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly candidate: Candidate; readonly others: readonly Candidate[] }
  /** More than one of the same standing: a person has to choose. */
  | { readonly kind: 'several'; readonly candidates: readonly Candidate[] }

/**
 * Which Salesforce record is this HubSpot contact, by exact e-mail?
 * A Contact goes before a Lead (the Lead is noted); converted Leads are never candidates; two Contacts, or two open Leads
 * without a Contact, are never picked from silently.
 * Source: https://knowledge.hubspot.com/salesforce/duplicate-salesforce-leads-or-contacts-syncing-to-hubspot tells how the
 * built-in integration picks "in no particular order"; this is the rule that replaces it.
 */
export function matchPerson(candidates: readonly Candidate[]): Match {
  const open = candidates.filter((c) => c.object === 'Contact' || c.values['IsConverted'] !== 'true')
  const contacts = open.filter((c) => c.object === 'Contact')
  const pool = contacts.length > 0 ? contacts : open
  const [first, second] = pool
  if (first === undefined) return { kind: 'none' }
  if (second !== undefined) return { kind: 'several', candidates: pool }
  return { kind: 'one', candidate: first, others: open.filter((c) => c !== first) }
}

/** The key of a new record: stored before the first write and never computed again. */
export const personKey = (portalId: string, hubspotId: string): string => `${portalId}:${hubspotId}`
export const dealKey = (orgId: string, opportunityId: string): string => `${orgId}:${opportunityId}`
/** Follow-up Task of a handover: one per person and cycle. */
export const taskKey = (linkKey: string, cycle: number): string => `${linkKey}:task:${cycle}`
/** Opportunity opened from a HubSpot stage: one per person and cycle. */
export const opportunityKey = (linkKey: string, cycle: number): string => `${linkKey}:opportunity:${cycle}`
