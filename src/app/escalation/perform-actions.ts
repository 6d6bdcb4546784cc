import type { LinkId } from '#domain/ids.ts'
import type { TandemError } from '#domain/errors.ts'
import { RemoteError } from '#domain/errors.ts'
import { HEARING, mayAct } from '#domain/sla/hearing.ts'
import type { Hearing } from '#domain/sla/hearing.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { storedFacts } from '../handoff/stored-facts.ts'
import { routingPeople } from '../handoff/route-leads.ts'
import { STREAMS } from '../scope.ts'
import type { Scope } from '../scope.ts'
import { inTurns } from './in-turns.ts'
import type { Known } from './performer.ts'
import { performStored } from './perform-stored.ts'
import { performTasks } from './perform-tasks.ts'

/** Actions of one lease: as many Tasks as one call of Salesforce makes. */
const BATCH = 200
const LEASE_MS = 5 * 60_000
const TRIES = 8
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
/** How soon it is looked again whether Salesforce was heard: several times for each poll. */
const LISTEN_AGAIN_MS = 5_000

/** Where sales' answers are seen: what they did, and what they made of the lead. */
const ANSWERS: readonly Stream[] = [
  ...STREAMS.activities,
  ...STREAMS.people.filter(({ side }) => side === 'salesforce'),
]

/**
 * Does what steps of clocks ask for, in the order of their instants, once it is known what sales did up to them. Each clock is judged
 * again in the transaction that ends its action: what somebody answered meanwhile is skipped. @returns how many actions came to an end.
 */
export async function performActions(scope: Scope, worker: string, hearing: Hearing = HEARING): Promise<number> {
  const { store, connection, clock } = scope
  let ended = 0
  for (;;) {
    const now = clock.now()
    const leased = await store.actions.lease(connection.id, worker, now, now + LEASE_MS, BATCH)
    if (leased.length === 0) return ended
    const heardAt = await store.inbox.heardAt(connection.id, ANSWERS)
    const ready = leased.filter((action) => mayAct(action, heardAt, now, hearing))
    await listenAgain(
      scope,
      worker,
      leased.filter((action) => !ready.includes(action)),
    )
    ended += await performAll(scope, worker, ready)
  }
}

async function performAll(scope: Scope, worker: string, ready: readonly StoredAction[]): Promise<number> {
  if (ready.length === 0) return 0
  const known = await whatIsKnown(scope, ready)
  let ended = 0
  for (const { kind, actions } of inTurns(ready)) {
    const perform = kind === 'tasks' ? performTasks : performStored
    const { ended: count, failed } = await perform(scope, worker, actions, known)
    ended += count
    for (const { action, error } of failed) ended += await putOff(scope, worker, action, error)
  }
  return ended
}

/** Reads that no transaction should wait for. */
async function whatIsKnown(scope: Scope, actions: readonly StoredAction[]): Promise<Known> {
  const giving = actions.filter(({ action: { kind } }) => kind === 'reassign' || kind === 'escalate')
  const [people, facts] = await Promise.all([
    routingPeople(scope),
    storedFacts(
      scope,
      giving.map(({ linkId }): LinkId => linkId),
    ),
  ])
  return { people, facts }
}

/** Nobody knows yet whether sales answered. No attempt is used up: nothing was tried. */
async function listenAgain(scope: Scope, worker: string, early: readonly StoredAction[]): Promise<void> {
  if (early.length === 0) return
  const { id } = scope.connection
  const nextTryAt = scope.clock.now() + LISTEN_AGAIN_MS
  await scope.store.transaction(async (tx) => {
    await tx.actions.wait(
      id,
      worker,
      early.map((action) => action.id),
      { nextTryAt, waitMs: LISTEN_AGAIN_MS, note: 'waits until what sales did in Salesforce is read' },
    )
    await askAgain(scope, tx, nextTryAt)
  })
}

/** @returns 1 where that was the last try. */
async function putOff(scope: Scope, worker: string, action: StoredAction, error: TandemError): Promise<number> {
  const { id } = scope.connection
  const note = `${error.code}: ${error.message}`
  if (error.disposition === 'park' || action.attempts + 1 >= TRIES) {
    const end = { id: action.id, state: 'parked' as const, at: scope.clock.now(), note }
    return (await scope.store.actions.finish(id, worker, [end])).size
  }
  const asked = error instanceof RemoteError ? error.retryAfterMs : undefined
  const waitMs = asked ?? Math.min(FIRST_WAIT_MS * 2 ** action.attempts, LONGEST_WAIT_MS)
  const nextTryAt = scope.clock.now() + waitMs
  await scope.store.transaction(async (tx) => {
    await tx.actions.retry(id, worker, [{ id: action.id, nextTryAt, note }])
    await askAgain(scope, tx, nextTryAt)
  })
  return 0
}

/** The sweep would come to it as well, minutes later. */
const askAgain = (scope: Scope, tx: Pick<Scope['store'], 'outbox'>, runAt: number): Promise<void> =>
  tx.outbox.add([{ id: scope.newId(), job: 'perform-actions', payload: { connectionId: scope.connection.id }, runAt }])
