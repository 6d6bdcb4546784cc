import type { SyncConfig } from '../config.ts'
import type { Instant } from '../instant.ts'
import { entryOf } from '../lifecycle/selection.ts'
import type { Values } from '../mapping/value.ts'
import type { ContractDecision } from './contract.ts'
import { chooseContract } from './contract.ts'
import type { Handoff } from './types.ts'
import type { Wording } from './wording.ts'

/** A person who was given back, as he is now. */
export interface ReturningContact {
  /** Of the HubSpot contact. */
  readonly values: Values
  /** When he entered a stage that qualifies; null: HubSpot does not say. */
  readonly qualifiedAt: Instant | null
  /** Ids of the lists that the contact is a member of. */
  readonly memberships: ReadonlySet<string>
  readonly opportunities: readonly { readonly isClosed: boolean; readonly isWon: boolean }[]
}

export type ReturnDecision =
  /** Nothing calls for a return. */
  | { readonly kind: 'stays'; readonly why: string }
  /** The date has come, or he qualified anew, and something is in the way: it may go. */
  | { readonly kind: 'held-back'; readonly why: string }
  | { readonly kind: 'returns'; readonly why: string; readonly contract: ContractDecision }

/**
 * Does a rejected person open a new cycle? When the return date has come, or he qualified anew after the rejection (that needs no
 * date, and no return date forbids it), if he enters by the selection as everybody does and a contract holds for him now.
 *
 * By a date he returns from the stage that he was recycled to, which enters nobody else; and only while sales has no open or won
 * Opportunity with him, since nobody asked for him then.
 */
export function mayReturn(
  handoff: Pick<Handoff, 'state' | 'rejectedAt' | 'returnAt'>,
  contact: ReturningContact,
  now: Instant,
  config: Pick<SyncConfig, 'handover' | 'selection' | 'feedback'>,
  wording: Wording,
): ReturnDecision {
  const { state, rejectedAt, returnAt } = handoff
  if (state !== 'rejected' || rejectedAt === null) return { kind: 'stays', why: 'was not given back' }
  const { qualifiedAt } = contact
  const anew = qualifiedAt !== null && qualifiedAt > rejectedAt && qualifiedAt <= now
  const dateHasCome = returnAt !== null && returnAt <= now
  if (!anew && !dateHasCome)
    return { kind: 'stays', why: returnAt === null ? 'has no return date' : 'the return date has not come' }
  const obstacle = obstacleOf(contact, anew ? 'anew' : 'by-date', config)
  if (obstacle !== null) return { kind: 'held-back', why: obstacle }
  const contract = chooseContract(config.handover, contact.values, now, wording)
  if (contract === null) return { kind: 'held-back', why: 'no contract holds' }
  return { kind: 'returns', why: anew ? 'qualified anew' : 'the return date has come', contract }
}

const STAYS_OUT = {
  'not-marketing': 'is no marketing contact',
  stage: 'is in a lifecycle stage that does not enter',
  list: 'is on none of the lists',
  condition: 'a condition of the selection does not hold',
  'opted-out': 'has opted out of e-mail',
  'no-email': 'has no e-mail address',
} as const

function obstacleOf(
  { values, memberships, opportunities }: ReturningContact,
  how: 'anew' | 'by-date',
  { selection, feedback }: Pick<SyncConfig, 'selection' | 'feedback'>,
): string | null {
  const stages = how === 'anew' ? selection.stages : [...selection.stages, feedback.recycleStage]
  const entry = entryOf(values, { ...selection, stages }, memberships)
  if (entry.kind === 'stays-out') return STAYS_OUT[entry.why]
  if (how === 'anew') return null
  if (opportunities.some(({ isWon }) => isWon)) return 'has a won opportunity'
  return opportunities.some(({ isClosed }) => !isClosed) ? 'has an open opportunity' : null
}
