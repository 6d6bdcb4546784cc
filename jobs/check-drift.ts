import { checkDrift, isDue } from '#app/drift/check-drift.ts'
import { onEveryConnection } from './every-connection.ts'

/** Looks at both sides once a night, in the org's time zone. */
export const checkDriftJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'check-drift',
    queue: 'drift',
    everyMs,
    work: async (scope, deps) => {
      if (!(await isDue(scope))) return
      const { counts } = await checkDrift(scope)
      if (counts.healed > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
    },
  })
