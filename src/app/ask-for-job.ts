import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/** A job that is to follow what is stored. */
export interface FollowUp {
  readonly job: string
  readonly payload: object
}

export const workInboxOf = (connection: ConnectionId): FollowUp => ({
  job: 'work-inbox',
  payload: { connectionId: connection },
})

type Asker = Pick<Scope, 'clock' | 'newId'>

/**
 * Leaves a job in the outbox: it is begun once the transaction is through, never without it, and also when the queue cannot be
 * reached just now. Whoever changes something for a person asks for jobs in this way alone.
 */
export const askForJob = (
  { newId, clock }: Asker,
  tx: Pick<Store, 'outbox'>,
  { job, payload }: FollowUp,
  runAt: Instant = clock.now(),
): Promise<void> => tx.outbox.add([{ id: newId(), job, payload, runAt }])

/** Does work and asks for what follows from it, in one transaction: both or neither. @param isDue whether anything follows. */
export const withJob = <T>(
  scope: Asker & Pick<Scope, 'store'>,
  followUp: FollowUp,
  work: (tx: Store) => Promise<T>,
  isDue: (result: T) => boolean = () => true,
): Promise<T> =>
  scope.store.transaction(async (tx) => {
    const result = await work(tx)
    if (isDue(result)) await askForJob(scope, tx, followUp)
    return result
  })
