import { conditionsHold } from '../condition.ts'
import type { CampaignMembersConfig } from '../config.ts'
import type { Values } from '../mapping/value.ts'

/** The member status of whoever is on the list: of the first condition that holds on the contact, else the common one. */
export function memberStatus(entry: CampaignMembersConfig, contact: Values): string {
  return entry.statusWhen.find(({ when }) => conditionsHold(when, contact))?.status ?? entry.status
}

/** Contact properties by which the status is decided; none where everybody has the same. */
export const statusProperties = (entry: CampaignMembersConfig): readonly string[] => [
  ...new Set(entry.statusWhen.flatMap(({ when }) => when.map(({ property }) => property))),
]

export type StatusDecision =
  /** Replaces what Tandem left there itself. */
  | 'write'
  /** It is there already, and counts as Tandem's from now on. */
  | 'agreed'
  /** Somebody in Salesforce set it, and it stays. */
  | 'kept'

/**
 * May the status of a member be replaced? Only Tandem's own last value is: what sales set says what really happened.
 * @param own the status Tandem left there last; null: it never set one.
 * @param now the status the member has.
 */
export function decideStatus(wanted: string, own: string | null, now: string | null): StatusDecision {
  if (sameStatus(now, wanted)) return 'agreed'
  return own !== null && sameStatus(now, own) ? 'write' : 'kept'
}

/** Salesforce compares picklist values without regard to case. */
export const sameStatus = (a: string | null, b: string | null): boolean =>
  a === b || (a !== null && b !== null && a.toLowerCase() === b.toLowerCase())

export type Parting =
  | { readonly kind: 'none' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'status'; readonly status: string }

/**
 * What becomes of a member whose contact left the list. Members that Tandem did not make, and those whose status somebody in
 * Salesforce has set since, are left alone: a response is not undone because a list changed.
 */
export function decideParting(
  onLeave: CampaignMembersConfig['onLeave'],
  member: { readonly made: boolean; readonly own: string | null; readonly now: string | null },
): Parting {
  if (onLeave === 'keep' || !member.made || member.own === null || !sameStatus(member.now, member.own))
    return { kind: 'none' }
  if (onLeave === 'remove') return { kind: 'remove' }
  return sameStatus(member.now, onLeave.status) ? { kind: 'none' } : { kind: 'status', status: onLeave.status }
}
