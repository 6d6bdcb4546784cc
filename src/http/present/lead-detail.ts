import type { LeadRead, StepAhead } from '#app/leads/read-lead.ts'
import { clockNow } from '#app/leads/list-leads.ts'
import type { ExplainedClock } from '#app/sla/explain-lead.ts'
import type { HeldIn } from '#app/sla/holdings.ts'
import { stepWords } from '#app/sla/step-words.ts'
import type { Instant } from '#domain/instant.ts'
import type { RepDirectory } from '#domain/routing/types.ts'
import type { LeadDetail } from '../contract/lead-detail.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'
import { toLeadClock, toLeadRow } from './leads.ts'
import type { LeadView } from './leads.ts'

/** Everything of one lead on the wire, with names instead of ids where the user is known. */
export function toLeadDetail(read: LeadRead, view: LeadView, reps: RepDirectory, now: Instant): LeadDetail {
  const nameOf = (id: string): string => reps.byId.get(id)?.name ?? id
  const { lead, explained, ahead } = read
  return {
    asOf: toInstantText(now),
    lead: toLeadRow(lead, view),
    routing: lead.handoff.routing.map(({ rule, candidate, verdict, why }) => ({
      rule,
      candidate: candidate === null ? null : nameOf(candidate),
      verdict,
      why,
    })),
    cycles: explained.handoffs.toReversed().map(({ handoff, owners }) => ({
      cycle: handoff.cycle,
      id: handoff.id,
      state: handoff.state,
      handedOverAt: toInstantText(handoff.handedOverAt),
      why: handoff.reason,
      campaign: handoff.campaign,
      acceptedAt: toInstantTextOrNull(handoff.acceptedAt),
      qualifiedBySalesAt: toInstantTextOrNull(handoff.salesQualifiedAt),
      rejectedAt: toInstantTextOrNull(handoff.rejectedAt),
      rejectedBy: handoff.rejectedBy === null ? null : nameOf(handoff.rejectedBy),
      rejectReason: handoff.rejectReason,
      returnAt: toInstantTextOrNull(handoff.returnAt),
      saidBy: handoff.saidBy ?? null,
      leftOut: [...(handoff.leftOut ?? [])],
      owners: owners.map(({ ownerId, from, rule, why }) => ({
        owner: nameOf(ownerId),
        from: toInstantText(from),
        rule,
        why,
      })),
    })),
    clocks: explained.clocks.toReversed().map((one) => toClock(one, nameOf, now)),
    ahead: ahead.map(toAhead),
    holdings: explained.holdings.map((held) => toHolding(held, nameOf)),
  }
}

function toClock(
  { clock, events }: ExplainedClock,
  nameOf: (id: string) => string,
  now: Instant,
): LeadDetail['clocks'][number] {
  return {
    ...toLeadClock(clockNow(clock, now)),
    id: clock.id,
    cycle: clock.cycle,
    policy: clock.policy,
    kind: clock.kind,
    rep: clock.repId === null ? null : nameOf(clock.repId),
    startedAt: toInstantText(clock.startedAt),
    breachedAt: toInstantTextOrNull(clock.breachedAt),
    timeline: events.map(({ at, what, why }) => ({ at: toInstantText(at), what: stepWords(clock, what), why })),
  }
}

const toAhead = ({ clock, step, at }: StepAhead): LeadDetail['ahead'][number] => ({
  at: toInstantTextOrNull(at),
  clock: clock.name,
  what: stepWords(clock, step),
})

const PLACES: Readonly<Record<HeldIn['kind'], string>> = {
  marketing: 'With marketing',
  queue: 'In a queue',
  owner: 'With the owner, unanswered',
  'after-answer': 'Answered',
}

const toHolding = (held: HeldIn, nameOf: (id: string) => string): LeadDetail['holdings'][number] => ({
  from: toInstantText(held.from),
  until: toInstantTextOrNull(held.until),
  where: PLACES[held.kind],
  who: held.id === null ? null : nameOf(held.id),
})
