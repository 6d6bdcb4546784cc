import { workBackfill } from '#app/backfill.ts'
import { onEveryConnection } from './every-connection.ts'

/** A job that ends now and then gives other connections their turn; the next one goes on. */
const WORK_MS = 10_000

/** Works on what was left to the server, and on what a process that died left behind. */
export const backfillJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'backfill',
    queue: 'backfill',
    everyMs,
    work: async (scope, deps) => {
      const { id } = scope.connection
      const found = await deps.store.backfills.newest(id)
      if (found?.state !== 'running') return
      const { worker, ending } = deps
      const worked = await workBackfill(scope, found.id, { worker, forMs: WORK_MS, ending })
      if (worked === null) return
      await deps.jobs.enqueue('work-inbox', { connectionId: id })
      if (worked.state === 'running') await deps.jobs.enqueue('backfill', {})
    },
  })
