import { retryOvertaken } from '#app/retry-parked.ts'
import { connectionId as idOf } from '#domain/ids.ts'
import { defineJob } from './define.ts'
import type { JobDeps } from './deps.ts'
import { connectionInput } from './per-connection.ts'

/** Puts back what a saved configuration left parked because there was more than one step takes. A pause does not matter: the inbox waits. */
export const retryParkedJob = defineJob({
  name: 'retry-parked',
  queue: 'sync',
  input: connectionInput,
  dedupeKey: ({ connectionId }) => connectionId,
  run: async (input, deps: JobDeps) => {
    const id = idOf(input.connectionId)
    const newest = await deps.store.configs.newest(id)
    if (newest === null || (await retryOvertaken(deps, id, newest)) === 0) return
    await deps.jobs.enqueue('work-inbox', input)
  },
})
