import { wakeReturning } from '#app/handoff/return-people.ts'
import { onEveryConnection } from './every-connection.ts'

/** People whom sales gave back with a date on which they may come again. */
export const returnPeopleJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'return-people',
    queue: 'clocks',
    everyMs,
    work: async (scope, deps) => {
      if ((await wakeReturning(scope)) > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
    },
  })
