import { reviseClocks } from '#app/handoff/revise-clocks.ts'
import { onEveryConnection } from './every-connection.ts'

/**
 * Asked for when a new version of the sync config becomes active, and looked after now and then: a process that still has the older
 * version may have started clocks meanwhile.
 */
export const reviseClocksJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'revise-clocks',
    queue: 'clocks',
    everyMs,
    work: async (scope, deps) => {
      if ((await reviseClocks(scope)) > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
    },
  })
