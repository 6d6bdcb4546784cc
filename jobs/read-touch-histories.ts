import { readTouchHistories } from '#app/read-touch-histories.ts'
import { onEveryConnection } from './every-connection.ts'

/** Asked for when an opportunity gets a person, or a person on one a new source; by itself now and then, for safety. */
export const readTouchHistoriesJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'read-touch-histories',
    queue: 'attribution',
    everyMs,
    work: async (scope, deps) => {
      const { changed, more } = await readTouchHistories(scope)
      if (changed > 0) await deps.jobs.enqueue('compute-credits', { connectionId: scope.connection.id })
      if (more) await deps.jobs.enqueue('read-touch-histories', {})
    },
  })
