import * as z from 'zod'
import { checkDrift } from '#app/drift/check-drift.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

/** Compares both sides because somebody asked for it, whatever the hour. */
export const compareSidesJob = defineJob({
  name: 'compare-sides',
  queue: 'drift',
  input: connectionInput.extend({ sample: z.int().min(1).optional() }),
  // Another number of pairs is other work, or whoever asks for more would get what somebody asked for before.
  dedupeKey: ({ connectionId, sample }) => (sample === undefined ? connectionId : `${connectionId}/${sample}`),
  run: ({ connectionId, sample }, deps: JobDeps) =>
    onConnection(deps, connectionId, async (scope) => {
      const { counts } = await checkDrift(scope, sample === undefined ? {} : { sample })
      if (counts.healed > 0) await deps.jobs.enqueue('work-inbox', { connectionId })
    }),
})
