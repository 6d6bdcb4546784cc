import type { LifecycleConfig } from '../config.ts'
import type { Handoff } from '../handoff/types.ts'
import type { Instant } from '../instant.ts'
import { stageToReturnTo, stageToWrite } from '../lifecycle/stage.ts'
import type { SalesState } from '../lifecycle/stage.ts'
import type { Canonical, Values } from '../mapping/value.ts'
import { fromMinorCanonical } from '../money.ts'
import { formatInstant } from '../time.ts'

export interface OpportunityFact {
  readonly id: string
  readonly stage: string
  readonly isClosed: boolean
  readonly isWon: boolean
  readonly amountMinor: bigint | null
  readonly createdAt: Instant
  /** Local date of the close. */
  readonly closedOn: string | null
  readonly lostReason: string | null
  /** Opportunity whose refund this is: it lowers what was won, and is no opportunity of its own. Null: it is none. */
  readonly refundOf: string | null
  /** What was given back of this one, >= 0; null: nothing. */
  readonly refundedMinor: bigint | null
}

/** Everything Tandem knows about one person that marketers should read in HubSpot. */
export interface PersonFacts {
  readonly salesforceId: string
  readonly owner: { readonly name: string; readonly email: string | null } | null
  readonly handoff: Handoff | null
  readonly clock: {
    readonly state: string
    readonly policy: string
    readonly dueAt: Instant | null
    readonly stoppedAt: Instant | null
    readonly breachedAt: Instant | null
  } | null
  readonly opportunities: readonly OpportunityFact[]
  readonly attributedMinor: bigint | null
  readonly firstCampaign: string | null
  readonly lastCampaign: string | null
  readonly currency: string
}

/**
 * The `tandem_*` values a contact should carry, complete: a value that no longer holds is blank, so it is cleared.
 * Adopted people without a handover get no follow-up values.
 */
export function contactWriteBack(facts: PersonFacts): Values {
  const newestFirst = facts.opportunities
    .filter((o) => o.refundOf === null)
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  const won = newestFirst.filter((o) => o.isWon)
  const lost = newestFirst.find((o) => o.isClosed && !o.isWon)
  const refunds = facts.opportunities.filter((o) => o.isWon && o.refundOf !== null)
  const wonMinor = [...won, ...refunds].reduce((sum, o) => sum + (o.amountMinor ?? 0n) - (o.refundedMinor ?? 0n), 0n)
  const money = (minor: bigint): string => fromMinorCanonical(minor, facts.currency)
  return {
    tandem_salesforce_id: facts.salesforceId,
    tandem_handed_over_at: instant(facts.handoff?.handedOverAt ?? null),
    tandem_handover_reason: facts.handoff?.reason ?? null,
    tandem_sales_owner_name: facts.owner?.name ?? null,
    tandem_sales_owner_email: facts.owner?.email ?? null,
    tandem_sla_status: facts.clock === null || facts.clock.state === 'not_started' ? null : facts.clock.state,
    tandem_sla_due_at: instant(facts.clock?.dueAt ?? null),
    tandem_first_response_at: instant(facts.clock?.stoppedAt ?? null),
    tandem_sla_breached_at: instant(facts.clock?.breachedAt ?? null),
    tandem_sla_policy: facts.clock?.policy ?? null,
    tandem_urgency: facts.handoff?.urgency ?? null,
    tandem_handover_status: facts.handoff?.state ?? null,
    tandem_rejection_reason: facts.handoff?.rejectReason ?? null,
    tandem_return_at: instant(facts.handoff?.returnAt ?? null),
    tandem_opportunity_stage: newestFirst[0]?.stage ?? null,
    tandem_outcome: outcomeOf(newestFirst),
    // A win whose amount is not known (none, or in a foreign currency) is no win of 0.
    tandem_won_amount: won.some((o) => o.amountMinor !== null) ? money(wonMinor) : null,
    tandem_won_on: newestClose(won),
    tandem_lost_reason: lost?.lostReason ?? null,
    tandem_attributed_revenue: facts.attributedMinor === null ? null : money(facts.attributedMinor),
    tandem_first_campaign: facts.firstCampaign,
    tandem_last_campaign: facts.lastCampaign,
  }
}

/** Any won deal makes a customer; else any open one is open; else lost. */
function outcomeOf(opportunities: readonly OpportunityFact[]): Canonical {
  if (opportunities.some((o) => o.isWon)) return 'won'
  if (opportunities.some((o) => !o.isClosed)) return 'open'
  return opportunities.length === 0 ? null : 'lost'
}

const newestClose = (won: readonly OpportunityFact[]): Canonical =>
  won.reduce<Canonical>(
    (latest, o) => (o.closedOn !== null && (latest === null || o.closedOn > latest) ? o.closedOn : latest),
    null,
  )

const instant = (at: Instant | null): Canonical => (at === null ? null : formatInstant(at))

/**
 * The stage to write, or null; the caller compares what HubSpot says it kept.
 * @param leadStatus null for whoever is a Contact in Salesforce.
 */
export function stageWriteBack(
  current: string | null,
  facts: Pick<PersonFacts, 'opportunities'>,
  config: LifecycleConfig,
  leadStatus: string | null,
): string | null {
  return stageToWrite(current, salesOf(facts, leadStatus), config)
}

/** The stage that somebody goes back to who was given back, or null; it has to be cleared before. */
export function stageBackWrite(
  current: string | null,
  facts: Pick<PersonFacts, 'opportunities'>,
  recycleStage: string,
  config: LifecycleConfig,
): string | null {
  return stageToReturnTo(current, salesOf(facts, null), recycleStage, config)
}

const salesOf = ({ opportunities }: Pick<PersonFacts, 'opportunities'>, leadStatus: string | null): SalesState => ({
  openOpportunities: opportunities.filter((o) => !o.isClosed && o.refundOf === null).length,
  wonOpportunities: opportunities.filter((o) => o.isWon && o.refundOf === null).length,
  leadStatus,
})

/** The part of `wanted` that differs from what the record holds; properties that were not read count as blank. */
export function difference(wanted: Values, held: Values): Values {
  return Object.fromEntries(Object.entries(wanted).filter(([field, value]) => (held[field] ?? null) !== value))
}
