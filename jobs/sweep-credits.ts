import { computeCredits } from '#app/compute-credits.ts'
import { onEveryConnection } from './every-connection.ts'

/** Credits what became due without news of a CRM: other settings, touches or rates. */
export const sweepCreditsJob = (everyMs: number | null) =>
  onEveryConnection({
    name: 'sweep-credits',
    queue: 'attribution',
    everyMs,
    work: async (scope, deps) => {
      const credited = await computeCredits(scope)
      if (credited > 0) await deps.jobs.enqueue('work-inbox', { connectionId: scope.connection.id })
    },
  })
