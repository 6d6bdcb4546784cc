import { RemoteError, TandemError } from '#domain/errors.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { Store } from '#ports/store.ts'
import { inboxLast } from '../handoff/hold-leads.ts'
import type { Scope } from '../scope.ts'
import { PERFORMERS } from './actions/index.ts'
import type { StoredKind } from './actions/index.ts'
import type { Done, Known, Performer, Turn, Turned } from './performer.ts'
import { isOver, stillAsked } from './still-asked.ts'

/**
 * Does actions of different leads that are database work alone, in one transaction. Where that fails each is tried by itself: one that
 * fails for a reason of its own must not keep the others from their turn.
 */
export async function performStored(
  scope: Scope,
  worker: string,
  actions: readonly StoredAction[],
  known: Known,
): Promise<Turned> {
  try {
    await scope.store.transaction((tx) =>
      inboxLast(tx, (own) => alertsLast(scope, own, (one) => performIn(scope, one, worker, actions, known))),
    )
    return { ended: actions.length, failed: [] }
  } catch (error) {
    if (!(error instanceof TandemError) || error.disposition === 'fatal') throw error
    const [action] = actions
    if (actions.length > 1 || action === undefined) return oneByOne(scope, worker, actions, known)
    return { ended: 0, failed: error instanceof LeaseLost ? [] : [{ action, error }] }
  }
}

/** Alerts of all leads together, and each job that they ask for once: a thousand that are due at one instant are told at one. */
async function alertsLast(scope: Scope, tx: Store, work: (tx: Store) => Promise<void>): Promise<void> {
  const alerts: Parameters<Store['alerts']['add']>[1][number][] = []
  const jobs = new Map<string, Parameters<Store['outbox']['add']>[0][number]>()
  await work({
    ...tx,
    alerts: { ...tx.alerts, add: async (_, raised) => void alerts.push(...raised) },
    outbox: {
      ...tx.outbox,
      add: async (asked) => {
        for (const one of asked) jobs.set(JSON.stringify([one.job, one.payload, one.runAt]), one)
      },
    },
  })
  if (alerts.length > 0) await tx.alerts.add(scope.connection.id, alerts, scope.clock.now())
  if (jobs.size > 0) await tx.outbox.add([...jobs.values()])
}

async function oneByOne(scope: Scope, worker: string, actions: readonly StoredAction[], known: Known): Promise<Turned> {
  const turned: Turned[] = []
  for (const action of actions) turned.push(await performStored(scope, worker, [action], known))
  return {
    ended: turned.reduce((sum, { ended }) => sum + ended, 0),
    failed: turned.flatMap(({ failed }) => failed),
  }
}

async function performIn(
  scope: Scope,
  tx: Store,
  worker: string,
  actions: readonly StoredAction[],
  known: Known,
): Promise<void> {
  const asked = await stillAsked(scope, tx, actions)
  const ends: ({ readonly id: string; readonly at: number } & Done)[] = []
  for (const { id } of actions) {
    const turn = asked.get(id)
    if (turn === undefined) continue
    const done = isOver(turn) ? turn : await act(scope, tx, turn, known)
    ends.push({ id, at: scope.clock.now(), ...done })
  }
  const ended = await tx.actions.finish(scope.connection.id, worker, ends)
  if (ended.size < actions.length) throw new LeaseLost(actions.find(({ id }) => !ended.has(id))?.id ?? '')
}

function act(scope: Scope, tx: Store, turn: Turn, known: Known): Promise<Done> {
  const kind = turn.action.kind as StoredKind
  // The registry pairs each kind with the performer of that kind.
  return (PERFORMERS[kind] as Performer<typeof kind>)(scope, tx, turn as never, known)
}

/** Another worker has taken an action over: the transaction is given up, and whoever has it leaves nothing undone. */
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
