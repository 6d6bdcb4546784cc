import { canonicalJson } from '#domain/canonical.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { RoutingStep } from '#domain/handoff/types.ts'
import { isFinished } from '#domain/sla/clock.ts'
import type { PolicyClock } from '#domain/sla/policy.ts'
import { calendarOf } from '#domain/sla/record.ts'
import { cancelClock, settleClock } from '#domain/sla/settle.ts'
import type { StoredClock } from '#ports/store/clocks.ts'
import type { Store } from '#ports/store.ts'
import { recordSteps } from '../escalation/record-steps.ts'
import type { Scope } from '../scope.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { Look } from './clock-looks.ts'
import { factsOf, lookOf, recordOf, saveLooks } from './clock-looks.ts'
import { wakeAtFirst } from './clock-steps.ts'
import { holdLeads } from './hold-leads.ts'
import { calendarFor } from './owner-hours.ts'
import { startRepClock } from './start-clocks.ts'

export interface NewOwner {
  readonly rep: Rep
  readonly rule: string
  readonly log: readonly RoutingStep[]
  /** Queue that owns the Lead meanwhile; null: the rep does. */
  readonly queueId: string | null
  readonly heldForPool: string | null
}

/**
 * Gives a lead to somebody else, in the caller's transaction: who has it now is decided here, and carried to Salesforce by the next
 * look at the person (the inbox row is part of the transaction). The lead's own clocks run on, by the hours of whoever has it where
 * their policy says so; a rep's own clock ends with him, and a policy may start one for the next.
 * @param counts whether this is one of the reassignments of which there may only be so many.
 */
export async function giveTo(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  to: NewOwner,
  why: string,
  counts: 'counts' | 'free',
): Promise<Handoff> {
  const { id } = scope.connection
  const now = scope.clock.now()
  const clocks = await holdLeads(scope, tx, [handoff.linkId])
  const change = {
    ownerId: to.rep.id,
    ownerName: to.rep.name,
    ownerEmail: to.rep.email,
    ownerRule: to.rule,
    routing: to.log,
    routingVersion: scope.config.routing.version,
    queueId: to.queueId,
    heldForPool: to.heldForPool,
    reassignments: handoff.reassignments + (counts === 'counts' ? 1 : 0),
  }
  const given: Handoff = { ...handoff, ...change }
  await tx.handoffs.update(id, [{ id: handoff.id, ...change }])
  await tx.handoffs.addSpells(id, [{ handoffId: handoff.id, ownerId: to.rep.id, from: now, rule: to.rule, why }])
  await passClocksOn(
    scope,
    tx,
    given,
    clocks.filter((clock) => clock.handoffId === handoff.id),
  )
  await tellHubspot(scope, tx, [handoff.linkId], `given to ${to.rep.name}: ${why}`)
  return given
}

/** Clocks of a lead that somebody else has now; those that had ended stay as they are. */
async function passClocksOn(scope: Scope, tx: Store, handoff: Handoff, clocks: readonly StoredClock[]): Promise<void> {
  const now = scope.clock.now()
  const factsFor = await factsOf(scope, tx, clocks)
  const looks = clocks.flatMap((clock): Look[] => {
    if (isFinished(clock.state)) return []
    if (clock.repId !== null && clock.repId !== handoff.ownerId)
      return [lookOf(clock, cancelClock(recordOf(clock), now, `given to ${handoff.ownerName}`), now)]
    const events = clock.repId === null ? byHoursOf(scope, handoff, clock) : clock.events
    if (events === clock.events) return []
    const { facts, knownSince } = factsFor(clock)
    return [lookOf(clock, settleClock(recordOf({ ...clock, events }), facts, now, knownSince), now, { events })]
  })
  await saveLooks(scope, tx, looks)
  const changed = new Map(looks.map(({ after }) => [after.id, after]))
  const fresh = await startForRep(
    scope,
    tx,
    handoff,
    clocks.map((clock) => changed.get(clock.id) ?? clock),
  )
  await wakeAtFirst(scope, tx, [...changed.values(), ...fresh])
}

/** The events of a lead's clock, with the new owner's hours from now on where they are others than before. */
function byHoursOf(scope: Scope, handoff: Handoff, clock: StoredClock): StoredClock['events'] {
  const spec = specOf(scope, clock)
  if (spec?.hours !== 'owner') return clock.events
  const calendar = calendarFor(scope.config, spec, handoff)
  if (calendar === undefined || canonicalJson(calendar) === canonicalJson(calendarOf(recordOf(clock))))
    return clock.events
  return [...clock.events, { at: scope.clock.now(), type: 'recalendar', calendar }]
}

/** A clock of the new owner's own for each of the lead's, where the policy asks for one. */
async function startForRep(
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  clocks: readonly StoredClock[],
): Promise<readonly StoredClock[]> {
  if (handoff.queueId !== null) return []
  const started = clocks
    .filter((clock) => clock.repId === null && specOf(scope, clock)?.restartOnReassign === true)
    .map((clock) => startRepClock(scope, handoff, clock))
  if (started.length === 0) return []
  const fresh = started.map(({ clock }) => clock)
  await tx.clocks.insert(scope.connection.id, fresh)
  await recordSteps(
    scope,
    tx,
    fresh,
    started.flatMap(({ steps }) => steps),
  )
  return fresh
}

const specOf = ({ config }: Scope, { policy, name }: StoredClock): PolicyClock | undefined =>
  config.sla.find(({ id }) => id === policy)?.clocks.find((spec) => spec.name === name)
