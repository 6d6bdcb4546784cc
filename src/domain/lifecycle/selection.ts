import { conditionsHold } from '../condition.ts'
import type { SalesforceFiltered, Selection } from '../config.ts'
import type { Values } from '../mapping/value.ts'

export type Entry =
  | { readonly kind: 'enters'; readonly why: string }
  | {
      readonly kind: 'stays-out'
      readonly why: 'not-marketing' | 'stage' | 'list' | 'condition' | 'opted-out' | 'no-email'
    }

/**
 * Does this HubSpot contact enter the loop? Asked only for people who are not linked yet.
 * Properties read: hs_marketable_status, lifecyclestage, hs_email_optout, email and those of the conditions.
 * @param memberships ids of the lists the contact is a member of; a list that is not among them counts as left.
 */
export function entryOf(contact: Values, selection: Selection, memberships: ReadonlySet<string>): Entry {
  if (selection.marketingContacts === 'required' && contact['hs_marketable_status'] !== 'true')
    return { kind: 'stays-out', why: 'not-marketing' }
  const stage = contact['lifecyclestage'] ?? null
  if (stage === null || !selection.stages.includes(stage)) return { kind: 'stays-out', why: 'stage' }
  if (selection.lists.length > 0 && !selection.lists.some((list) => memberships.has(list)))
    return { kind: 'stays-out', why: 'list' }
  if (selection.optedOut === 'exclude' && contact['hs_email_optout'] === 'true')
    return { kind: 'stays-out', why: 'opted-out' }
  if (!conditionsHold(selection.conditions, contact)) return { kind: 'stays-out', why: 'condition' }
  if ((contact['email'] ?? null) === null) return { kind: 'stays-out', why: 'no-email' }
  return { kind: 'enters', why: `lifecycle stage ${stage}` }
}

/**
 * Does this Salesforce record take part? Asked only for records that are not linked yet: one that leaves the filter later
 * stays linked. Fields read: those of the object's conditions; an object without conditions takes part whole.
 */
export function takesPart(object: SalesforceFiltered, record: Values, selection: Selection): boolean {
  return conditionsHold(selection.salesforce[object] ?? [], record)
}
