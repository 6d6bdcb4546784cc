import { RemoteError, TandemError } from '#domain/errors.ts'
import type { StoredAction } from '#ports/store/actions.ts'
import type { Scope } from '../scope.ts'
import { makeTasks, taskRow, tasksMade } from './make-tasks.ts'
import type { Done, Known, Turn, Turned } from './performer.ts'
import { isOver, stillAsked } from './still-asked.ts'

/**
 * Makes the further Tasks of a batch, under keys of their own, and remembers them then: one look for all keys, one call for all Tasks.
 * One that an earlier try made before it died is found by its key, and counts, whatever was answered since.
 */
export async function performTasks(
  scope: Scope,
  worker: string,
  actions: readonly StoredAction[],
  known: Known,
): Promise<Turned> {
  try {
    return await makeAll(scope, worker, actions, known)
  } catch (error) {
    if (!(error instanceof TandemError) || error.disposition === 'fatal') throw error
    return { ended: 0, failed: actions.map((action) => ({ action, error })) }
  }
}

async function makeAll(scope: Scope, worker: string, actions: readonly StoredAction[], known: Known): Promise<Turned> {
  // A death is counted nowhere, so it is always looked: to write one once more would undo what somebody did with it.
  const made = await tasksMade(scope, actions)
  const open = actions.filter(({ id }) => !made.has(id))
  const asked = await scope.store.transaction((tx) => stillAsked(scope, tx, open))
  // Nothing else is given to this function.
  const turns = [...asked.values()].flatMap((one) => (isOver(one) ? [] : [one as Turn<'create_task'>]))
  const outcomes = await makeTasks(scope, turns, known)
  const done = new Map<string, Done>(made)
  for (const [id, one] of asked) if (isOver(one)) done.set(id, one)
  for (const [id, outcome] of outcomes) if (!(outcome instanceof RemoteError)) done.set(id, outcome.done)
  const at = scope.clock.now()
  const ended = await scope.store.transaction(async (tx) => {
    await tx.journal.append(
      scope.connection.id,
      turns.flatMap((turn) => {
        const outcome = outcomes.get(turn.stored.id)
        return outcome === undefined || outcome instanceof RemoteError ? [] : [taskRow(scope, turn, outcome)]
      }),
    )
    return tx.actions.finish(
      scope.connection.id,
      worker,
      [...done].map(([id, end]) => ({ id, at, ...end })),
    )
  })
  return {
    ended: ended.size,
    failed: turns.flatMap(({ stored: action }) => {
      const error = outcomes.get(action.id)
      return error instanceof RemoteError ? [{ action, error }] : []
    }),
  }
}
