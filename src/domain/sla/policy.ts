/** Fractions of the target, in business time, at which a warning is due unless the policy says otherwise. */
export const DEFAULT_WARN_AT: readonly number[] = [0.5, 0.8]

/** What a clock of a policy measures. Only what can be stopped is offered: a kind comes with the facts that stop it. */
export const CLOCK_KINDS = ['first_response'] as const
export type ClockKind = (typeof CLOCK_KINDS)[number]

/** One promise of a policy. */
export interface PolicyClock {
  /** Unique within the policy; shown to people. */
  readonly name: string
  readonly kind: ClockKind
  /** Business seconds on the calendar. */
  readonly targetSeconds: number
  /** Id of a calendar in the sync config. */
  readonly calendarId: string
  /** Fractions of the target; empty: no warnings. */
  readonly warnAt: readonly number[]
}

/** Every given condition must hold; an absent one always holds, a fact that is null meets no condition on it. */
export interface PolicyConditions {
  readonly urgency?: readonly string[] | undefined
  readonly campaign?: readonly string[] | undefined
}

export interface SlaPolicy {
  readonly id: string
  readonly name: string
  /** Grows with every edit. Running clocks keep the version they started with. */
  readonly version: number
  readonly when: PolicyConditions
  readonly clocks: readonly PolicyClock[]
}

/** What is known of a handoff when its policy is chosen; null: it has none. */
export interface PolicyFacts {
  readonly urgency: string | null
  readonly campaign: string | null
}

const holds = (allowed: readonly string[] | undefined, fact: string | null): boolean =>
  allowed === undefined || (fact !== null && allowed.includes(fact))

/** The first policy, in the order given, whose conditions all hold; null when none does, so the lead has no clock. */
export function choosePolicy(policies: readonly SlaPolicy[], facts: PolicyFacts): SlaPolicy | null {
  return policies.find(({ when }) => holds(when.urgency, facts.urgency) && holds(when.campaign, facts.campaign)) ?? null
}
