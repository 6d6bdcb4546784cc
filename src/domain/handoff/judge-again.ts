import type { Instant } from '../instant.ts'
import type { Values } from '../mapping/value.ts'
import type { HandoverContract, Urgency } from './config.ts'
import { URGENCIES } from './config.ts'
import { chooseContract } from './contract.ts'
import type { Handoff } from './types.ts'
import type { Wording } from './wording.ts'

export interface UrgencyNow {
  readonly urgency: Urgency
  readonly urgencyRule: string
}

/**
 * How urgent a lead is by its contract now that its contact has changed; null: as urgent as it was, or its contract says nothing any
 * more (the contact no longer meets it, or a later version of the config edited or dropped it: a handoff keeps the version it began with).
 *
 * What people did grows old: that alone makes no lead less urgent. So it is judged as of now and as of the handover, and the more
 * urgent of the two holds.
 */
export function judgeAgain(
  handoff: Pick<Handoff, 'contract' | 'contractVersion' | 'urgency' | 'handedOverAt'>,
  contracts: readonly HandoverContract[],
  contact: Values,
  now: Instant,
  wording: Wording,
): UrgencyNow | null {
  const contract = contracts.find(({ id, version }) => id === handoff.contract && version === handoff.contractVersion)
  if (contract === undefined) return null
  const found = [now, handoff.handedOverAt].flatMap((at) => chooseContract([contract], contact, at, wording) ?? [])
  const [most] = found.toSorted((a, b) => URGENCIES.indexOf(a.urgency) - URGENCIES.indexOf(b.urgency))
  if (most === undefined || most.urgency === handoff.urgency) return null
  return { urgency: most.urgency, urgencyRule: most.urgencyRule }
}
