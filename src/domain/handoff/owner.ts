import { ASSIGNED } from '../routing/assignment.ts'
import type { Handoff } from './types.ts'

/** What is to be done about the OwnerId of a handoff's record. */
export type OwnerVerdict =
  /** The record has the owner it should have, or nobody can tell. */
  | { readonly kind: 'nothing' }
  /** It has the owner it should have, and the handoff does not know yet. */
  | { readonly kind: 'agreed'; readonly ownerId: string }
  | { readonly kind: 'write'; readonly ownerId: string }
  /** Somebody gave it away in Salesforce: the handoff goes with it. */
  | { readonly kind: 'follow'; readonly ownerId: string }

export interface OwnerFacts {
  /** Lead or Contact: a queue cannot own the latter. */
  readonly object: string
  /** `routing.keepExistingOwner`. */
  readonly keepsOwner: boolean
  readonly isActive: (userId: string) => boolean
}

/** Rule of an owner whom somebody gave the record to in Salesforce. */
export const FOLLOWED = 'changed in Salesforce'

type Owned = Pick<Handoff, 'ownerId' | 'ownerRule' | 'queueId' | 'ownerAgreed' | 'state' | 'linkedExisting'>

const NOTHING: OwnerVerdict = { kind: 'nothing' }

/** Ids of queues, which are groups; those of users begin with 005. */
export const isQueue = (ownerId: string): boolean => ownerId.startsWith('00G')

/** A Lead whose owner Salesforce is to name by its assignment rules, and has not yet, as far as it is known. */
export const awaitsAssignment = ({ ownerRule, ownerAgreed }: Pick<Handoff, 'ownerRule' | 'ownerAgreed'>): boolean =>
  ownerRule === ASSIGNED && ownerAgreed === null

/** OwnerId that the record of a handoff should have. */
export function wantedOwner(
  { ownerId, queueId }: Pick<Handoff, 'ownerId' | 'queueId'>,
  { object }: Pick<OwnerFacts, 'object'>,
): string {
  const wanted = queueId ?? ownerId
  return isQueue(wanted) && object === 'Contact' ? ownerId : wanted
}

/**
 * Compares the owner that a record has with the one its handoff names. Whoever moved away from what both last agreed on is right;
 * if both did, Salesforce is. A Lead that Salesforce assigns is followed to whom it assigned it. A record that the routing did not know of keeps its owner, if owners are kept: it was found late. What
 * sales gave back is not followed, and not taken from whom sales gave it to. Nobody follows to a user who is not active.
 * @param held OwnerId of the record; null or undefined: it was not read.
 */
export function judgeOwner(handoff: Owned, held: string | null | undefined, facts: OwnerFacts): OwnerVerdict {
  const { ownerAgreed, state } = handoff
  if (held === null || held === undefined || state === 'withdrawn') return NOTHING
  const wanted = wantedOwner(handoff, facts)
  if (held === wanted) return ownerAgreed === held ? NOTHING : { kind: 'agreed', ownerId: held }
  if (ownerAgreed === held) return { kind: 'write', ownerId: wanted }
  if (state === 'rejected') return ownerAgreed === null ? { kind: 'write', ownerId: wanted } : NOTHING
  if (awaitsAssignment(handoff))
    return isQueue(held) || facts.isActive(held)
      ? { kind: 'follow', ownerId: held }
      : { kind: 'write', ownerId: wanted }
  if (ownerAgreed === null) {
    const keeps = facts.keepsOwner && !handoff.linkedExisting && facts.isActive(held)
    return keeps ? { kind: 'follow', ownerId: held } : { kind: 'write', ownerId: wanted }
  }
  return isQueue(held) || facts.isActive(held) ? { kind: 'follow', ownerId: held } : NOTHING
}
