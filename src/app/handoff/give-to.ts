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

/** A lead, who gets it, and why. */
export interface Gift {
  readonly handoff: Handoff
  readonly to: NewOwner
  readonly why: string
  /** Whether this is one of the reassignments of which there may only be so many. */
  readonly counts: 'counts' | 'free'
}

/**
 * Gives leads to somebody else, in the caller's transaction: who has them now is decided here, and carried to Salesforce by the next
 * look at the people (the inbox rows are part of the transaction). The leads' own clocks run on, by the hours of whoever has them
 * where their policy says so; a rep's own clock ends with him, and a policy may start one for the next.
 * @param gifts one for a handoff. Any number costs the same few statements: a sales team may take over thousands in an hour.
 */
export async function giveAll(scope: Scope, tx: Store, gifts: readonly Gift[]): Promise<void> {
  if (gifts.length === 0) return
  const { id } = scope.connection
  const now = scope.clock.now()
  const clocks = await holdLeads(
    scope,
    tx,
    gifts.map(({ handoff }) => handoff.linkId),
  )
  const given = gifts.map((gift) => ({ gift, change: changeOf(scope, gift) }))
  await tx.handoffs.update(
    id,
    given.map(({ gift, change }) => ({ id: gift.handoff.id, ...change })),
  )
  await tx.handoffs.addSpells(
    id,
    gifts.map(({ handoff, to, why }) => ({ handoffId: handoff.id, ownerId: to.rep.id, from: now, rule: to.rule, why })),
  )
  await passClocksOn(
    scope,
    tx,
    new Map(given.map(({ gift, change }) => [gift.handoff.id, { ...gift.handoff, ...change }])),
    clocks,
  )
  const told = Map.groupBy(gifts, ({ to, why }) => `given to ${to.rep.name}: ${why}`)
  for (const [cause, group] of told)
    await tellHubspot(
      scope,
      tx,
      group.map(({ handoff }) => handoff.linkId),
      cause,
    )
}

/** As {@link giveAll}, for one. */
export const giveTo = (
  scope: Scope,
  tx: Store,
  handoff: Handoff,
  to: NewOwner,
  why: string,
  counts: Gift['counts'],
): Promise<void> => giveAll(scope, tx, [{ handoff, to, why, counts }])

const changeOf = ({ config }: Scope, { handoff, to, counts }: Gift) => ({
  ownerId: to.rep.id,
  ownerName: to.rep.name,
  ownerEmail: to.rep.email,
  ownerRule: to.rule,
  routing: to.log,
  routingVersion: config.routing.version,
  queueId: to.queueId,
  heldForPool: to.heldForPool,
  reassignments: handoff.reassignments + (counts === 'counts' ? 1 : 0),
})

/** Clocks of leads that somebody else has now, by handoff; those that had ended stay as they are. */
async function passClocksOn(
  scope: Scope,
  tx: Store,
  given: ReadonlyMap<string, Handoff>,
  held: readonly StoredClock[],
): Promise<void> {
  const now = scope.clock.now()
  const passed = held.flatMap((clock) => {
    const handoff = given.get(clock.handoffId)
    return handoff === undefined ? [] : [{ clock, handoff }]
  })
  if (passed.length === 0) return
  const factsFor = await factsOf(
    scope,
    tx,
    passed.map(({ clock }) => clock),
  )
  const looks = passed.flatMap(({ clock, handoff }): Look[] => {
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
  const fresh = await startForReps(
    scope,
    tx,
    passed.map(({ clock, handoff }) => ({ handoff, clock: changed.get(clock.id) ?? clock })),
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

/** A clock of the new owner's own for each of the leads', where the policy asks for one. */
async function startForReps(
  scope: Scope,
  tx: Store,
  passed: readonly { readonly handoff: Handoff; readonly clock: StoredClock }[],
): Promise<readonly StoredClock[]> {
  const started = passed
    .filter(
      ({ handoff, clock }) =>
        handoff.queueId === null && clock.repId === null && specOf(scope, clock)?.restartOnReassign === true,
    )
    .map(({ handoff, clock }) => startRepClock(scope, handoff, clock))
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
