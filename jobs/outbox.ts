import { InvariantError } from '#domain/errors.ts'
import type { Clock } from '#ports/clock.ts'
import type { Jobs } from '#ports/jobs.ts'
import type { PendingRow } from '#ports/store/outbox.ts'
import type { Store } from '#ports/store.ts'

const PAGE = 200

/**
 * Sends what transactions left in the outbox, until it is empty. The id of a row is the id of its job, so a row that was sent
 * by a process that died before it could say so makes no second job.
 *
 * A row that this version has no job for, as a newer process beside it may leave, waits for one that has, and keeps back no other.
 *
 * @returns how many rows were sent. @throws InvariantError when all others were sent, naming the jobs of those that wait.
 */
export async function relayOutbox(store: Pick<Store, 'outbox'>, jobs: Jobs, clock: Clock): Promise<number> {
  let sent = 0
  const waiting: Waiting[] = []
  for (let after: bigint | undefined; ;) {
    const rows = await store.outbox.pending(PAGE, after)
    const now = clock.now()
    const gone: string[] = []
    for (const row of rows) {
      const refused = await send(jobs, row, now)
      if (refused === null) gone.push(row.id)
      else waiting.push({ row, refused })
    }
    await store.outbox.sent(gone, now)
    sent += gone.length
    after = rows.at(-1)?.place
    if (rows.length < PAGE) break
  }
  if (waiting.length > 0) throw notTaken(waiting)
  return sent
}

interface Waiting {
  readonly row: PendingRow
  readonly refused: InvariantError
}

/** Null: it is on the queue; else why this version does not take it. A queue that cannot be reached throws. */
async function send(jobs: Jobs, row: PendingRow, now: number): Promise<InvariantError | null> {
  try {
    await jobs.enqueue(row.job, row.payload, { jobId: row.id, delayMs: Math.max(0, row.runAt - now) })
    return null
  } catch (error) {
    if (error instanceof InvariantError) return error
    throw error
  }
}

function notTaken(waiting: readonly Waiting[]): InvariantError {
  const names = [...new Set(waiting.map(({ row }) => row.job))].toSorted().join(', ')
  const [first] = waiting
  const count = waiting.length === 1 ? 'a job waits' : `${waiting.length} jobs wait`
  return new InvariantError(
    `${count} in the outbox that this version does not take (${names}): ${first?.refused.message ?? ''}; all processes have to run the same version`,
    { jobs: names },
    { cause: first?.refused },
  )
}
