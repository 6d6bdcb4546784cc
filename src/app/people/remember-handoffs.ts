import type { Handoff } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Rep } from '#domain/routing/types.ts'
import type { HandoffChange } from '#ports/store/handoffs.ts'
import type { Store } from '#ports/store.ts'
import { giveTo } from '../handoff/give-to.ts'
import type { Scope } from '../scope.ts'
import { FOLLOWED } from './own-values.ts'
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
  for (const { id: handoff, upkeep } of kept) {
    const before = now.get(handoff)
    if (upkeep.follows !== undefined && before !== undefined) await follow(scope, tx, before, upkeep.follows)
  }
}

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

async function follow(scope: Scope, tx: Store, before: Handoff, to: Handoff): Promise<void> {
  const { ownerId, ownerName, ownerEmail, queueId, heldForPool } = to
  const change = { ownerId, ownerName, ownerEmail, queueId, heldForPool, ownerRule: FOLLOWED }
  const { id } = scope.connection
  if (before.ownerId === ownerId) return tx.handoffs.update(id, [{ id: before.id, ...change }])
  if (before.state === 'open' || before.state === 'accepted') {
    const rep: Rep = { id: ownerId, name: ownerName, email: ownerEmail, active: true, managerId: null }
    const log = [
      { rule: FOLLOWED, candidate: ownerId, verdict: 'chosen' as const, why: `given from ${before.ownerName}` },
    ]
    await giveTo(scope, tx, before, { rep, rule: FOLLOWED, log, queueId, heldForPool }, FOLLOWED, 'free')
    return
  }
  await tx.handoffs.update(id, [{ id: before.id, ...change }])
  await tx.handoffs.addSpells(id, [
    { handoffId: before.id, ownerId, from: scope.clock.now(), rule: FOLLOWED, why: FOLLOWED },
  ])
}
