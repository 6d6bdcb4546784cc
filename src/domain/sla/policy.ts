import type { LadderStep } from './ladder.ts'

/** Fractions of the target, in business time, at which a warning is due unless the policy says otherwise. */
export const DEFAULT_WARN_AT: readonly number[] = [0.5, 0.8]

/**
 * What a clock of a policy measures. `first_response`: until a person answers. `accept_or_reject`: until sales says that it takes
 * the lead or gives it back. `qualification`: until it is qualified, has an Opportunity, or is given back.
 */
export const CLOCK_KINDS = ['first_response', 'accept_or_reject', 'qualification'] as const
export type ClockKind = (typeof CLOCK_KINDS)[number]

/** When a clock starts: when the person qualified in HubSpot, or when the lead was given to sales. */
export const CLOCK_STARTS = ['qualified', 'handed_over'] as const
export type ClockStart = (typeof CLOCK_STARTS)[number]

export const CLOCK_HOURS = ['calendar', 'owner'] as const
export type ClockHours = (typeof CLOCK_HOURS)[number]

export const APPLIES_TO = ['new-clocks', 'running-clocks'] as const
export type AppliesTo = (typeof APPLIES_TO)[number]

/** One promise of a policy. */
export interface PolicyClock {
  /** Unique within the policy; shown to people. */
  readonly name: string
  readonly kind: ClockKind
  /** Business seconds on the calendar. */
  readonly targetSeconds: number
  /** Id of a calendar in the sync config. */
  readonly calendarId: string
  /**
   * Whose hours count: the calendar's, or those that the pool names for whoever has the lead, as long as he has it; the calendar's
   * where it names none, and while a queue has the lead.
   */
  readonly hours: ClockHours
  /** Fractions of the target; empty: no warnings. */
  readonly warnAt: readonly number[]
  readonly start: ClockStart
  /** Lead Status values during which the clock stands still. */
  readonly pausedIn: readonly string[]
  /** A second clock begins with each new owner; the lead's own one runs on. */
  readonly restartOnReassign: boolean
}

/** Every given condition must hold; an absent one always holds, a fact that is null meets no condition on it. */
export interface PolicyConditions {
  readonly urgency?: readonly string[] | undefined
  readonly campaign?: readonly string[] | undefined
  /** Ids of handover contracts. */
  readonly contract?: readonly string[] | undefined
}

export interface SlaPolicy {
  readonly id: string
  readonly name: string
  /** Grows with every edit. */
  readonly version: number
  /** Whether running clocks keep the version they started with, or take this one. */
  readonly appliesTo: AppliesTo
  readonly when: PolicyConditions
  readonly clocks: readonly PolicyClock[]
  /** What happens before and after a clock of the policy runs out; see {@link LadderStep}. */
  readonly escalation: readonly LadderStep[]
}

/** What is known of a handoff when its policy is chosen; null: it has none. */
export interface PolicyFacts {
  readonly urgency: string | null
  readonly campaign: string | null
  readonly contract: string | null
}

const holds = (allowed: readonly string[] | undefined, fact: string | null): boolean =>
  allowed === undefined || (fact !== null && allowed.includes(fact))

/** The first policy, in the order given, whose conditions all hold; null when none does, so the lead has no clock. */
export function choosePolicy(policies: readonly SlaPolicy[], facts: PolicyFacts): SlaPolicy | null {
  return (
    policies.find(
      ({ when }) =>
        holds(when.urgency, facts.urgency) &&
        holds(when.campaign, facts.campaign) &&
        holds(when.contract, facts.contract),
    ) ?? null
  )
}
