import { awaitsAssignment } from '#domain/handoff/owner.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import { ASSIGNED } from '#domain/routing/assignment.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { HandoffChange } from '#ports/store/handoffs.ts'
import type { Store } from '#ports/store.ts'
import { giveAll } from '../handoff/give-to.ts'
import type { Gift } from '../handoff/give-to.ts'
import { announce } from '../handoff/announce.ts'
import { tellHubspot } from '../tell-hubspot.ts'
import type { Scope } from '../scope.ts'
import type { HandoffUpkeep, PersonResult } from './unit.ts'

interface Kept {
  readonly id: string
  readonly upkeep: HandoffUpkeep
  readonly taskId: string | null
}

/** What a batch has carried out of handoffs, in the transaction that remembers the batch. Costs nothing where there is nothing. */
export async function rememberHandoffs(scope: Scope, tx: Store, results: readonly PersonResult[]): Promise<void> {
  const { id } = scope.connection
  const kept = results.flatMap(({ person, taskId, upkeep = {} }): readonly Kept[] =>
    person.handoff === null || (taskId === null && Object.keys(upkeep).length === 0)
      ? []
      : [{ id: person.handoff.id, upkeep, taskId }],
  )
  // The handoff may have moved on since the batch read it.
  const moving = kept.filter(({ upkeep }) => upkeep.settles !== undefined || upkeep.follows !== undefined)
  const now =
    moving.length === 0
      ? new Map<string, Handoff>()
      : await tx.handoffs.byIds(
          id,
          moving.map((one) => one.id),
        )
  await tx.handoffs.update(
    id,
    kept.map((one) => changeOf(one, now.get(one.id))),
  )
  await follow(
    scope,
    tx,
    moving.flatMap(({ id: handoff, upkeep: { follows } }): readonly Followed[] => {
      const before = now.get(handoff)
      return follows === undefined || before === undefined ? [] : [{ before, to: follows }]
    }),
  )
  await tellOfAssigned(scope, tx, results)
}

/**
 * Who has a lead that Salesforce assigns is known only now that it is made: so people are told of it now. One that it assigned to nobody
 * who can work on it is looked at again, and goes to whom Tandem names.
 */
async function tellOfAssigned(scope: Scope, tx: Store, results: readonly PersonResult[]): Promise<void> {
  const made = results.flatMap(({ person: { handoff, link, clock }, upkeep }) =>
    handoff === null || upkeep?.ownerAgreed === undefined || !(awaitsAssignment(handoff) || isAssigned(upkeep))
      ? []
      : [{ handoff, link, clock }],
  )
  if (made.length === 0) return
  await announce(scope, tx, made, await scope.reps())
  const lost = made.filter(({ handoff }) => awaitsAssignment(handoff)).map(({ link }) => link.id)
  await tellHubspot(scope, tx, lost, 'Salesforce assigned it to nobody who can work on it')
}

const isAssigned = ({ follows }: HandoffUpkeep): boolean => follows?.ownerRule === ASSIGNED

/** Whose lead somebody else has now in Salesforce: their clocks change with it, so the caller holds them. */
export const followedLeads = (results: readonly PersonResult[]): readonly LinkId[] =>
  results.flatMap(({ person, upkeep }) => (upkeep?.follows === undefined ? [] : [person.link.id]))

function changeOf({ id, upkeep, taskId }: Kept, now: Handoff | undefined): HandoffChange {
  const { ownerAgreed, settles, taskPrint } = upkeep
  return {
    id,
    ...(taskId === null ? {} : { taskId }),
    ...(ownerAgreed === undefined ? {} : { ownerAgreed }),
    ...(taskPrint === undefined ? {} : { taskPrint }),
    ...(settles === undefined || now === undefined ? {} : { pending: without(now.pending, settles) }),
  }
}

/** What somebody asked for meanwhile stays. */
const without = (pending: Handoff['pending'], settled: Handoff['pending']): Handoff['pending'] =>
  Object.fromEntries(Object.entries(pending).filter(([field, value]) => settled[field] !== value))

interface Followed {
  readonly before: Handoff
  readonly to: Handoff
}

/** Who was given leads in Salesforce has them here too. Clocks change hands with leads that are still to be answered for. */
async function follow(scope: Scope, tx: Store, followed: readonly Followed[]): Promise<void> {
  const { id } = scope.connection
  const moved = followed.filter(({ before, to }) => before.ownerId !== to.ownerId)
  const gifts = moved.filter(({ before }) => before.state === 'open' || before.state === 'accepted')
  const rest = followed.filter((one) => !gifts.includes(one))
  await giveAll(scope, tx, gifts.map(toGift))
  if (rest.length === 0) return
  await tx.handoffs.update(
    id,
    rest.map(({ before, to: { ownerId, ownerName, ownerEmail, ownerRule, queueId, heldForPool } }) => ({
      id: before.id,
      ownerId,
      ownerName,
      ownerEmail,
      queueId,
      heldForPool,
      ownerRule,
    })),
  )
  await tx.handoffs.addSpells(
    id,
    rest
      .filter((one) => moved.includes(one))
      .map(({ before, to: { ownerId, ownerRule } }) => ({
        handoffId: before.id,
        ownerId,
        from: scope.clock.now(),
        rule: ownerRule,
        why: whyOf(ownerRule),
      })),
  )
}

const whyOf = (rule: string): string => (rule === ASSIGNED ? 'assigned by the rules of Salesforce' : rule)

function toGift({
  before,
  to: { ownerId, ownerName, ownerEmail, ownerRule: rule, queueId, heldForPool },
}: Followed): Gift {
  const rep: Rep = { id: ownerId, name: ownerName, email: ownerEmail, active: true, managerId: null }
  const log = [
    {
      rule,
      candidate: ownerId,
      verdict: 'chosen' as const,
      why: rule === ASSIGNED ? whyOf(rule) : `given from ${before.ownerName}`,
    },
  ]
  return { handoff: before, to: { rep, rule, log, queueId, heldForPool }, why: whyOf(rule), counts: 'free' }
}
