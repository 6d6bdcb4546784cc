import type { LinkId } from '../ids.ts'
import type { Instant } from '../instant.ts'

/** One candidate looked at while routing, in order; `skipped` says why he was not taken. */
export interface RoutingStep {
  readonly rule: string
  readonly candidate: string | null
  readonly verdict: 'chosen' | 'skipped' | 'no-match'
  readonly why: string
}

/** What an administrator may leave out when people are handed over by a backfill. */
export const LEFT_OUT = ['task', 'alerts'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

/**
 * What sales made of a handoff. `open`: nothing said yet. `accepted`: they work on it. `qualified`: became an opportunity or a
 * qualified lead. `rejected`: given back with a reason. `withdrawn`: left the loop by itself (merged, deleted, opted out).
 */
export const HANDOFF_STATES = ['open', 'accepted', 'qualified', 'rejected', 'withdrawn'] as const
export type HandoffState = (typeof HANDOFF_STATES)[number]

/** A lead given to sales once. One per person and cycle. */
export interface Handoff {
  readonly id: string
  readonly linkId: LinkId
  /** 1 for the first handover; a re-entry after recycling is 2. */
  readonly cycle: number
  readonly contract: string
  readonly contractVersion: number
  /** Pool of the contract: the team that answers for it. */
  readonly pool: string
  readonly configVersion: number
  /** Why it qualified, in words a person reads. */
  readonly reason: string
  readonly urgency: string
  /** The rule that gave the urgency, in words. */
  readonly urgencyRule: string
  /** Id of the SLA policy that its clocks follow; null: none applied. */
  readonly policy: string | null
  readonly nextStep: string
  /** The Salesforce user who answers for it now. */
  readonly ownerId: string
  readonly ownerName: string
  readonly ownerEmail: string | null
  readonly ownerRule: string
  readonly routing: readonly RoutingStep[]
  readonly routingVersion: number
  /** Salesforce queue that owns the Lead meanwhile; null: the owner himself does. */
  readonly queueId: string | null
  /**
   * OwnerId on which the Salesforce record and this handoff last agreed; null: not written yet. If the record has another one,
   * somebody gave it away there and the handoff follows; if only the handoff has, it is written.
   */
  readonly ownerAgreed: string | null
  /** Values that are to be written on the Salesforce record once, by field (a step of a ladder, a lead that comes back). */
  readonly pending: Readonly<Record<string, string | null>>
  /** Pool whose next free member gets it (`whenNobody: hold`); null: it is where it belongs. */
  readonly heldForPool: string | null
  /** How often it was given to somebody else because it was not answered. */
  readonly reassignments: number
  readonly qualifiedAt: Instant
  readonly handedOverAt: Instant
  readonly campaign: string | null
  /** Registrable domain of the person's company, for stickiness; null: unknown or free-mail. */
  readonly companyDomain: string | null
  /** The person was already in Salesforce and was linked, not created. */
  readonly linkedExisting: boolean
  readonly taskId: string | null
  /** What the Task was told last ({@link ./task.ts}); absent: not known. */
  readonly taskPrint?: string | null
  /** What is not made for this one, now or later; absent: nothing. */
  readonly leftOut?: readonly LeftOut[]
  readonly state: HandoffState
  /** When sales accepted, qualified or rejected it; null: not yet. */
  readonly acceptedAt: Instant | null
  readonly salesQualifiedAt: Instant | null
  readonly rejectedAt: Instant | null
  /** Salesforce user who rejected; null: not known. */
  readonly rejectedBy: string | null
  readonly rejectReason: string | null
  /** The person may come back from this instant on. */
  readonly returnAt: Instant | null
  /** Why the person stays though that instant has come, or they qualified anew; absent: neither, or nothing is in the way. */
  readonly staysBecause?: string | null
  /** When that is asked again, without news of the person; absent: with the next look. */
  readonly returnLookAt?: Instant | null
  /** "accepted by Ana Ruiz in Tandem": who said last on Tandem's pages what became of it; absent: nobody did. */
  readonly saidBy?: string | null
}

/** An owner of a handoff, in order: who had it from when, by which rule. The last one has it now. */
export interface OwnerSpell {
  readonly handoffId: string
  readonly ownerId: string
  readonly from: Instant
  readonly rule: string
  readonly why: string
}
