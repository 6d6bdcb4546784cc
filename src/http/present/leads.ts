import type * as z from 'zod'
import type { ClockNow, LeadNow } from '#app/leads/list-leads.ts'
import type { LeadOutcome } from '#app/leads/act-on-leads.ts'
import type { LeadActor } from '#app/leads/who-acts.ts'
import { titleOf } from '#domain/identity/search-text.ts'
import type { LeadOutcomes } from '../contract/lead-actions.ts'
import type { leadClock, LeadRow } from '../contract/leads.ts'
import { personPages } from './crm-links.ts'
import type { CrmAddresses } from './crm-links.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

/** Who looks, and where records are opened. */
export interface LeadView {
  readonly addresses: CrmAddresses
  readonly portalId: string
  /** Null: the reader may act on no lead. */
  readonly actor: LeadActor | null
}

/** A lead as the wire has it. Name, company and e-mail are what both sides last agreed on. */
export function toLeadRow({ handoff, link, clock }: LeadNow, { addresses, portalId, actor }: LeadView): LeadRow {
  const title = titleOf(link.base)
  const isOpen = handoff.state === 'open' || handoff.state === 'accepted' || handoff.state === 'qualified'
  return {
    id: handoff.id,
    link: link.id,
    ...title,
    state: handoff.state,
    cycle: handoff.cycle,
    urgency: handoff.urgency,
    urgencyRule: handoff.urgencyRule,
    owner: { id: handoff.ownerId, name: handoff.ownerName, email: handoff.ownerEmail },
    ownerRule: handoff.ownerRule,
    inQueue: handoff.queueId !== null || handoff.heldForPool !== null,
    pool: handoff.pool,
    policy: handoff.policy,
    contract: handoff.contract,
    campaign: handoff.campaign,
    why: handoff.reason,
    nextStep: handoff.nextStep,
    qualifiedAt: toInstantText(handoff.qualifiedAt),
    handedOverAt: toInstantText(handoff.handedOverAt),
    clock: clock === null ? null : toLeadClock(clock),
    acceptedAt: toInstantTextOrNull(handoff.acceptedAt),
    rejectedAt: toInstantTextOrNull(handoff.rejectedAt),
    rejectReason: handoff.rejectReason,
    returnAt: toInstantTextOrNull(handoff.returnAt),
    staysBecause: handoff.staysBecause ?? null,
    saidBy: handoff.saidBy ?? null,
    mine: isOpen && actor !== null && (actor.on === 'all' || actor.repId === handoff.ownerId),
    ...personPages(addresses, portalId, link),
  }
}

export const toLeadClock = ({ clock, state, dueAt, remainingSeconds }: ClockNow): z.infer<typeof leadClock> => ({
  name: clock.name,
  state,
  dueAt: toInstantTextOrNull(dueAt),
  remainingSeconds,
  targetSeconds: clock.targetSeconds,
  stoppedAt: toInstantTextOrNull(clock.stoppedAt),
})

export const toOutcomes = (outcomes: readonly LeadOutcome[]): LeadOutcomes => ({
  outcomes: outcomes.map((one) => ({
    id: one.id,
    kind: one.kind,
    what: one.kind === 'done' ? one.what : null,
    code: one.kind === 'refused' ? one.code : null,
    message: one.kind === 'refused' ? one.message : null,
    remedy: one.kind === 'refused' ? one.remedy : null,
  })),
})
