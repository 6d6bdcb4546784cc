import type { SyncConfig } from '../config.ts'
import { chooseContract } from '../handoff/contract.ts'
import type { ContractDecision } from '../handoff/contract.ts'
import type { Wording } from '../handoff/wording.ts'
import type { Candidate, Match } from '../identity/match.ts'
import type { Instant } from '../instant.ts'
import { entryOf } from '../lifecycle/selection.ts'
import type { Values } from '../mapping/value.ts'

/** What to do with a HubSpot contact that has no link yet. */
export type EntryDecision =
  | { readonly kind: 'ignore'; readonly why: string }
  /** Several records in Salesforce could be this person. */
  | { readonly kind: 'review'; readonly why: string }
  /** The person's only records in Salesforce are left out by the configuration: a new one would be a duplicate. */
  | { readonly kind: 'left-out'; readonly why: string }
  /** Qualified before go-live: linked if found, never created, no clock. */
  | { readonly kind: 'adopt' }
  | {
      readonly kind: 'hand-over'
      readonly contract: ContractDecision
      readonly qualifiedAt: Instant
      readonly cycle: number
    }

/**
 * @param match of the contact's e-mail in Salesforce, among the records that take part.
 * @param leftOut records with the same e-mail that do not.
 * @param memberships ids of the lists the contact is a member of.
 * @param qualifiedAt when the contact entered its stage; null when HubSpot does not say, then `now` counts.
 * @param wording in which the reason of a handover is told.
 */
export function decideEntry(input: {
  readonly contact: Values
  readonly match: Match
  readonly leftOut: readonly Candidate[]
  readonly memberships: ReadonlySet<string>
  readonly qualifiedAt: Instant | null
  readonly now: Instant
  readonly config: SyncConfig
  readonly wording: Wording
}): EntryDecision {
  const entry = entryOf(input.contact, input.config.selection, input.memberships)
  if (entry.kind === 'stays-out') return { kind: 'ignore', why: entry.why }
  if (input.match.kind === 'several') {
    const objects = input.match.candidates.map((c) => c.object)
    return { kind: 'review', why: `${objects.length} records in Salesforce have this e-mail (${objects.join(', ')})` }
  }
  const qualifiedAt = input.qualifiedAt ?? input.now
  if (qualifiedAt < input.config.goLiveAt)
    return input.match.kind === 'one' ? { kind: 'adopt' } : { kind: 'ignore', why: 'before-go-live' }
  const [leftOut] = input.leftOut
  if (input.match.kind === 'none' && leftOut !== undefined)
    return { kind: 'left-out', why: `${leftOut.object} ${leftOut.id} has this e-mail and is left out of the selection` }
  const contract = chooseContract(input.config.handover, input.contact, input.now, input.wording)
  if (contract === null) return { kind: 'ignore', why: 'no-contract' }
  return { kind: 'hand-over', contract, qualifiedAt, cycle: 1 }
}
