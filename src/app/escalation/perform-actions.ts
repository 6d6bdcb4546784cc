import type { LinkId } from '#domain/ids.ts'
import { RemoteError, TandemError } from '#domain/errors.ts'
import { isFinished } from '#domain/sla/clock.ts'
import type { LadderAction } from '#domain/sla/ladder.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { Store } from '#ports/store.ts'
import { storedFacts } from '../handoff/stored-facts.ts'
import { routingPeople } from '../handoff/route-leads.ts'
import type { Scope } from '../scope.ts'
import { settleClocks } from '../settle-clocks.ts'
import { PERFORMERS } from './actions/index.ts'
import { makeTask, taskBelongsTo } from './make-task.ts'
import type { Done, Known, Performer, Turn } from './performer.ts'

/** Actions of one lease: few, so that their remote calls end well within it. */
const BATCH = 50
const LEASE_MS = 5 * 60_000
const TRIES = 8
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000

/**
 * Does what steps of escalation ladders ask for, in the order of their instants. Each clock is judged again in the transaction that
 * ends its action: what somebody answered meanwhile is skipped. @returns how many actions came to an end.
 */
export async function performActions(scope: Scope, worker: string): Promise<number> {
  let ended = 0
  for (;;) {
    const now = scope.clock.now()
    const leased = await scope.store.actions.lease(scope.connection.id, worker, now, now + LEASE_MS, BATCH)
    if (leased.length === 0) return ended
    const known = await whatIsKnown(scope, leased)
    for (const action of leased) if (await perform(scope, worker, action, known)) ended += 1
  }
}

async function whatIsKnown(scope: Scope, leased: readonly StoredAction[]): Promise<Known> {
  const giving = leased.filter(({ action }) => action.kind === 'reassign')
  const [people, facts] = await Promise.all([
    routingPeople(scope),
    storedFacts(
      scope,
      giving.map(({ linkId }): LinkId => linkId),
    ),
  ])
  return { people, facts }
}

/** @returns whether it came to an end; what a platform could not do now is tried again later, and parked when that does not help. */
async function perform(scope: Scope, worker: string, action: StoredAction, known: Known): Promise<boolean> {
  try {
    return await (action.action.kind === 'create_task'
      ? performRemotely(scope, worker, action, known)
      : scope.store.transaction((tx) => inTransaction(scope, tx, worker, action, known, performStored)))
  } catch (error) {
    // One that fails for a reason of its own must not keep the others from their turn.
    if (!(error instanceof TandemError) || error.disposition === 'fatal') throw error
    return putOff(scope, worker, action, error)
  }
}

type Act = (scope: Scope, tx: Store, turn: Turn, known: Known) => Promise<Done>

const performStored: Act = (scope, tx, turn, known) => {
  const { kind } = turn.action as Exclude<LadderAction, { readonly kind: 'create_task' }>
  // The registry pairs each kind with the performer of that kind.
  return (PERFORMERS[kind] as Performer<typeof kind>)(scope, tx, turn as never, known)
}

/**
 * A Task is made first, under a key of its own, and remembered then. One that an earlier try made before it died is found by its key,
 * and counts, whatever was answered since.
 */
async function performRemotely(scope: Scope, worker: string, action: StoredAction, known: Known): Promise<boolean> {
  // A death is counted nowhere, so it is always looked: to write it once more would undo what somebody did with it.
  const made = await taskBelongsTo(scope, action)
  if (made !== null) return scope.store.transaction((tx) => end(scope, tx, worker, action, made))
  const asked = await scope.store.transaction((tx) => stillAsked(scope, tx, action))
  if ('state' in asked) return scope.store.transaction((tx) => end(scope, tx, worker, action, asked))
  const done = await makeTask(scope, asked as Turn<'create_task'>, known)
  return scope.store.transaction((tx) => end(scope, tx, worker, action, done))
}

async function inTransaction(
  scope: Scope,
  tx: Store,
  worker: string,
  action: StoredAction,
  known: Known,
  act: Act,
): Promise<boolean> {
  const asked = await stillAsked(scope, tx, action)
  // The lease is looked at before anything is changed: whoever lost it leaves everything as it is.
  const done = 'state' in asked ? asked : await act(scope, tx, asked, known)
  const ended = await end(scope, tx, worker, action, done)
  if (!ended) throw new LeaseLost(action.id)
  return true
}

/** Another worker has taken the action over: the transaction is given up. */
class LeaseLost extends RemoteError {
  constructor(id: string) {
    super({
      code: 'LEASE_LOST',
      disposition: 'retry',
      message: 'another worker does this action',
      remedy: '',
      context: { id },
    })
  }
}

/** What takes a lead from the one who has it. */
const TAKES_AWAY: ReadonlySet<LadderAction['kind']> = new Set(['reassign', 'escalate', 'recycle'])

/** The clock is settled by every fact known now; an action whose clock is over, or whose lead is, has nothing to ask for. */
async function stillAsked(scope: Scope, tx: Store, stored: StoredAction): Promise<Turn | Done> {
  const { id } = scope.connection
  await settleClocks(scope, tx, { links: [stored.linkId] })
  const [clock] = await tx.clocks.byIds(id, [stored.clockId])
  const handoff = (await tx.handoffs.byIds(id, [stored.handoffId])).get(stored.handoffId)
  const link = (await tx.links.byIds(id, [stored.linkId])).get(stored.linkId)
  if (clock === undefined || handoff === undefined || link === undefined)
    return { state: 'skipped', note: 'the lead is no longer known' }
  if (isFinished(clock.state)) return { state: 'skipped', note: `the clock is ${clock.state}: nothing to do` }
  if (handoff.state === 'rejected' || handoff.state === 'withdrawn')
    return { state: 'skipped', note: `the lead is ${handoff.state}` }
  if (link.state === 'unlinked') return { state: 'skipped', note: 'the record was deleted' }
  if (handoff.state === 'qualified' && TAKES_AWAY.has(stored.action.kind))
    return { state: 'skipped', note: 'sales has qualified the lead: it stays where it is' }
  if (clock.repId !== null && clock.repId !== handoff.ownerId)
    return { state: 'skipped', note: 'the clock is of somebody who has the lead no more' }
  return { stored, action: stored.action, clock, handoff, link } as Turn
}

async function end(scope: Scope, tx: Store, worker: string, { id }: StoredAction, done: Done): Promise<boolean> {
  const ended = await tx.actions.finish(scope.connection.id, worker, [{ id, at: scope.clock.now(), ...done }])
  return ended.has(id)
}

async function putOff(scope: Scope, worker: string, action: StoredAction, error: TandemError): Promise<boolean> {
  if (error instanceof LeaseLost) return false
  const { id } = scope.connection
  const note = `${error.code}: ${error.message}`
  if (error.disposition === 'park' || action.attempts + 1 >= TRIES) {
    await scope.store.transaction((tx) => end(scope, tx, worker, action, { state: 'parked', note }))
    return true
  }
  const asked = error instanceof RemoteError ? error.retryAfterMs : undefined
  const waitMs = asked ?? Math.min(FIRST_WAIT_MS * 2 ** action.attempts, LONGEST_WAIT_MS)
  const nextTryAt = scope.clock.now() + waitMs
  await scope.store.transaction(async (tx) => {
    await tx.actions.retry(id, worker, [{ id: action.id, nextTryAt, note }])
    // The sweep would come to it as well, minutes later.
    await tx.outbox.add([
      { id: scope.newId(), job: 'perform-actions', payload: { connectionId: id }, runAt: nextTryAt },
    ])
  })
  return false
}
