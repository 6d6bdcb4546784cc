import { computeCredits } from '#app/compute-credits.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'
import { askForFigures } from './write-campaign-figures.ts'

export const computeCreditsJob = defineJob({
  name: 'compute-credits',
  queue: 'attribution',
  input: connectionInput,
  dedupeKey: (i) => i.connectionId,
  run: (i, deps: JobDeps) =>
    onConnection(deps, i.connectionId, async (scope) => {
      const credited = await computeCredits(scope)
      if (credited === 0) return
      await deps.jobs.enqueue('work-inbox', { connectionId: i.connectionId })
      await askForFigures(deps.jobs)
    }),
})
