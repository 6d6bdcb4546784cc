import type { Clock } from '#ports/clock.ts'
import type { Jobs } from '#ports/jobs.ts'
import type { Store } from '#ports/store.ts'

const PAGE = 200

/**
 * Sends what transactions left in the outbox, until it is empty. The id of a row is the id of its job, so a row that was sent
 * by a process that died before it could say so makes no second job.
 *
 * @returns how many rows were sent.
 */
export async function relayOutbox(store: Pick<Store, 'outbox'>, jobs: Jobs, clock: Clock): Promise<number> {
  let sent = 0
  for (;;) {
    const rows = await store.outbox.pending(PAGE)
    const now = clock.now()
    for (const row of rows)
      await jobs.enqueue(row.job, row.payload, { jobId: row.id, delayMs: Math.max(0, row.runAt - now) })
    await store.outbox.sent(
      rows.map((row) => row.id),
      now,
    )
    sent += rows.length
    if (rows.length < PAGE) return sent
  }
}
