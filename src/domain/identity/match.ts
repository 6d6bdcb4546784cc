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
  | {
      readonly kind: 'one'
      readonly candidate: Candidate
      readonly others: readonly Candidate[]
      readonly by: 'stored-id' | 'email' | 'name' | 'review'
    }
  /** More than one of the same standing: a person has to choose. */
  | { readonly kind: 'several'; readonly candidates: readonly Candidate[] }

/** Ids that an earlier meeting left on the two records. */
export interface StoredIds {
  /** The Tandem Key this contact's record would bear. */
  readonly key: string
  /** The Salesforce record that the contact itself names; null: none. */
  readonly salesforceId: string | null
}

/**
 * Which Salesforce record is this HubSpot contact? One that bears its key, or that it names, comes first: a person may have
 * written the key there to decide among several. Else by exact e-mail: a Contact goes before a Lead (the Lead is noted), and
 * two Contacts, or two open Leads without a Contact, are never picked from silently. Converted Leads are never candidates.
 * Source: https://knowledge.hubspot.com/salesforce/duplicate-salesforce-leads-or-contacts-syncing-to-hubspot tells how the
 * built-in integration picks "in no particular order"; this is the rule that replaces it.
 *
 * @param candidates found by e-mail or by stored id, each once.
 */
export function matchPerson(candidates: readonly Candidate[], stored: StoredIds): Match {
  const open = candidates.filter((c) => c.object === 'Contact' || c.values['IsConverted'] !== 'true')
  const known = open.filter((c) => isKnown(c, stored))
  const contacts = (known.length > 0 ? known : open).filter((c) => c.object === 'Contact')
  const pool = contacts.length > 0 ? contacts : known.length > 0 ? known : open
  const [first, second] = pool
  if (first === undefined) return { kind: 'none' }
  if (second !== undefined) return { kind: 'several', candidates: pool }
  const others = open.filter((c) => c !== first)
  return { kind: 'one', candidate: first, others, by: known.length > 0 ? 'stored-id' : 'email' }
}

/** Does the record bear the contact's key, or does the contact name it? Then they were one before, whatever a filter says. */
export const isKnown = (candidate: Candidate, stored: StoredIds): boolean =>
  candidate.values['Tandem_Key__c'] === stored.key || candidate.id === stored.salesforceId

/** The key of a new record: stored before the first write and never computed again. */
export const personKey = (portalId: string, hubspotId: string): string => `${portalId}:${hubspotId}`
export const dealKey = (orgId: string, opportunityId: string): string => `${orgId}:${opportunityId}`
/** Follow-up Task of a handover: one per person and cycle. */
export const taskKey = (linkKey: string, cycle: number): string => `${linkKey}:task:${cycle}`
/** Opportunity opened from a HubSpot stage: one per person and cycle. */
export const opportunityKey = (linkKey: string, cycle: number): string => `${linkKey}:opportunity:${cycle}`
