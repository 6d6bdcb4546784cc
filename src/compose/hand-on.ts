import { relayOutbox } from '#jobs/outbox.ts'
import type { Clock } from '#ports/clock.ts'
import type { Jobs } from '#ports/jobs.ts'
import type { Log } from '#ports/log.ts'
import type { Store } from '#ports/store.ts'
import { oneAfterAnother } from './one-after-another.ts'

interface HandOn {
  readonly store: Pick<Store, 'outbox'>
  readonly jobs: Jobs
  readonly clock: Clock
  readonly log: Log
}

/**
 * Puts what changes left in the outbox on the queue at once, so that whoever waits for it need not wait for the schedule as well. It is
 * not waited for: while the queue is away a call of it takes until it is back, and the outbox keeps everything meanwhile.
 */
export function handingOn({ store, jobs, clock, log }: HandOn): () => void {
  const handOn = oneAfterAnother(() =>
    relayOutbox(store, jobs, clock).then(
      () => undefined,
      (error: unknown) => log.warn({ err: error }, 'jobs could not be queued; the outbox keeps them until they can'),
    ),
  )
  return () => void handOn()
}
