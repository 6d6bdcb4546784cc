import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { BatchInput } from '#domain/routing/batch.ts'
import { withAssigned } from '#domain/routing/batch.ts'
import type { SweepDecision, SweepInput } from '#domain/routing/sweep.ts'
import { isAnybodyThere, sweep, wasPutThere } from '#domain/routing/sweep.ts'
import type { RouteFacts } from '#domain/routing/types.ts'
import { isFinished } from '#domain/sla/clock.ts'
import { localMinuteOf } from '#domain/time.ts'
import type { Store } from '#ports/store.ts'
import { leadAlert } from '../alerts/lead-alert.ts'
import { raiseAlerts } from '../alerts/raise-alerts.ts'
import type { Scope } from '../scope.ts'
import { startFallbackClocks } from './fallback-clocks.ts'
import { giveTo } from './give-to.ts'
import { holdLeads, inboxLast } from './hold-leads.ts'
import type { RoutingPeople } from './route-leads.ts'
import { peekInput, routeInput, routingPeople, withColleagues } from './route-leads.ts'
import { storedFacts } from './stored-facts.ts'
import { sweepFacts } from './sweep-facts.ts'

const PAGE = 200

/** `waiting`: only what is held for a pool or waits in a queue, which changes by the hour; `all`: every open handoff. */
export type SweepReach = 'all' | 'waiting'

const NIGHT_HOUR = 3

/** Everything in the hour from three in the org's time zone on, else what waits. */
export function sweepReach({ connection, clock }: Pick<Scope, 'connection' | 'clock'>): SweepReach {
  const hour = Number(localMinuteOf(clock.now(), connection.orgTimeZone).slice(11, 13))
  return hour === NIGHT_HOUR ? 'all' : 'waiting'
}

export interface SweptLead {
  readonly handoffId: string
  readonly link: Link
  readonly decision: Exclude<SweepDecision, { readonly kind: 'leave' }>
}

export interface Swept {
  /** Open handoffs that were looked at: those that wait, or all. */
  readonly looked: number
  /** Those that were given to somebody, and those that nobody can take. */
  readonly given: readonly SweptLead[]
  readonly stuck: readonly SweptLead[]
}

/**
 * Gives every open handoff that nobody can work on to somebody who can: page by page, each decided again in the transaction that
 * gives it. Contacts are read of HubSpot only where something may be to be done. Whoever is stuck is told of once, until something
 * changes.
 */
export async function sweepLeads(scope: Scope, reach: SweepReach): Promise<Swept> {
  const { store, connection } = scope
  const done: SweptLead[] = []
  // Nobody is asked for while nothing waits.
  let people: RoutingPeople | null = null
  let looked = 0
  let after: string | null = null
  for (;;) {
    const page: readonly Handoff[] = await (reach === 'waiting'
      ? store.handoffs.waiting(connection.id, after, PAGE)
      : store.handoffs.open(connection.id, after, PAGE))
    if (page.length > 0) {
      people ??= await routingPeople(scope)
      done.push(...(await sweepPage(scope, people, asked(page, reach, people))))
    }
    looked += page.length
    after = page.at(-1)?.id ?? null
    if (page.length < PAGE || after === null) break
  }
  return {
    looked,
    given: done.filter(({ decision }) => decision.kind === 'give'),
    stuck: done.filter(({ decision }) => decision.kind === 'stuck'),
  }
}

/** By the handoff alone: whoever has an active owner and waits nowhere needs no further look. */
const asked = (page: readonly Handoff[], reach: SweepReach, { reps }: RoutingPeople): readonly Handoff[] =>
  page.filter(
    ({ ownerId, queueId, heldForPool }) =>
      queueId !== null || heldForPool !== null || (reach === 'all' && reps.byId.get(ownerId)?.active !== true),
  )

async function sweepPage(
  scope: Scope,
  people: RoutingPeople,
  asked: readonly Handoff[],
): Promise<readonly SweptLead[]> {
  if (asked.length === 0) return []
  const { store, connection } = scope
  const stored = await storedFacts(
    scope,
    asked.map(({ linkId }) => linkId),
  )
  const dueAt = await firstDue(scope, store, asked)
  const input = await peekInput(scope, people)
  const needing = asked.filter((handoff) => {
    const facts = stored.get(handoff.linkId)
    if (facts === undefined) return false
    const due = dueOf(handoff, dueAt)
    if (judged(input, handoff, facts, due).kind !== 'leave') return true
    // Rules look at the contact: before it is read nobody knows which pool is asked.
    return due === 'has-no-clock' && isOwnQueue(handoff) && isAnybodyThere({ ...input, pool: handoff.pool, facts })
  })
  if (needing.length === 0) return []
  const ids = needing.map(({ linkId }) => linkId)
  const links = await store.links.byIds(connection.id, ids)
  const facts = await sweepFacts(scope, needing, links, stored)
  const known = needing.flatMap(({ id, linkId }) => {
    const link = links.get(linkId)
    const theirs = facts.get(id)
    return link === undefined || theirs === undefined ? [] : [{ id, link, facts: theirs }]
  })
  return store.transaction((tx) => inboxLast(tx, (own) => giveAll(scope, own, people, known)))
}

interface Needing {
  readonly id: string
  readonly link: Link
  readonly facts: RouteFacts
}

/** Decided again, now that no other decision can come between: each knows of those before it. */
async function giveAll(
  scope: Scope,
  tx: Store,
  people: RoutingPeople,
  needing: readonly Needing[],
): Promise<readonly SweptLead[]> {
  await holdLeads(
    scope,
    tx,
    needing.map(({ link }) => link.id),
  )
  const routed = await routeInput(scope, tx, people)
  const now = await tx.handoffs.byIds(
    scope.connection.id,
    needing.map(({ id }) => id),
  )
  const dueAt = await firstDue(scope, tx, [...now.values()])
  const done: SweptLead[] = []
  let { input } = routed
  for (const one of needing) {
    const handoff = now.get(one.id)
    const [known] = await withColleagues(scope, tx, people, [one])
    if (handoff === undefined || known === undefined) continue
    const decision = judged(input, handoff, known.facts, dueOf(handoff, dueAt))
    if (decision.kind === 'leave') continue
    if (decision.kind === 'give') {
      await give(scope, tx, handoff, one.link, decision)
      const { rep, state } = decision.decision
      input = { ...input, state, workload: withAssigned(input.workload, rep.id) }
    } else await tellStuck(scope, tx, people, handoff, one.link, decision)
    done.push({ handoffId: handoff.id, link: one.link, decision })
  }
  await routed.save(input.state)
  return done
}

const judged = (input: BatchInput, handoff: Handoff, facts: RouteFacts, dueAt: SweepInput['dueAt']): SweepDecision =>
  sweep({ ...input, pool: handoff.pool, facts, handoff, dueAt })

/** Tandem put it there, and it is held for no pool. */
const isOwnQueue = ({ ownerRule, queueId, heldForPool }: Handoff): boolean =>
  ownerRule === 'fallback' && queueId !== null && heldForPool === null

const dueOf = ({ id }: Handoff, dueAt: ReadonlyMap<string, number | null>): SweepInput['dueAt'] => {
  const due = dueAt.get(id)
  return due === undefined ? 'has-no-clock' : due
}

async function give(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  link: Link,
  { decision, why }: Extract<SweepDecision, { readonly kind: 'give' }>,
): Promise<void> {
  const { rep, rule, log } = decision
  // A Contact cannot belong to a queue.
  const queueId = decision.kind === 'owner' || link.salesforceObject === 'Contact' ? null : decision.queueId
  const heldForPool = decision.kind === 'held' ? decision.pool : null
  const counts = wasPutThere(handoff) ? 'counts' : 'free'
  await giveTo(scope, tx, handoff, { rep, rule, log, queueId, heldForPool }, why, counts)
  await startFallbackClocks(scope, tx, { ...handoff, ownerId: rep.id, ownerRule: rule, queueId, heldForPool })
}

/** Once, until it is given to somebody or is stuck for another reason. */
async function tellStuck(
  scope: Scope,
  tx: Store,
  { reps }: RoutingPeople,
  handoff: Handoff,
  link: Link,
  { reason, why }: SweepDecision & { readonly kind: 'stuck' },
): Promise<void> {
  if (handoff.leftOut?.includes('alerts') === true) return
  const at = scope.clock.now()
  const { ownerId, queueId, heldForPool, reassignments } = handoff
  const change = ['stuck', reason, ownerId, queueId ?? '', heldForPool ?? '', reassignments].join(':')
  const event = { kind: 'unowned', subject: handoff.id, change, at, because: why } as const
  await raiseAlerts(scope, tx, [leadAlert(scope, reps, { link, handoff, deadline: null }, event)])
}

/**
 * By handoff: when the first of its open clocks runs out, or ran out; null: none will. Absent: it has no clock. Where it follows
 * the policy of the fallback by now, the clocks of that one count alone.
 */
async function firstDue(
  scope: Scope,
  tx: Store,
  handoffs: readonly Handoff[],
): Promise<ReadonlyMap<string, number | null>> {
  const clocks = await tx.clocks.byLinks(
    scope.connection.id,
    handoffs.map(({ linkId }) => linkId),
  )
  const byHandoff = Map.groupBy(clocks, ({ handoffId }) => handoffId)
  return new Map(
    handoffs.flatMap(({ id, policy }) => {
      const all = byHandoff.get(id) ?? []
      const own = all.filter((clock) => clock.policy === policy)
      const due = (own.length === 0 ? all : own).flatMap(({ state, dueAt }) =>
        isFinished(state) || dueAt === null ? [] : [dueAt],
      )
      return all.length === 0 ? [] : [[id, due.length === 0 ? null : Math.min(...due)] as const]
    }),
  )
}
