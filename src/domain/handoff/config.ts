import type { Condition } from '../condition.ts'

export const URGENCIES = ['urgent', 'high', 'normal', 'low'] as const
export type Urgency = (typeof URGENCIES)[number]

/** Something the person did lately: a HubSpot date property that lies at most so many days back. */
export interface Behaviour {
  readonly property: string
  readonly withinDays: number
}

/** What makes a contact a lead for sales, and how it is treated. First contract that matches wins. */
export interface HandoverContract {
  readonly id: string
  readonly name: string
  /** Grows with every edit; stored with each handoff. */
  readonly version: number
  readonly when: readonly Condition[]
  readonly behaviour: readonly Behaviour[]
  /** A number property that must be at least so much; null: no score is asked for. */
  readonly score: { readonly property: string; readonly atLeast: number } | null
  readonly urgency: Urgency
  /** Classes by condition, first match wins, before `urgency`. */
  readonly urgencyWhen: readonly {
    readonly urgency: Urgency
    readonly when: readonly Condition[]
    readonly behaviour: readonly Behaviour[]
  }[]
  /** Pool of the routing section: the team. */
  readonly pool: string
  /** SLA policy by id; null: the first whose conditions hold. */
  readonly policy: string | null
  readonly nextStep: string
}

/** How sales answers a handoff in Salesforce, and what becomes of who is given back. */
export interface FeedbackConfig {
  /** Lead Status values that mean: somebody works on it. */
  readonly acceptedStatuses: readonly string[]
  /** Lead Status values that mean: qualified. An Opportunity means it too. */
  readonly qualifiedStatuses: readonly string[]
  /** Lead Status values that mean: given back. */
  readonly rejectedStatuses: readonly string[]
  /** Field of Lead and Contact with the reason; a value in it rejects as well. */
  readonly reasonField: string
  /** Reason where sales gave none. */
  readonly defaultReason: string
  /** Days until the person may come back, by reason; others after `returnAfterDays`. null: never by itself. */
  readonly returnAfterDays: number | null
  readonly returnAfterDaysByReason: Readonly<Record<string, number | null>>
  /** HubSpot stage of who was given back; not a stage that enters. */
  readonly recycleStage: string
  /** Who owns the Lead then: an e-mail of a user, a queue's developer name, or null: the fallback owner. */
  readonly recycleOwner: string | null
  /** Lead Status of a lead that comes back. */
  readonly reopenedStatus: string
  /** Closes the follow-up Task when the clock is met by something else, or the lead is given back. */
  readonly closesTask: boolean
}
