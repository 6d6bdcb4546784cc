import { awaitsAssignment } from '#domain/handoff/owner.ts'
import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import type { EntryDecision } from '#domain/plan/entry.ts'
import { leadingClock } from '#domain/sla/clock.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import type { LinkedPerson } from '../people/unit.ts'
import { recordSteps } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'
import { announce } from './announce.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { reopened } from './reopen.ts'
import type { GatheredFacts } from './route-facts.ts'
import { domainOf } from './route-facts.ts'
import type { Routing, RoutingPeople } from './route-leads.ts'
import { leaveToSalesforce, routeLeads } from './route-leads.ts'
import { policyFor, startClocks } from './start-clocks.ts'

export type Entering = LinkedPerson & { readonly decision: EntryDecision }
type HandingOver = Entering & { readonly decision: Extract<EntryDecision, { kind: 'hand-over' }> }

/** What was read for the decisions before the transaction began. */
export interface HandoverFacts {
  readonly facts: GatheredFacts
  readonly people: RoutingPeople
}

/**
 * Gives each newcomer an owner, a handoff and its clocks, in the caller's transaction. Adopted people pass through.
 * The owner is decided here, before a Lead is made, and once for a cycle, however often the batch is repeated.
 */
export async function handOver(
  scope: Scope,
  tx: Store,
  people: readonly Entering[],
  { facts, people: owners }: HandoverFacts,
): Promise<readonly LinkedPerson[]> {
  const { id } = scope.connection
  const handing = people.filter((person): person is HandingOver => person.decision.kind === 'hand-over')
  const before = await tx.handoffs.latestByLinks(
    id,
    handing.map(({ link }) => link.id),
  )
  const fresh = handing.filter(({ link, decision }) => (before.get(link.id)?.cycle ?? 0) < decision.cycle)
  const isLeft = ({ record }: HandingOver): boolean => scope.config.routing.by === 'salesforce' && record === null
  const left = leaveToSalesforce(
    scope,
    fresh.filter(isLeft).map(({ link }) => link.id),
    owners,
  )
  const chosen = await routeLeads(
    scope,
    tx,
    fresh.flatMap((person) => {
      const { link, contact, decision } = person
      const known = facts.get(contact.id)
      return known === undefined || isLeft(person)
        ? []
        : [{ id: link.id, pool: decision.contract.contract.pool, facts: known }]
    }),
    owners,
  )
  const routed = new Map<string, Routing>([...left, ...chosen])
  const made = fresh.flatMap((person) => {
    const routing = routed.get(person.link.id)
    return routing === undefined ? [] : [toHandoff(scope, person, routing)]
  })
  const inserted = await tx.handoffs.insert(id, made)
  const mine = made.filter((handoff) => inserted.has(handoff.id))
  // A row that was there already (somebody else was faster) wins over the one just made.
  const overtaken = made.flatMap((handoff) => (inserted.has(handoff.id) ? [] : [handoff.linkId]))
  const theirs = await tx.handoffs.latestByLinks(id, overtaken)
  await tx.handoffs.addSpells(id, mine.map(firstSpell))
  const stored = new Map<LinkId, Handoff>([...before, ...theirs, ...mine.map((one) => [one.linkId, one] as const)])
  const started = [...stored.values()].flatMap((handoff) => startClocks(scope, handoff))
  await tx.clocks.insert(
    id,
    started.map(({ clock }) => clock),
  )
  await recordSteps(
    scope,
    tx,
    started.map(({ clock }) => clock),
    started.flatMap(({ steps }) => steps),
  )
  await wakeAtFirst(
    scope,
    tx,
    started.map(({ clock }) => clock),
  )
  const clocksOf = Map.groupBy(
    started.map(({ clock }) => clock),
    (clock) => clock.handoffId,
  )
  const clockOf = ({ id: handoff }: Handoff): StoredClock | null => leadingClock(clocksOf.get(handoff) ?? [])
  const links = new Map(handing.map(({ link }) => [link.id, link]))
  await announce(
    scope,
    tx,
    mine.flatMap((handoff) => {
      // Who has it is known once it is made.
      if (awaitsAssignment(handoff)) return []
      const link = links.get(handoff.linkId)
      return link === undefined ? [] : [{ handoff, link, clock: clockOf(handoff) }]
    }),
    owners.reps,
  )
  return people.map(({ decision: _decision, ...person }) => {
    const handoff = stored.get(person.link.id) ?? null
    return { ...person, handoff, clock: handoff === null ? null : clockOf(handoff) }
  })
}

function toHandoff(scope: Scope, { link, contact, record, decision }: HandingOver, routing: Routing): Handoff {
  const { contract, reason, urgency, urgencyRule } = decision.contract
  const at = {
    contract: contract.id,
    urgency,
    campaign: contact.values[scope.config.campaignProperty] ?? null,
    ownerRule: routing.rule,
    // A Contact cannot belong to a queue.
    queueId: routing.kind === 'owner' || record?.object === 'Contact' ? null : routing.queueId,
    heldForPool: routing.kind === 'held' ? routing.pool : null,
  }
  return {
    ...at,
    id: scope.newId(),
    linkId: link.id,
    cycle: decision.cycle,
    contractVersion: contract.version,
    pool: contract.pool,
    configVersion: scope.configVersion,
    reason,
    urgencyRule,
    policy: policyFor(scope, at)?.id ?? null,
    nextStep: contract.nextStep,
    ownerId: routing.rep.id,
    ownerName: routing.rep.name,
    ownerEmail: routing.rep.email,
    routing: routing.log,
    routingVersion: scope.config.routing.version,
    reassignments: 0,
    // The owner of a record that is there already is left until the first plan of the person writes ours.
    ownerAgreed: null,
    pending: reopened(scope.config, record, decision.cycle),
    qualifiedAt: decision.qualifiedAt,
    handedOverAt: scope.clock.now(),
    companyDomain: domainOf(contact),
    linkedExisting: record !== null,
    taskId: null,
    ...(scope.leavesOut === undefined ? {} : { leftOut: scope.leavesOut }),
    state: 'open',
    acceptedAt: null,
    salesQualifiedAt: null,
    rejectedAt: null,
    rejectedBy: null,
    rejectReason: null,
    returnAt: null,
  }
}

const firstSpell = ({ id, ownerId, handedOverAt, ownerRule }: Handoff): OwnerSpell => ({
  handoffId: id,
  ownerId,
  from: handedOverAt,
  rule: ownerRule,
  why: 'handed over',
})
