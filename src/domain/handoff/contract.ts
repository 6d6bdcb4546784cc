import type { HandoverContract } from '../config.ts'
import { conditionsHold } from '../condition.ts'
import type { Values } from '../mapping/value.ts'

export interface ContractDecision {
  readonly contract: HandoverContract
  readonly reason: string
}

/** The first contract whose conditions hold, with the reason in words; null when none does. */
export function chooseContract(contracts: readonly HandoverContract[], contact: Values): ContractDecision | null {
  const contract = contracts.find((c) => conditionsHold(c.when, contact))
  if (contract === undefined) return null
  const because = contract.when.map(({ property }) => `${property} is ${contact[property] ?? 'blank'}`)
  return { contract, reason: because.length === 0 ? `every selected contact (${contract.id})` : because.join(', ') }
}
