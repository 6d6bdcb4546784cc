import type { Condition } from '../condition.ts'
import { conditionsHold } from '../condition.ts'
import type { Instant } from '../instant.ts'
import { compareDecimals, plainDecimal } from '../mapping/decimal.ts'
import type { Values } from '../mapping/value.ts'
import { DAY_MS, isLocalDate, parseInstant } from '../time.ts'
import type { Behaviour, HandoverContract, Urgency } from './config.ts'
import type { Wording } from './wording.ts'

export interface ContractDecision {
  readonly contract: HandoverContract
  /** Of the contract, as stored with the handoff. */
  readonly version: number
  /** Why it holds, in words a person reads. */
  readonly reason: string
  readonly urgency: Urgency
  /** The rule that gave the urgency, in words. */
  readonly urgencyRule: string
}

/**
 * The first contract whose conditions, behaviour and score all hold, with reason and urgency; null when none does.
 *
 * A behaviour holds while its date property lies at most so many days of 24 h before `now`; a date without time is the whole day,
 * wherever on earth; what lies ahead has not happened. A score that is blank or no number is no score.
 *
 * @param wording in which the reasons are told.
 */
export function chooseContract(
  contracts: readonly HandoverContract[],
  contact: Values,
  now: Instant,
  wording: Wording,
): ContractDecision | null {
  const contract = contracts.find((one) => contractHolds(one, contact, now))
  if (contract === undefined) return null
  const because = [...wordsOf(contract, contact, wording), ...scoreWords(contract, contact, wording)]
  return {
    contract,
    version: contract.version,
    reason: because.length === 0 ? `every selected contact (${contract.name})` : because.join(', '),
    ...urgencyOf(contract, contact, now, wording),
  }
}

function contractHolds({ when, behaviour, score }: HandoverContract, contact: Values, now: Instant): boolean {
  if (!conditionsHold(when, contact) || !behaved(behaviour, contact, now)) return false
  if (score === null) return true
  const value = plainDecimal((contact[score.property] ?? '').trim())
  return value !== null && compareDecimals(value, plainDecimal(String(score.atLeast)) ?? '0') >= 0
}

function urgencyOf(
  contract: HandoverContract,
  contact: Values,
  now: Instant,
  wording: Wording,
): Pick<ContractDecision, 'urgency' | 'urgencyRule'> {
  const rule = contract.urgencyWhen.find(
    ({ when, behaviour }) => conditionsHold(when, contact) && behaved(behaviour, contact, now),
  )
  if (rule === undefined)
    return { urgency: contract.urgency, urgencyRule: `${contract.urgency}: as usual for ${contract.name}` }
  const because = wordsOf(rule, contact, wording).join(', ')
  return { urgency: rule.urgency, urgencyRule: `${rule.urgency}: ${because === '' ? 'always' : because}` }
}

const behaved = (behaviour: readonly Behaviour[], contact: Values, now: Instant): boolean =>
  behaviour.every(({ property, withinDays }) => isWithin(contact[property] ?? null, withinDays, now))

/** The first place on earth begins a day so much earlier than UTC, the last one ends it so much later. */
const EARLIEST_MS = 14 * 3_600_000
const LATEST_MS = 12 * 3_600_000

function isWithin(value: string | null, days: number, now: Instant): boolean {
  if (value === null) return false
  const text = value.trim()
  const since = now - days * DAY_MS
  if (isLocalDate(text)) {
    const midnight = parseInstant(`${text}T00:00:00.000Z`) ?? Number.NaN
    return midnight - EARLIEST_MS <= now && midnight + DAY_MS + LATEST_MS > since
  }
  // HubSpot writes some instants as epoch milliseconds.
  const at = /^\d{11,14}$/.test(text) ? Number(text) : parseInstant(text)
  return at !== null && at >= since && at <= now
}

function wordsOf(
  { when, behaviour }: { readonly when: readonly Condition[]; readonly behaviour: readonly Behaviour[] },
  contact: Values,
  wording: Wording,
): readonly string[] {
  const told = (property: string): string => wording.value(property, contact[property] ?? null)
  return [
    ...when.map(({ property }) => `${wording.property(property)} is ${told(property)}`),
    ...behaviour.map(
      ({ property, withinDays }) =>
        `${wording.property(property)} was ${told(property)}, within ${withinDays === 1 ? 'a day' : `${withinDays} days`}`,
    ),
  ]
}

function scoreWords({ score }: HandoverContract, contact: Values, wording: Wording): readonly string[] {
  if (score === null) return []
  const value = wording.value(score.property, contact[score.property] ?? null)
  return [`${wording.property(score.property)} is ${value}, at least ${score.atLeast}`]
}
