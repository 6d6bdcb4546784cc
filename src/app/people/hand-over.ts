import { createHash } from 'node:crypto'
import type { Handoff } from '#domain/handoff/types.ts'
import type { EntryDecision } from '#domain/plan/entry.ts'
import type { PoolState } from '#domain/routing/round-robin.ts'
import type { RouteDecision } from '#domain/routing/route.ts'
import { route } from '#domain/routing/route.ts'
import { leadingClock } from '#domain/sla/clock.ts'
import { choosePolicy } from '#domain/sla/policy.ts'
import { settleClock } from '#domain/sla/settle.ts'
import type { ClockStep, Store, StoredClock } from '#ports/store.ts'
import { RemoteError } from '#domain/errors.ts'
import type { Scope } from '../scope.ts'
import type { LinkedPerson } from './unit.ts'

type Entering = LinkedPerson & { readonly decision: EntryDecision }
type HandingOver = Entering & { readonly decision: Extract<EntryDecision, { kind: 'hand-over' }> }

/**
 * Gives each newcomer an owner, a handoff and a first-response clock, in the caller's transaction. Adopted people pass through.
 * The owner is decided here, before a Lead is made, and never again for this cycle.
 */
export async function handOver(scope: Scope, tx: Store, people: readonly Entering[]): Promise<readonly LinkedPerson[]> {
  const handing = people.filter((person): person is HandingOver => person.decision.kind === 'hand-over')
  const owners = await chooseOwners(scope, tx, handing)
  const handoffs = new Map(handing.map((person) => [person.link.id, toHandoff(scope, person, owners)]))
  const inserted = await tx.handoffs.insert(scope.connection.id, [...handoffs.values()])
  // A row that was there already (a repeat after a crash) wins over the one just made.
  const repeated = [...handoffs].flatMap(([link, { id }]) => (inserted.has(id) ? [] : [link]))
  const stored = new Map([...handoffs, ...(await tx.handoffs.latestByLinks(scope.connection.id, repeated))])
  const clocks = [...stored.values()].flatMap((handoff) => startClocks(scope, handoff))
  await tx.clocks.insert(
    scope.connection.id,
    clocks.map((c) => c.clock),
  )
  await tx.clocks.recordSteps(
    scope.connection.id,
    clocks.flatMap((c) => c.steps),
  )
  await wakeAtFirst(
    scope,
    tx,
    clocks.map((c) => c.clock),
  )
  const clockOf = Map.groupBy(
    clocks.map((c) => c.clock),
    (clock) => clock.handoffId,
  )
  return people.map(({ decision: _decision, ...person }) => {
    const handoff = stored.get(person.link.id) ?? null
    return { ...person, handoff, clock: handoff === null ? null : leadingClock(clockOf.get(handoff.id) ?? []) }
  })
}

/** One wake-up for the earliest moment of a batch is enough: looking at due clocks asks for the next one. */
export async function wakeAtFirst(scope: Scope, tx: Store, clocks: readonly StoredClock[]): Promise<void> {
  const moments = clocks.flatMap((clock) => clock.nextCheckAt ?? [])
  if (moments.length === 0) return
  const payload = { connectionId: scope.connection.id }
  await tx.outbox.add([{ id: scope.newId(), job: 'check-clocks', payload, runAt: Math.min(...moments) }])
}

/** Pools keep their place in the store; one pool is asked for all its leads in one go. */
async function chooseOwners(
  scope: Scope,
  tx: Store,
  people: readonly HandingOver[],
): Promise<ReadonlyMap<string, RouteDecision>> {
  const reps = await scope.reps()
  const owners = new Map<string, RouteDecision>()
  const byPool = Map.groupBy(people, (person) => person.decision.contract.contract.pool)
  for (const [pool, members] of byPool) {
    const decisions = await tx.routing.advance<PoolState, readonly RouteDecision[]>(
      scope.connection.id,
      pool,
      (before) => {
        let state = before
        const result = members.map((person) => {
          const existingOwnerId = person.record?.values['OwnerId'] ?? null
          const decision = route({ config: scope.config.routing, pool, existingOwnerId, reps, state })
          state = decision.state
          return decision
        })
        return { state: state ?? { current: {} }, result }
      },
    )
    members.forEach((person, i) => {
      const decision = decisions[i]
      if (decision !== undefined) owners.set(person.link.id, decision)
    })
  }
  return owners
}

function toHandoff(scope: Scope, person: HandingOver, owners: ReadonlyMap<string, RouteDecision>): Handoff {
  const decision = owners.get(person.link.id)
  if (decision?.kind !== 'owner') {
    throw new RemoteError({
      code: 'NO_OWNER',
      disposition: 'fatal',
      message: `no active Salesforce user can take leads: the pool is empty and the fallback owner ${scope.config.routing.fallbackOwner} cannot`,
      remedy: 'Name an active Salesforce user as routing.fallbackOwner in the sync config.',
    })
  }
  const { contract, reason } = person.decision.contract
  return {
    id: scope.newId(),
    linkId: person.link.id,
    cycle: person.decision.cycle,
    contract: contract.id,
    configVersion: scope.configVersion,
    reason,
    urgency: contract.urgency,
    ownerId: decision.rep.id,
    ownerName: decision.rep.name,
    ownerEmail: decision.rep.email,
    ownerRule: decision.rule,
    routing: decision.log,
    qualifiedAt: person.decision.qualifiedAt,
    handedOverAt: scope.clock.now(),
    campaign: person.contact.values[scope.config.campaignProperty] ?? null,
    linkedExisting: person.record !== null,
    taskId: null,
    ...(scope.leavesOut === undefined ? {} : { leftOut: scope.leavesOut }),
  }
}

function startClocks(
  scope: Scope,
  handoff: Handoff,
): readonly { readonly clock: StoredClock; readonly steps: readonly ClockStep[] }[] {
  const policy = choosePolicy(scope.config.sla, { urgency: handoff.urgency, campaign: handoff.campaign })
  if (policy === null) return []
  const now = scope.clock.now()
  return policy.clocks.flatMap((spec) => {
    const calendar = scope.config.calendars[spec.calendarId]
    if (calendar === undefined) return []
    const blank = { breachedAt: null, detectedAt: null, breachVoided: null }
    const record = {
      calendar,
      targetSeconds: spec.targetSeconds,
      warnAt: spec.warnAt,
      startedAt: handoff.qualifiedAt,
      ...blank,
    }
    const { steps, ...settled } = settleClock(record, [], now, handoff.handedOverAt)
    const id = clockId(handoff, policy.id, spec.name)
    const clock: StoredClock = {
      id,
      linkId: handoff.linkId,
      handoffId: handoff.id,
      cycle: handoff.cycle,
      policy: policy.id,
      name: spec.name,
      configVersion: scope.configVersion,
      ...record,
      ...settled,
    }
    return [{ clock, steps: steps.map((step) => toStep(id, step, now)) }]
  })
}

/** The same clock gets the same id when a crash makes it start again. */
const clockId = (handoff: Handoff, policy: string, name: string): string => {
  const hex = createHash('sha256').update(`${handoff.id}/${policy}/${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const toStep = (
  clock: string,
  step: { readonly step: string; readonly dueAt: number; readonly verdict: 'due' | 'skip'; readonly reason: string },
  at: number,
): ClockStep => ({
  clockId: clock,
  step: step.step,
  dueAt: step.dueAt,
  at,
  state: step.verdict === 'due' ? 'done' : 'skipped',
  reason: step.reason,
})
