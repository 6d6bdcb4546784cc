import { conditionsHold } from '../condition.ts'
import type { Selection } from '../config.ts'
import type { Values } from '../mapping/value.ts'

export type Entry =
  | { readonly kind: 'enters'; readonly why: string }
  | { readonly kind: 'stays-out'; readonly why: 'not-marketing' | 'stage' | 'condition' | 'opted-out' | 'no-email' }

/**
 * Does this HubSpot contact enter the loop? Asked only for people who are not linked yet.
 * Properties read: hs_marketable_status, lifecyclestage, hs_email_optout, email and those of the conditions.
 */
export function entryOf(contact: Values, selection: Selection): Entry {
  if (selection.marketingContacts === 'required' && contact['hs_marketable_status'] !== 'true')
    return { kind: 'stays-out', why: 'not-marketing' }
  const stage = contact['lifecyclestage'] ?? null
  if (stage === null || !selection.stages.includes(stage)) return { kind: 'stays-out', why: 'stage' }
  if (selection.optedOut === 'exclude' && contact['hs_email_optout'] === 'true')
    return { kind: 'stays-out', why: 'opted-out' }
  if (!conditionsHold(selection.conditions, contact)) return { kind: 'stays-out', why: 'condition' }
  if ((contact['email'] ?? null) === null) return { kind: 'stays-out', why: 'no-email' }
  return { kind: 'enters', why: `lifecycle stage ${stage}` }
}
