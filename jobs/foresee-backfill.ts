import * as z from 'zod'
import { failForesight, runForesight } from '#app/backfill/run-foresight.ts'
import { connectionId as idOf } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput, onConnection } from './per-connection.ts'

const NAME = 'foresee-backfill'

/** Finds out what a backfill would do, for somebody who waits for it on a page: so every way it may end is told. */
export const foreseeBackfillJob = defineJob({
  name: NAME,
  queue: 'backfill',
  input: connectionInput.extend({ foresight: z.string() }),
  dedupeKey: ({ connectionId, foresight }) => `${connectionId}/${foresight}`,
  run: async (input, deps: JobDeps) => {
    const { connectionId, foresight } = input
    if (!(await deps.active()).includes(idOf(connectionId)))
      return failForesight(deps, idOf(connectionId), foresight, 'The connection is paused: look again when it goes on.')
    await onConnection(deps, connectionId, (scope) => runForesight(scope, foresight, deps.ending))
    // Another process, or this one after its start, looks anew.
    if (deps.ending()) await deps.jobs.enqueue(NAME, input)
  },
  onGivenUp: ({ connectionId, foresight }, deps, why) => failForesight(deps, idOf(connectionId), foresight, why),
})
