import type { z } from 'zod'
import type { ForeseenLead } from '#app/handoff/foresee-lead.ts'
import type { HandoverFacts } from '#app/handoff/handover-facts.ts'
import type { PoolNow } from '#app/handoff/read-pools.ts'
import type { SweptLead } from '#app/handoff/sweep-leads.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import type { Entry } from '#domain/lifecycle/selection.ts'
import type { Values } from '#domain/mapping/value.ts'
import { formatInstant } from '#domain/time.ts'
import type {
  HandoverFacts as WireFacts,
  PoolNow as WirePool,
  ReturnRow,
  sweepLeadsContract,
} from '../contract/handover.ts'
import type { Simulated } from '../contract/simulation.ts'

const at = (instant: Instant | null | undefined): string | null =>
  instant === null || instant === undefined ? null : formatInstant(instant)

export function toFacts(all: HandoverFacts): WireFacts {
  const { users, stages, leadStatuses, opportunityStages, hubspotOwners, recordTypes, lists, ...facts } = all
  const names = new Map((users ?? []).map(({ id, name }) => [id, name]))
  const option = ({ value, label }: { readonly value: string; readonly label: string }) => ({ value, label })
  return {
    ...facts,
    queues: facts.queues === null ? null : [...facts.queues],
    campaigns: [...facts.campaigns],
    unread: [...facts.unread],
    users:
      users?.map(({ id, name, email, active, managerId }) => ({
        id,
        name,
        email,
        active,
        manager: managerId === null ? null : (names.get(managerId) ?? null),
      })) ?? null,
    lists: lists?.map(({ id, name, size }) => ({ id, name, size })) ?? null,
    stages: stages?.map(option) ?? null,
    leadStatuses: leadStatuses?.map(option) ?? null,
    opportunityStages: opportunityStages?.map(option) ?? null,
    hubspotOwners: hubspotOwners === null ? null : [...hubspotOwners],
    recordTypes: recordTypes === null ? null : [...recordTypes],
  }
}

export const toPools = (pools: readonly PoolNow[], config: SyncConfig): WirePool[] =>
  pools.map(({ pool, next, members }) => ({
    id: pool.id,
    whenNobody: pool.whenNobody,
    usedBy: usersOf(pool.id, config),
    next: next?.email ?? null,
    members: members.map(({ member, rep, share, state, why, backAt, openLeads, today }) => ({
      email: member.email,
      userId: rep?.id ?? null,
      name: rep?.name ?? null,
      weight: member.weight,
      share,
      state,
      why,
      backAt: at(backAt),
      openLeads,
      today,
      capacity: member.capacity,
      hours: member.hours,
      leave: member.leave.map(({ from, to }) => ({ from, to })),
    })),
  }))

/** Contracts by their names, and rules by the words that their log has for them. */
function usersOf(pool: string, { handover, routing }: SyncConfig): string[] {
  const rules = (kind: string, list: SyncConfig['routing']['namedAccounts' | 'territories' | 'segments']): string[] =>
    list.flatMap(({ id, to }) => ('pool' in to && to.pool === pool ? [`${kind} ${id}`] : []))
  return [
    ...handover.filter((contract) => contract.pool === pool).map(({ name }) => name),
    ...rules('named account', routing.namedAccounts),
    ...rules('territory', routing.territories),
    ...rules('segment', routing.segments),
  ]
}

const ENTRY_WORDS: Readonly<Record<Extract<Entry, { kind: 'stays-out' }>['why'], string>> = {
  'not-marketing': 'is not a marketing contact in HubSpot',
  stage: 'is not at a lifecycle stage that is handed over',
  list: 'is on none of the lists that are handed over',
  condition: 'does not meet the conditions of the selection',
  'opted-out': 'opted out of e-mail',
  'no-email': 'has no e-mail address',
}

const entryWords = (entry: Entry): Simulated['enters'] =>
  entry.kind === 'enters' ? { yes: true, why: entry.why } : { yes: false, why: ENTRY_WORDS[entry.why] }

export function toSimulated(
  { lead, entry, last, reps, at: instant }: ForeseenLead,
  config: SyncConfig,
  queues: ReadonlyMap<string, string>,
): Simulated {
  const { person, route } = lead
  const decision = route?.decision
  const queueId = decision !== undefined && 'queueId' in decision ? decision.queueId : null
  const policy = config.sla.find(({ id }) => id === route?.policy)
  return {
    at: formatInstant(instant),
    person: {
      hubspotId: /^\d+$/.test(person.id) ? person.id : null,
      linkId: person.linkId,
      email: person.values['email'] ?? null,
      name: fullName(person.values),
      company: person.values['company'] ?? null,
      lastHandoff: last === null ? null : { cycle: last.cycle, state: last.state, owner: last.ownerName },
    },
    enters: entryWords(entry),
    outcome: decision?.kind ?? 'no-contract',
    contract: route === null ? null : contractOf(route.contract),
    owner:
      decision === undefined || decision.kind === 'nobody'
        ? null
        : { id: decision.rep.id, name: decision.rep.name, email: decision.rep.email },
    queue: queueId === null ? null : ([...queues].find(([, id]) => id === queueId)?.[0] ?? queueId),
    heldUntil: decision?.kind === 'held' ? formatInstant(decision.until) : null,
    rule: decision?.rule ?? null,
    policy: policy === undefined ? null : { id: policy.id, name: policy.name },
    clocks: (route?.clocks ?? []).map(({ name, dueAt, timeZone }) => {
      const spec = policy?.clocks.find((clock) => clock.name === name)
      return {
        name,
        targetSeconds: spec?.targetSeconds ?? 0,
        calendar: spec?.calendarId ?? '',
        timeZone,
        dueAt: at(dueAt),
      }
    }),
    steps: (decision?.log ?? []).map(({ rule, candidate, verdict, why }) => ({
      rule,
      who: candidate === null ? null : (reps.byId.get(candidate)?.name ?? candidate),
      verdict,
      why,
    })),
  }
}

type Route = NonNullable<ForeseenLead['lead']['route']>

const contractOf = ({ contract, version, reason, urgency, urgencyRule }: Route['contract']) => ({
  id: contract.id,
  name: contract.name,
  version,
  reason,
  urgency,
  urgencyRule,
  nextStep: contract.nextStep,
  pool: contract.pool,
})

function fullName(values: Values): string | null {
  const name = [values['firstname'], values['lastname']].flatMap((part) => part ?? []).join(' ')
  return name === '' ? null : name
}

/** As both sides last agreed; null: nobody says. */
const nameOf = (link: Link | undefined): string | null =>
  fullName({
    firstname: link?.base['firstname']?.hubspot ?? null,
    lastname: link?.base['lastname']?.hubspot ?? null,
  })

export const toReturn = (handoff: Handoff, link: Link | undefined): ReturnRow => ({
  handoffId: handoff.id,
  linkId: handoff.linkId,
  hubspotId: link?.hubspotId ?? null,
  salesforceId: link?.salesforceId ?? null,
  name: nameOf(link),
  cycle: handoff.cycle,
  rejectedAt: at(handoff.rejectedAt),
  rejectReason: handoff.rejectReason,
  returnAt: at(handoff.returnAt),
  why: handoff.staysBecause ?? null,
  askedAgainAt: at(handoff.returnLookAt),
})

type Swept = z.input<(typeof sweepLeadsContract)['reply']>

const sweptLead = ({ handoffId, link, decision }: SweptLead) => ({
  handoffId,
  linkId: link.id,
  hubspotId: link.hubspotId,
  name: nameOf(link),
  reason: decision.reason,
  why: decision.why,
})

export const toSwept = (swept: {
  readonly looked: number
  readonly given: readonly SweptLead[]
  readonly stuck: readonly SweptLead[]
}): Swept => ({
  looked: swept.looked,
  given: swept.given.flatMap((lead) =>
    lead.decision.kind === 'give'
      ? [{ ...sweptLead(lead), owner: lead.decision.decision.rep.name, rule: lead.decision.decision.rule }]
      : [],
  ),
  stuck: swept.stuck.map(sweptLead),
})
